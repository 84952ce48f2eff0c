"""逐行检查: slips of the hand that break YAML, named as what they are, line by line.

Used only where YAML reading failed or met something odd; the slips are mended in memory, so
that whatever else is wrong in the file can be reported in the same run.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sanshen.model.findings import Finding, finding
from sanshen.strictyaml.quotes import CLOSING, OPENING, is_wrapped

ODD_SPACES = "\u3000\u00a0\u1680\u2000-\u200a\u202f\u205f"
ODD_INDENT = re.compile(f"^[ \t]*[{ODD_SPACES}]", re.MULTILINE)

_KEY = r"(?P<key>[^\s:：'\"#\[\]{},&*!|>%@`－-][^\s:：\"“”]{0,30}?)"
_FULL_WIDTH_COLON = re.compile(rf"^(?P<before>[ ]*{_KEY} *)：")
_FULL_WIDTH_COLON_IN_LIST = re.compile(r"^(?P<before>[ ]*- +(?P<key>[a-z_]+) *)：")
_NO_SPACE = re.compile(rf"^(?P<before>[ ]*(?:- +)?{_KEY}):(?=[^\s/])")
_ODD_SPACE_AFTER = re.compile(rf"^(?P<before>[ ]*(?:- +)?{_KEY}:)(?P<odd>[{ODD_SPACES}]+)")
_VALUE = re.compile(r"^(?P<before>[ ]*(?:- +)?(?:[^\s:：]+: +)?)(?P<value>\S.*?)[ ]*$")
_BLOCK_SCALAR = re.compile(r"(?::|^[ ]*-) +[|>][-+0-9]*[ ]*(?:#.*)?$")


def mend_lines(text: str, path: str, first_line: int) -> tuple[str, tuple[Finding, ...]]:
    """The named slips of ``text`` as findings, and the text with them mended."""
    findings: list[Finding] = []
    mended = []
    for number, line, literal in _lines(text):
        if literal:
            mended.append(line)
            continue
        fixed, found = _mend(line)
        mended.append(fixed)
        for code, column, args in found:
            findings.append(finding(code, path, first_line + number, column, **args))
    return "\n".join(mended), tuple(findings)


_Slip = tuple[str, int, dict[str, str]]


def _lines(text: str) -> Iterator[tuple[int, str, bool]]:
    """Number from 0, line, and whether it is the text of a ``|`` or ``>`` value."""
    block_indent: int | None = None
    for number, line in enumerate(text.split("\n")):
        indent = len(line) - len(line.lstrip(" "))
        if block_indent is not None and (indent > block_indent or not line.strip()):
            yield number, line, True
            continue
        block_indent = indent if _BLOCK_SCALAR.search(line) else None
        yield number, line, line.lstrip().startswith("#")


def _mend(line: str) -> tuple[str, list[_Slip]]:
    slips: list[_Slip] = []
    for mend in (_tabs, _odd_indent, _colon, _quotes):
        line = mend(line, slips)
    return line, slips


def _tabs(line: str, slips: list[_Slip]) -> str:
    if "\t" in line:
        slips.append(("Y122", line.index("\t") + 1, {}))
        line = line.replace("\t", " ")
    return line


def _odd_indent(line: str, slips: list[_Slip]) -> str:
    if ODD_INDENT.match(line):
        body = line.lstrip()
        indent = line[: len(line) - len(body)]
        odd = next(column for column, space in enumerate(indent, 1) if space != " ")
        slips.append(("Y123", odd, {"character": f"U+{ord(indent[odd - 1]):04X}"}))
        # Two columns on a screen are most often one level here, and at the left edge none.
        line = indent.translate(_TO_SPACES) + body if indent.strip("\u3000") else body
    return line


_TO_SPACES = dict.fromkeys(range(8192, 8203), " ") | {0x3000: "  ", 0xA0: " ", 0x202F: " "}


def _colon(line: str, slips: list[_Slip]) -> str:
    match = _FULL_WIDTH_COLON.match(line) or _FULL_WIDTH_COLON_IN_LIST.match(line)
    if match:
        slips.append(("Y120", match.end(), {"key": match["key"]}))
        return f"{match['before']}: {line[match.end() :].lstrip()}"
    match = _ODD_SPACE_AFTER.match(line)
    if match:
        character = f"U+{ord(match['odd'][0]):04X}"
        slips.append(
            ("Y127", match.start("odd") + 1, {"key": match["key"], "character": character})
        )
        return f"{match['before']} {line[match.end() :].lstrip()}"
    match = _NO_SPACE.match(line)
    if match:
        slips.append(("Y124", match.end() + 1, {"key": match["key"]}))
        return f"{match['before']}: {line[match.end() :]}"
    return line


def _quotes(line: str, slips: list[_Slip]) -> str:
    """Full-width quotes around a value, or a value that begins with " and ends with ”."""
    match = _VALUE.match(line)
    if not match:
        return line
    value = match["value"]
    mixed = value[0] in "\"'" and value[-1] in OPENING and value.count(value[0]) == 1
    if not mixed and not (is_wrapped(value) and value[-1] in CLOSING):
        return line
    slips.append(("Y121", match.start("value") + 1, {"value": value}))
    return match["before"] + '"' + value[1:-1].replace('"', "'") + '"'
