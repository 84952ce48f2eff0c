"""网页标签 (page tags): what the tags of a text say, read only where their form leaves no doubt.

Every other form is left to the exact reader (``page_parts``).
"""

from __future__ import annotations

import html
import re
from typing import Final

META: Final = 0
HEADING: Final = 1
LANGUAGE: Final = 2
ANCHOR: Final = 3
TARGET: Final = 4
BANNER: Final = 5
Saying = tuple[int, str, str]
"""What a page says: (META, name, content) of a page tag, a HEADING of level 1, the LANGUAGE of
``<html>``, an ANCHOR, a TARGET as written, a BANNER (preview mark); what is not needed is empty."""

UNREAD = ("style", "textarea", "iframe", "noembed", "noframes", "noscript", "xmp", "plaintext")
"""What changes how a parser reads on: some of it depends on the parser's version."""

_START = re.compile(rb'([a-z][a-z0-9]*)((?: [a-z][a-z0-9-]*(?:="[^"\n]*")?)*+)( ?/)?')
_END = re.compile(rb"/[a-z][a-z0-9]*")
_ATTRIBUTE = re.compile(rb' ([a-z][a-z0-9-]*)(?:="([^"]*)")?')
_ENTITY = re.compile(rb"&(?!(?:amp|lt|gt|quot|#[0-9]+);)")
_VOID = frozenset({b"br", b"hr", b"img", b"input", b"link", b"meta"})
_UNREAD = frozenset(name.encode() for name in UNREAD)
_ALONE = frozenset({b"script", b"title"})

_DOUBT: Final = 0
_PLAIN: Final = 1
_LINK: Final = 2
_LINK_NAMED: Final = 3
_LINK_END: Final = 4
_PICTURE: Final = 5
_PICTURE_NAMED: Final = 6
_ALONE_START: Final = 7


def read_tags(data: bytes) -> list[Saying] | None:
    """What ``data`` says; None where it cannot be read so, or breaks a rule alone.

    Alone it breaks a rule with a link without words or a picture without alternative. No link,
    title or script may be open at its end.
    """
    said: list[Saying] = []
    links: list[bool] = []
    alone = b""
    pieces = iter(data.split(b"<"))
    next(pieces)
    for piece in pieces:
        token, closed, words = piece.partition(b">")
        if not closed:
            return None
        if alone:
            if token[1:] != alone or token[:1] != b"/":
                return None
            alone = b""
            continue
        kind = _tag(token, said)
        if kind == _DOUBT:
            return None
        if kind in (_LINK, _LINK_NAMED):
            links.append(kind == _LINK_NAMED)
        elif kind == _LINK_END:
            if links and not links.pop():
                return None
        elif kind == _PICTURE_NAMED and links:
            links[-1] = True
        elif kind == _ALONE_START:
            if links or b"\n" in words or (words and token[:5] != b"title"):
                return None
            alone = token[:6] if token[:6] == b"script" else token[:5]
        if links:
            if b"\n" in words:
                return None
            if words and not links[-1]:
                links[-1] = bool(text(words).strip())
    return None if links or alone else said


def text(value: bytes) -> str:
    """The characters of a text or value."""
    found = value.decode("utf-8", "replace")
    return html.unescape(found) if "&" in found else found


def _tag(token: bytes, said: list[Saying]) -> int:
    """What kind of tag stands between ``<`` and ``>``; what it says is added.

    The same rules about tags as in ``page_parts``.
    """
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
    values = {key: text(value) for key, value in _ATTRIBUTE.findall(written)}
    if values.get(b"id"):
        said.append((ANCHOR, "", values[b"id"]))
    if "unreviewed" in values.get(b"class", "").split():
        said.append((BANNER, "", ""))
    return _named(name, values, said)


def _named(name: bytes, values: dict[bytes, str], said: list[Saying]) -> int:
    if name == b"a" and b"href" in values:
        said.append((TARGET, "", values[b"href"]))
        return _LINK_NAMED if values.get(b"aria-label", "").strip() else _LINK
    if name == b"img":
        said.append((TARGET, "", values.get(b"src", "")))
        if b"alt" not in values:
            return _DOUBT
        return _PICTURE_NAMED if values[b"alt"].strip() else _PICTURE
    if name == b"meta":
        said.append((META, values.get(b"name", ""), values.get(b"content", "")))
    elif name == b"link":
        said.append((TARGET, "", values.get(b"href", "")))
    elif name == b"html":
        said.append((LANGUAGE, "", values.get(b"lang", "")))
    elif name == b"h1":
        said.append((HEADING, "", ""))
    return _ALONE_START if name in _ALONE else _PLAIN
