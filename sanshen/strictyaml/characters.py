"""不允许的字符: control and invisible characters, found before anything is parsed."""

from __future__ import annotations

import re

from sanshen.model.findings import Finding, finding

# NUL, C0 but tab and line ends, DEL, C1, the line ends only YAML knows, surrogates, non-characters.
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
# What no reader sees: soft hyphen, zero-width space, direction marks, word joiner, stray BOM.
INVISIBLE = re.compile("[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]")
_EITHER = re.compile(f"{CONTROL.pattern[:-1]}{INVISIBLE.pattern[1:]}")


def replace_bad_characters(
    text: str, path: str, first_line: int
) -> tuple[str, tuple[Finding, ...]]:
    """A finding for each bad character of ``text``, and the text with spaces in their place."""
    if not _EITHER.search(text):
        return text, ()
    findings = tuple(_finding(text, match, path, first_line) for match in _EITHER.finditer(text))
    return _EITHER.sub(" ", text), findings


def check_control_characters(text: str, path: str, first_line: int) -> tuple[Finding, ...]:
    """A finding for each control character of ``text``; invisible ones are left alone."""
    if not CONTROL.search(text):
        return ()
    return tuple(_finding(text, match, path, first_line) for match in CONTROL.finditer(text))


def place_in(text: str, index: int, first_line: int) -> tuple[int, int]:
    """Line and column of the character ``index`` of ``text``, both from 1."""
    line_start = text.rfind("\n", 0, index) + 1
    return first_line + text.count("\n", 0, index), index - line_start + 1


def _finding(text: str, match: re.Match[str], path: str, first_line: int) -> Finding:
    line, column = place_in(text, match.start(), first_line)
    code = "Y105" if CONTROL.match(match.group()) else "Y126"
    return finding(code, path, line, column, character=f"U+{ord(match.group()):04X}")
