"""网页的行 (page lines): what lines of a page say, read only where their form leaves no doubt.

A line can be read by itself if no tag, link, comment or script reaches beyond it; a page then
says what its lines say together, in any order. Every other form is left to the exact reader.
"""

from __future__ import annotations

import html
import re
from typing import Final

_START = re.compile(rb'([a-z][a-z0-9]*)((?: [a-z][a-z0-9-]*(?:="[^"\n]*")?)*+)( ?/)?')
_END = re.compile(rb"/[a-z][a-z0-9]*")
_ATTRIBUTE = re.compile(rb' ([a-z][a-z0-9-]*)(?:="([^"]*)")?')
_ENTITY = re.compile(rb"&(?!(?:amp|lt|gt|quot|#[0-9]+);)")
# Goes quickly over tags that say nothing; all else matches, at worst as any tag or a stray ``<``.
_SAYING = re.compile(
    rb"<(?!/a>|/?(?:p|strong|li|t[drh]|em|ul|h[2-6]|ol|d[ltd]|div|span|table|thead|tbody|code|pre|"
    rb"blockquote|del|header|nav|section|article|aside|footer|main|abbr|sup|br|hr|time)>|"
    rb'time datetime="[^"<>\n]*">)'
    rb'(?:a href="([^"<>&\n]+)">|meta name="([^"<>&\n]+)" content="([^"<>&\n]*)">'
    rb'|h[2-6] id="([^"<>&\n]+)">|link rel="canonical" href="([^"<>&\n]+)">'
    rb"|(title>[^<\n]*</title>|script(?: (?:src|type|defer|async)"
    rb'(?:="[^"<>\n]*")?)*></script>)'
    rb"|([^<>\n]*)(>?))([^<]*)"
)
_VOID = frozenset({b"br", b"hr", b"img", b"input", b"link", b"meta"})
# what changes how a parser reads on: some of it depends on the parser's version
_UNREAD = frozenset(
    {b"style", b"textarea", b"iframe", b"noembed", b"noframes", b"noscript", b"xmp", b"plaintext"}
)
_ALONE = frozenset({b"script", b"title"})
_KEPT_TAGS = 20_000

_DOUBT: Final = 0
_PLAIN: Final = 1
_LINK: Final = 2
_LINK_NAMED: Final = 3
_LINK_END: Final = 4
_PICTURE: Final = 5
_PICTURE_NAMED: Final = 6
_ALONE_START: Final = 7


class Sayings:
    """What lines say: (name, content) of page tags, headings of level 1, languages of
    ``<html>``, anchors, targets as written, preview marks."""

    __slots__ = ("banners", "headings", "ids", "langs", "metas", "targets")

    def __init__(self) -> None:
        self.metas: list[tuple[str, str]] = []
        self.headings = 0
        self.langs: list[str] = []
        self.ids: list[str] = []
        self.targets: list[str] = []
        self.banners = 0

    def add(self, other: Sayings) -> None:
        """What the other says, too."""
        self.metas += other.metas
        self.headings += other.headings
        self.langs += other.langs
        self.ids += other.ids
        self.targets += other.targets
        self.banners += other.banners

    def __bool__(self) -> bool:
        return bool(
            self.metas or self.headings or self.langs or self.ids or self.targets or self.banners
        )


class LineReader:
    """Reads lines; remembers the tags that say nothing, which are few."""

    def __init__(self) -> None:
        self._plain: dict[bytes, int] = {}

    def read(self, lines: bytes, into: Sayings) -> bool:
        """Add what ``lines`` say; False where they cannot be read so, or break a rule alone.

        Alone they break a rule with a link without words or a picture without alternative.
        """
        plain = self._plain
        links: list[bool] = []
        alone = b""
        pieces = iter(lines.split(b"<"))
        next(pieces)
        for piece in pieces:
            token, closed, text = piece.partition(b">")
            if not closed:
                return False
            if alone:
                if token[1:] != alone or token[:1] != b"/":
                    return False
                alone = b""
                continue
            kind = plain.get(token) or self._tag(token, into)
            if kind != _PLAIN:
                if kind == _DOUBT:
                    return False
                if kind in (_LINK, _LINK_NAMED):
                    links.append(kind == _LINK_NAMED)
                elif kind == _LINK_END:
                    if links and not links.pop():
                        return False
                elif kind == _PICTURE_NAMED and links:
                    links[-1] = True
                elif kind == _ALONE_START:
                    if links or b"\n" in text or (text and token[:5] != b"title"):
                        return False
                    alone = token[:6] if token[:6] == b"script" else token[:5]
            if links:
                if b"\n" in text:
                    return False
                if text and not links[-1]:
                    links[-1] = bool(_text(text).strip())
        return not links and not alone

    def read_quickly(self, lines: bytes, into: Sayings) -> bool:
        """As ``read``, for lines that come once; more often in doubt, and then ``into`` is spoilt.

        A link must have words right behind its tag, so it does not matter where it ends.
        """
        for href, name, content, anchor, canonical, alone, token, closed, text in _SAYING.findall(
            lines
        ):
            if href:
                if not _text(text).strip():
                    return False
                into.targets.append(href.decode("utf-8", "replace"))
            elif name:
                into.metas.append((_text(name), _text(content)))
            elif anchor:
                into.ids.append(_text(anchor))
            elif canonical:
                into.targets.append(_text(canonical))
            elif not alone:
                kind = closed and (self._plain.get(token) or self._tag(token, into))
                if not kind or kind == _ALONE_START:
                    return False
                if kind == _LINK and not _text(text).strip():
                    return False
        return True

    def _tag(self, token: bytes, into: Sayings) -> int:
        """What kind of tag stands between ``<`` and ``>``; what it says is added."""
        said = Sayings()
        kind = _any_tag(token, said)
        if kind in (_PLAIN, _LINK_END) and not said:
            if len(self._plain) >= _KEPT_TAGS:
                self._plain.clear()
            self._plain[token] = kind
        into.add(said)
        return kind


def _any_tag(token: bytes, into: Sayings) -> int:
    """The same rules about tags as in ``page_parts``."""
    if token[:1] == b"/":
        name = token[1:]
        if not _END.fullmatch(token) or name in _UNREAD or name in _ALONE:
            return _DOUBT
        return _LINK_END if name == b"a" else _PLAIN
    start = _START.fullmatch(token)
    if start is None:
        return _PLAIN if token == b"!DOCTYPE html" else _DOUBT
    name, written, closed = start.groups()
    if name in _UNREAD or (closed and name not in _VOID) or _ENTITY.search(written):
        return _DOUBT
    values = {key: _text(value) for key, value in _ATTRIBUTE.findall(written)}
    if values.get(b"id"):
        into.ids.append(values[b"id"])
    into.banners += "unreviewed" in values.get(b"class", "").split()
    return _named(name, values, into)


def _named(name: bytes, values: dict[bytes, str], into: Sayings) -> int:
    if name == b"a" and b"href" in values:
        into.targets.append(values[b"href"])
        return _LINK_NAMED if values.get(b"aria-label", "").strip() else _LINK
    if name == b"img":
        into.targets.append(values.get(b"src", ""))
        if b"alt" not in values:
            return _DOUBT
        return _PICTURE_NAMED if values[b"alt"].strip() else _PICTURE
    if name == b"meta":
        into.metas.append((values.get(b"name", ""), values.get(b"content", "")))
    elif name == b"link":
        into.targets.append(values.get(b"href", ""))
    elif name == b"html":
        into.langs.append(values.get(b"lang", ""))
    elif name == b"h1":
        into.headings += 1
    return _ALONE_START if name in _ALONE else _PLAIN


def _text(value: bytes) -> str:
    text = value.decode("utf-8", "replace")
    return html.unescape(text) if "&" in text else text
