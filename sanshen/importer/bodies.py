"""正文改写: the few changes a foreign body needs before our renderer takes all of it.

Nothing else is touched: spaces of any width, invisible and private-use characters, tabs,
tables and blank lines stay as they are.
"""

from __future__ import annotations

import re
from enum import StrEnum

from sanshen.content.body import ParsedBody
from sanshen.content.markdown import parse_body
from sanshen.importer.edits import Edit, EditedBody, EditKind

MAX_HTML = 400
_CARRIAGE = re.compile(r"\r\n?")
_COMMENT = re.compile(r"<!--.*?-->", re.S)
_TAG = re.compile(r"(?<!\\)(?:\\\\)*(<)(?=[A-Za-z/!?])")
_AUTOLINK = re.compile(r"<(?:[A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>]*|[^\s<>@]+@[^\s<>@]+)>")
_LINE = re.compile(r"\r\n?|\n")
_UNDERLINE = re.compile(r"^[ \t>]*(=+)[ \t]*$", re.M)


class CommentRule(StrEnum):
    """HTML注释处理: what becomes of ``<!-- … -->``."""

    ESCAPE = "escape"
    REMOVE = "remove"


class BodyError(Exception):
    """A body can't be made valid; ``line`` counts in the body from 1."""

    def __init__(self, code: str, line: int, text: str) -> None:
        super().__init__(code, line, text)
        self.code, self.line, self.text = code, line, text


def adapt_body(body: str, comments: CommentRule) -> EditedBody:
    """``body`` with lf line ends, no raw html, and no heading of the page's own level.

    Comments are removed or made visible, tags made visible text, and where there is a first
    level heading every heading goes down one level. ``EditedBody.original`` gives ``body``
    back, character by character. Raises ``BodyError`` when html or a heading resists.
    """
    edited = EditedBody(body)
    edited = edited.then(
        Edit(EditKind.LINE_END, match.start(), match.group(), "\n")
        for match in _CARRIAGE.finditer(body)
    )
    edited, parsed = _without_html(edited, comments)
    return _demoted(edited, parsed)


def _without_html(edited: EditedBody, comments: CommentRule) -> tuple[EditedBody, ParsedBody]:
    # One at a time: a tag made visible can change what the following characters mean.
    parsed = parse_body(edited.text, 1)
    for _ in range(MAX_HTML):
        if not parsed.raw_html:
            return edited, parsed
        edited = edited.then((_html_edit(edited.text, parsed, comments),))
        parsed = parse_body(edited.text, 1)
    raise BodyError("M112", 1, f"> {MAX_HTML} × <…>")


def _html_edit(text: str, parsed: ParsedBody, comments: CommentRule) -> Edit:
    # The renderer names the block surely, the place in it only nearly: look on from there.
    spot = parsed.raw_html[0]
    for start in (_offset(text, spot.line, spot.column), 0):
        for match in _TAG.finditer(text, start):
            offset = match.start(1)
            if not _AUTOLINK.match(text, offset) and _is_text(text, offset, len(parsed.links)):
                return _edit_at(text, offset, comments)
    raise BodyError("M112", spot.line, spot.text)


def _edit_at(text: str, offset: int, comments: CommentRule) -> Edit:
    comment = _COMMENT.match(text, offset)
    if comment and comments is CommentRule.REMOVE:
        return Edit(EditKind.COMMENT_REMOVED, offset, comment.group(), "")
    # Not a backslash: after a bare address it would become part of the address.
    return Edit(EditKind.HTML_ESCAPED, offset, "<", "&lt;")


def _is_text(text: str, offset: int, links: int) -> bool:
    """Whether a ``<`` made harmless would be text of the page: not code, not a link's target."""
    marker = "LESSTHAN"
    while marker in text:
        marker += "X"
    parsed = parse_body(f"{text[:offset]}{marker}{text[offset + 1 :]}", 1)
    html = "".join(parsed.parts)
    at = html.find(marker)
    if at < 0 or len(parsed.links) < links:
        return False
    return html.rfind("<code", 0, at) <= html.rfind("</code>", 0, at)


def _demoted(edited: EditedBody, parsed: ParsedBody) -> EditedBody:
    highest = next((h for h in parsed.headings if h.level == 1), None)
    if highest is None:
        return edited
    made = (_heading_edit(edited.text, h.level, h.line, h.column) for h in parsed.headings)
    demoted = edited.then(edit for edit in made if edit)
    again = parse_body(demoted.text, 1)
    if again.text != parsed.text or any(h.level == 1 for h in again.headings):
        raise BodyError("M113", highest.line, highest.text)
    return demoted


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
