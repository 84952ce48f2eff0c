"""链接书写 (link syntax): where the links of a Markdown source are written, by what they mean.

A scan, not a parser: whoever edits by it reads the text again and sees whether it was right.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote

_ROUND = r"\((?:[^\x00-\x20()\\]|\\.)*\)"
_DESTINATION = rf"<[^<>\n]*>|(?:[^\x00-\x20()<\\]|\\.|{_ROUND})(?:[^\x00-\x20()\\]|\\.|{_ROUND})*|"
_TITLE = r"(?:\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'|\((?:[^()\\]|\\.)*\))"
_INLINE = re.compile(rf"\]\(\s*({_DESTINATION})(?:\s+({_TITLE}))?\s*\)", re.S)
_DEFINITION = re.compile(rf"^ {{0,3}}\[([^\]\n]+)\]:[ \t]*\n?[ \t]*({_DESTINATION})", re.M)
_REFERENCE = re.compile(r"\][ \t]?\[([^\]\n]*)\]")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")


@dataclass(frozen=True, slots=True)
class WrittenLink:
    """书写的链接: ``[`` at ``start`` (``!`` for a picture), its words up to ``words_end``, the
    whole up to ``end``; ``target`` what it means. The destination itself stands at
    ``target_start`` to ``target_end``, elsewhere for a link by reference."""

    start: int
    words_start: int
    words_end: int
    end: int
    target: str
    target_start: int
    target_end: int
    image: bool


def links_written(text: str) -> Iterator[WrittenLink]:
    """Every link and picture written in ``text``: with its destination, or by reference."""
    for found in _INLINE.finditer(text):
        opening = _opening(text, found.start())
        if opening is not None:
            start, words, image = opening
            yield WrittenLink(
                start, words, found.start(), found.end(), meaning(found[1]), *found.span(1), image
            )
    definitions = {_label(found[1]): found for found in reversed(list(_DEFINITION.finditer(text)))}
    for found in _REFERENCE.finditer(text):
        opening = _opening(text, found.start())
        if opening is None:
            continue
        start, words, image = opening
        defined = definitions.get(_label(found[1] or text[words : found.start()]))
        if defined is not None:
            yield WrittenLink(
                start, words, found.start(), found.end(),
                meaning(defined[2]), *defined.span(2), image,
            )  # fmt: skip


def meaning(destination: str) -> str:
    """The target a written destination means: without ``<>``, escapes and references undone."""
    bare = destination[1:-1] if destination.startswith("<") else destination
    return html.unescape(_ESCAPE.sub(r"\1", bare))


def same_target(one: str, other: str) -> bool:
    """Whether two targets are one, whichever of them is percent-encoded."""
    return one == other or unquote(one) == unquote(other)


def _opening(text: str, closing: int) -> tuple[int, int, bool] | None:
    """(start, start of the words, picture) of the bracket that ``]`` at ``closing`` closes."""
    depth, at = 1, closing
    while depth:
        at = max(text.rfind("[", 0, at), text.rfind("]", 0, at))
        if at < 0 or "\n\n" in text[at:closing]:
            return None
        if _is_escaped(text, at):
            continue
        depth += 1 if text[at] == "]" else -1
    image = at > 0 and text[at - 1] == "!" and not _is_escaped(text, at - 1)
    return at - image, at + 1, image


def _is_escaped(text: str, offset: int) -> bool:
    before = text[:offset]
    return (len(before) - len(before.rstrip("\\"))) % 2 == 1


def _label(text: str) -> str:
    return " ".join(text.split()).casefold()
