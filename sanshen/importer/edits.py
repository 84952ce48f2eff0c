"""改动 (edits): every change an import makes to a body, kept so that it can be taken back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class EditKind(StrEnum):
    """改动类别: why a piece of a body was changed; the value names a catalogue message."""

    LINE_END = "line-end"
    COMMENT_REMOVED = "comment-removed"
    HTML_ESCAPED = "html-escaped"
    HTML_CONVERTED = "html-converted"
    HTML_REMOVED = "html-removed"
    ACTIVE_REMOVED = "active-removed"
    SHORTCODE = "shortcode"
    ATTRIBUTE_REMOVED = "attribute-removed"
    HEADER_TEXT = "header-text"
    LINK_TO_SOURCE = "link-to-source"
    LINK_TO_OLD_SITE = "link-to-old-site"
    LINK_REMOVED = "link-removed"
    PICTURE_TO_LINK = "picture-to-link"
    PICTURE_TO_TEXT = "picture-to-text"
    FILE_TAKEN = "file-taken"
    HEADING_DEMOTED = "heading-demoted"


@dataclass(frozen=True, slots=True)
class Edit:
    """One replacement: at ``offset`` of the text it was made in, ``before`` became ``after``."""

    kind: EditKind
    offset: int
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class EditedBody:
    """改动后的正文: ``text``, and the rounds of edits that led to it, oldest first.

    The edits of one round are in order, do not overlap, and count in the text before it.
    """

    text: str
    rounds: tuple[tuple[Edit, ...], ...] = ()

    @property
    def edits(self) -> tuple[Edit, ...]:
        """All edits in the order made."""
        return tuple(edit for each in self.rounds for edit in each)

    def then(self, edits: Iterable[Edit]) -> EditedBody:
        """This body after one more round; ValueError when an edit isn't what stands there."""
        made = tuple(edits)
        if not made:
            return self
        pieces: list[str] = []
        at = 0
        for edit in made:
            end = edit.offset + len(edit.before)
            if edit.offset < at or self.text[edit.offset : end] != edit.before:
                raise ValueError(f"edit does not fit the text: {edit}")
            pieces += (self.text[at : edit.offset], edit.after)
            at = end
        return EditedBody("".join((*pieces, self.text[at:])), (*self.rounds, made))

    def original(self) -> str:
        """The text before all edits, computed back from the text after them."""
        text = self.text
        for made in reversed(self.rounds):
            text = _undone(text, made)
        return text


def applied(text: str, edits: Iterable[Edit]) -> str:
    """``text`` after one round of edits, which are in order and do not overlap."""
    pieces: list[str] = []
    at = 0
    for edit in edits:
        pieces += (text[at : edit.offset], edit.after)
        at = edit.offset + len(edit.before)
    return "".join((*pieces, text[at:]))


def _undone(text: str, made: tuple[Edit, ...]) -> str:
    pieces: list[str] = []
    at, shift = 0, 0
    for edit in made:
        start = edit.offset + shift
        pieces += (text[at:start], edit.before)
        at = start + len(edit.after)
        shift += len(edit.after) - len(edit.before)
    return "".join((*pieces, text[at:]))
