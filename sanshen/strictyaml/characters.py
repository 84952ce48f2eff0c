"""不允许的字符: control and invisible characters, found before anything is parsed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from sanshen.model.findings import Finding, finding
from sanshen.strictyaml.parsed import Place

# NUL, C0 but tab and line ends, DEL, C1, the line ends only YAML knows, surrogates, non-characters.
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
# What no reader sees: soft hyphen, zero-width space, direction marks, word joiner, stray BOM.
INVISIBLE = re.compile("[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]")
_EITHER = re.compile(f"{CONTROL.pattern[:-1]}{INVISIBLE.pattern[1:]}")


def has_control_characters(text: str) -> bool:
    """Whether ``text`` holds a control character; invisible ones are left alone."""
    return CONTROL.search(text) is not None


def has_bad_characters(text: str) -> bool:
    """Whether ``text`` holds a control or invisible character."""
    return _EITHER.search(text) is not None


def replace_bad_characters(
    text: str, path: str, first_line: int
) -> tuple[str, tuple[Finding, ...]]:
    """A finding for each bad character of ``text``, and the text with spaces in their place."""
    if not _EITHER.search(text):
        return text, ()
    return _EITHER.sub(" ", text), tuple(_findings(_EITHER, text, path, first_line))


def replace_escaped_characters(
    value: str, path: str, place: Place
) -> tuple[str, tuple[Finding, ...]]:
    """As ``replace_bad_characters``, for what ``\\e`` or ``\\u202e`` in double quotes became.

    A carriage return is among them: only as an escape can it get into a value.
    """
    bad = dict.fromkeys(c for c in value if c == "\r" or _EITHER.match(c))
    found = tuple(_bad_character(character, path, place) for character in bad)
    return value.translate({ord(character): " " for character in bad}), found


def check_control_characters(text: str, path: str, first_line: int) -> tuple[Finding, ...]:
    """A finding for each control character of ``text``; invisible ones are left alone."""
    if not CONTROL.search(text):
        return ()
    return tuple(_findings(CONTROL, text, path, first_line))


def places_in(text: str, indices: Iterable[int], first_line: int) -> Iterator[Place]:
    """Line and column, both from 1, of the characters ``indices`` (ascending) of ``text``."""
    line, line_start, counted = first_line, 0, 0
    for index in indices:
        breaks = text.count("\n", counted, index)
        if breaks:
            line += breaks
            line_start = text.rfind("\n", counted, index) + 1
        counted = index
        yield line, index - line_start + 1


def _findings(pattern: re.Pattern[str], text: str, path: str, first_line: int) -> Iterator[Finding]:
    matches = list(pattern.finditer(text))
    places = places_in(text, (match.start() for match in matches), first_line)
    for match, place in zip(matches, places, strict=True):
        yield _bad_character(match.group(), path, place)


def _bad_character(character: str, path: str, place: Place) -> Finding:
    code = "Y126" if INVISIBLE.match(character) else "Y105"
    return finding(code, path, *place, character=f"U+{ord(character):04X}")
