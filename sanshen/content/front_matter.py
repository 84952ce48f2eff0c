"""文件头与正文 (front matter): where the header ends and the text begins."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sanshen.model.findings import Finding, finding
from sanshen.strictyaml import decode_text
from sanshen.strictyaml.characters import check_control_characters

FENCE = "---"

# What hands and word processors make of three hyphens.
_DASHES = "-－‐‑‒–—―─━﹣−"
_NEAR_FENCE = re.compile(rf"[ \t\u3000]*[{_DASHES}](?:[ ]*[{_DASHES}]){{1,}}[ \t\u3000]*")
_NEAR_FENCE_LINE = re.compile(rf"^{_NEAR_FENCE.pattern}$", re.MULTILINE)
_ENTRY = re.compile(r"[^\s:：#][^:：]{0,40}[:：]")


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The two parts of an item's file, and the lines on which they begin, from 1.

    ``header_text`` is None where the file has no header that could be read.
    """

    header_text: str | None
    header_line: int
    body: str
    body_line: int
    findings: tuple[Finding, ...]


def split(data: bytes, path: str) -> FrontMatter:
    """Split a file into header and text; every doubt about where is a finding."""
    text, findings = decode_text(data, path)
    if text is None:
        return FrontMatter(None, 1, "", 1, findings)
    if text.startswith("---\n"):
        end = text.find("\n---\n", 3)
        if end < 0 and text.endswith("\n---"):
            end = len(text) - 4
        header = text[4 : end + 1]
        if end >= 0 and not _NEAR_FENCE_LINE.search(header):
            body_line = text.count("\n", 0, end) + 3
            body = text[end + 5 :]
            found = check_control_characters(body, path, body_line)
            return FrontMatter(header, 2, body, body_line, (*findings, *found))
    parts = _Search(text.split("\n"), path).split()
    found = check_control_characters(parts.body, path, parts.body_line)
    return FrontMatter(
        parts.header_text,
        parts.header_line,
        parts.body,
        parts.body_line,
        (*findings, *parts.findings, *found),
    )


class _Search:
    """Finds the likely header of a file whose separating lines are not as they should be."""

    def __init__(self, lines: list[str], path: str) -> None:
        self.lines = lines
        self.path = path
        self.findings: list[Finding] = []

    def split(self) -> FrontMatter:
        if not any(line.strip() for line in self.lines):
            return self._without_header(finding("Y110", self.path, 1, 1))
        first = next(number for number, line in enumerate(self.lines) if line.strip())
        if first:
            self.findings.append(finding("Y114", self.path, 1, 1, count=first))
        start = self._opening(first)
        if start is None:
            return self._without_header(None)
        end = self._closing(start)
        if end is None:
            self.findings.append(finding("Y112", self.path, first + 1, 1))
            end = self._end_of_entries(start)
            body_start = end
        else:
            body_start = end + 1
        header = "".join(f"{line}\n" for line in self.lines[start:end])
        body = "\n".join(self.lines[body_start:])
        return FrontMatter(header, start + 1, body, body_start + 1, tuple(self.findings))

    def _opening(self, first: int) -> int | None:
        """The index of the header's first line, None where there is no header at all."""
        line = self.lines[first]
        if line == FENCE:
            return first + 1
        if _NEAR_FENCE.fullmatch(line):
            self.findings.append(finding("Y113", self.path, first + 1, 1, text=line.strip()))
            return first + 1
        self.findings.append(finding("Y111", self.path, first + 1, 1, text=line.strip()[:40]))
        return first if _ENTRY.match(line) else None

    def _closing(self, start: int) -> int | None:
        """The index of the closing line: the first that is one, or nearly one."""
        for number, line in enumerate(self.lines[start:], start):
            if line == FENCE:
                return number
            if _NEAR_FENCE.fullmatch(line):
                self.findings.append(finding("Y113", self.path, number + 1, 1, text=line.strip()))
                return number
        return None

    def _end_of_entries(self, start: int) -> int:
        """Where the lines that look like header entries end."""
        for number, line in enumerate(self.lines[start:], start):
            if not line.strip() or not (line[0] in " -\t" or _ENTRY.match(line)):
                return number
        return len(self.lines)

    def _without_header(self, found: Finding | None) -> FrontMatter:
        findings = (*self.findings, found) if found else tuple(self.findings)
        return FrontMatter(None, 1, "\n".join(self.lines), 1, findings)
