"""正文改写: what a foreign body needs before our renderer takes all of it.

Nothing else is touched: spaces of any width, invisible and private-use characters, tabs,
tables and blank lines stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from sanshen.content.body import ParsedBody, Spot
from sanshen.content.markdown import parse_body
from sanshen.importer.edits import Edit, EditedBody, EditKind
from sanshen.importer.islands import html_edits
from sanshen.importer.shortcodes import Shortcode, attribute_edits, shortcode_edits

Parse = Callable[[str], ParsedBody]

MAX_HTML = 400
_CARRIAGE = re.compile(r"\r\n?")
_COMMENT = re.compile(r"<!--.*?-->", re.S)
_TAG = re.compile(r"(?<!\\)(?:\\\\)*(<)(?=[A-Za-z/!?])")
_AUTOLINK = re.compile(r"<(?:[A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>]*|[^\s<>@]+@[^\s<>@]+)>")
_LINE_START_TAG = re.compile(r"\n(?=[ ]{0,3}<[A-Za-z/!?])")
_LINE = re.compile(r"\r\n?|\n")
_UNDERLINE = re.compile(r"^[ \t>]*(=+)[ \t]*$", re.M)
_HTML_ID = re.compile(r"<h([1-6])\b[^>]*\bid=[\"']?([^\s\"'>]+)[^>]*>(.*?)</h\1>", re.S | re.I)
_ANY_TAG = re.compile(r"<[^>]*>")


class CommentRule(StrEnum):
    """HTML注释处理: what becomes of ``<!-- … -->``."""

    ESCAPE = "escape"
    REMOVE = "remove"


class HtmlRule(StrEnum):
    """HTML处理: tags become visible text, or html becomes Markdown."""

    ESCAPE = "escape"
    CONVERT = "convert"


class BodyError(Exception):
    """A body can't be made valid; ``line`` counts in the body from 1."""

    def __init__(self, code: str, line: int, text: str) -> None:
        super().__init__(code, line, text)
        self.code, self.line, self.text = code, line, text


@dataclass(frozen=True, slots=True)
class BodyRules:
    """正文改写规则, as the mapping has them; ``shortcodes`` are Markdown by name of the call."""

    comments: CommentRule = CommentRule.ESCAPE
    html: HtmlRule = HtmlRule.ESCAPE
    attributes: bool = False
    shortcodes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AdaptedBody:
    """改写后的正文: ``anchors`` are heading texts by the ids the source gave them, ``kept`` the
    shortcodes no rule speaks of, which stay as text."""

    body: EditedBody
    parsed: ParsedBody
    anchors: Mapping[str, str]
    kept: tuple[Shortcode, ...]


def parse_commonmark(text: str) -> ParsedBody:
    """``text`` as our default dialect reads it; places count from line 1."""
    return parse_body(text, 1)


def adapt_body(
    body: str,
    rules: BodyRules,
    parse: Parse = parse_commonmark,
    page: Mapping[str, tuple[str, ...]] | None = None,
    appended: str = "",
) -> AdaptedBody:
    """``body`` with lf line ends, no raw html, and no heading of the page's own level.

    ``page`` are texts of the header for shortcodes, ``appended`` what of the header goes
    below the body. ``AdaptedBody.body.original`` gives ``body`` back, character by character.
    Raises ``BodyError`` when html or a heading resists.
    """
    edited = EditedBody(body).then(
        Edit(EditKind.LINE_END, match.start(), match.group(), "\n")
        for match in _CARRIAGE.finditer(body)
    )
    if appended:
        below = Edit(EditKind.HEADER_TEXT, len(edited.text), "", _below(edited.text, appended))
        edited = edited.then((below,))
    made, kept = shortcode_edits(edited.text, rules.shortcodes, page or {}, parse)
    edited = edited.then(made)
    anchors = {name: _ANY_TAG.sub("", text) for _, name, text in _HTML_ID.findall(edited.text)}
    if rules.attributes:
        removed, ids = attribute_edits(edited.text, parse)
        edited, anchors = edited.then(removed), anchors | ids
    edited, parsed = _without_html(edited, rules, parse)
    edited, parsed = _demoted(edited, parsed, parse)
    return AdaptedBody(edited, parsed, anchors, kept)


def _below(text: str, appended: str) -> str:
    gap = "" if not text.strip() else "\n" if text.endswith("\n") else "\n\n"
    return f"{gap}{appended.strip()}\n"


def _without_html(
    edited: EditedBody, rules: BodyRules, parse: Parse
) -> tuple[EditedBody, ParsedBody]:
    # One at a time: a tag made visible can change what the following characters mean.
    parsed = parse(edited.text)
    for _ in range(MAX_HTML):
        if not parsed.raw_html:
            return edited, parsed
        edited = edited.then(_html_edits(edited.text, parsed, rules, parse))
        parsed = parse(edited.text)
    raise BodyError("M112", 1, f"> {MAX_HTML} × <…>")


def _html_edits(text: str, parsed: ParsedBody, rules: BodyRules, parse: Parse) -> tuple[Edit, ...]:
    # The renderer names the block surely, the place in it only nearly: look on from there.
    spot = parsed.raw_html[0]
    for start in (_offset(text, spot.line, spot.column), 0):
        for match in _TAG.finditer(text, start):
            offset = match.start(1)
            if not _AUTOLINK.match(text, offset) and _is_text(text, offset, parsed, parse):
                return _edits_at(text, offset, rules, parse)
    return (_joined(text, _offset(text, spot.line, spot.column), parsed, parse, spot),)


def _joined(text: str, offset: int, parsed: ParsedBody, parse: Parse, spot: Spot) -> Edit:
    """Code that goes over several lines and is cut by a tag at the start of one: on one line."""
    found = _LINE_START_TAG.search(text, max(offset - 1, 0)) or _LINE_START_TAG.search(text)
    if found is not None:
        edit = Edit(EditKind.LINE_END, found.start(), "\n", " ")
        after = parse(f"{text[: edit.offset]} {text[edit.offset + 1 :]}")
        if len(after.raw_html) < len(parsed.raw_html):
            return edit
    raise BodyError("M112", spot.line, spot.text)


def _edits_at(text: str, offset: int, rules: BodyRules, parse: Parse) -> tuple[Edit, ...]:
    comment = _COMMENT.match(text, offset)
    if comment and rules.comments is CommentRule.REMOVE:
        return (Edit(EditKind.COMMENT_REMOVED, offset, comment.group(), ""),)
    if rules.html is HtmlRule.CONVERT:
        made = html_edits(text, offset, parse)
        if made is not None:
            return made
    # Not a backslash: after a bare address it would become part of the address.
    return (Edit(EditKind.HTML_ESCAPED, offset, "<", "&lt;"),)


def _is_text(text: str, offset: int, parsed: ParsedBody, parse: Parse) -> bool:
    """Whether a ``<`` made harmless would be text of the page: not code, not a link's target."""
    marker = "LESSTHAN"
    while marker in text:
        marker += "X"
    after = parse(f"{text[:offset]}{marker}{text[offset + 1 :]}")
    page = "".join(after.parts)
    at = page.find(marker)
    if at < 0 or len(after.links) < len(parsed.links):
        return False
    return page.rfind("<code", 0, at) <= page.rfind("</code>", 0, at)


def _demoted(edited: EditedBody, parsed: ParsedBody, parse: Parse) -> tuple[EditedBody, ParsedBody]:
    highest = next((h for h in parsed.headings if h.level == 1), None)
    if highest is None:
        return edited, parsed
    made = (_heading_edit(edited.text, h.level, h.line, h.column) for h in parsed.headings)
    demoted = edited.then(edit for edit in made if edit)
    again = parse(demoted.text)
    if again.text != parsed.text or any(h.level == 1 for h in again.headings):
        raise BodyError("M113", highest.line, highest.text)
    return demoted, again


def _heading_edit(text: str, level: int, line: int, column: int) -> Edit | None:
    """One more ``#``, or for an underlined heading ``---`` for ``===``; none at the lowest."""
    offset = _offset(text, line, column)
    if text.startswith("#", offset):
        return Edit(EditKind.HEADING_DEMOTED, offset, "#", "##") if level < 6 else None
    found = _UNDERLINE.search(text, offset) if level == 1 else None
    if found is None:
        return None
    marks = found.group(1)
    return Edit(EditKind.HEADING_DEMOTED, found.start(1), marks, "-" * len(marks))


def _offset(text: str, line: int, column: int) -> int:
    """Where line and column, both from 1, stand in ``text``."""
    start = 0
    for _ in range(line - 1):
        end = _LINE.search(text, start)
        start = end.end() if end else len(text)
    return start + column - 1
