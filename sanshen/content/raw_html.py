"""原始 HTML (raw html): where in the source the parser found html it left out.

The parser says only *that* it left something out; the place is found by reading the source
on from the last place known.
"""

from __future__ import annotations

import re

from sanshen.content.body import Spot

MARKER = "<!-- raw HTML omitted -->"
SHOWN = 40

_START = re.compile(r"(?<!\\)(?:\\\\)*(<)(?:[A-Za-z]|/[A-Za-z]|!|\?)")
_WHOLE = re.compile(r"<!--.*?(?:-->|\Z)|<[^>]*(?:>|\Z)", re.S)
_BLANK_LINE = re.compile(r"\n[ \t]*\n|\Z")
# CommonMark's kinds of html block: what begins one, and what its last line holds
_BLOCK_ENDS = (
    (re.compile(r"<(?:script|pre|style|textarea)\b", re.I),
     re.compile(r"</(?:script|pre|style|textarea)>[^\n]*(?:\n|\Z)|\Z", re.I)),
    (re.compile(r"<!--"), re.compile(r"-->[^\n]*(?:\n|\Z)|\Z")),
    (re.compile(r"<\?"), re.compile(r"\?>[^\n]*(?:\n|\Z)|\Z")),
    (re.compile(r"<!"), re.compile(r">[^\n]*(?:\n|\Z)|\Z")),
)  # fmt: skip


class SourceCursor:
    """A place in a body that moves with the parsed elements; lines count in the file."""

    def __init__(self, body: str, body_line: int) -> None:
        self.body = body
        self.first_line = body_line
        self.offset = 0
        self._starts = [0]
        self._starts += [match.end() for match in re.finditer(r"\r\n?|\n", body)]

    def move(self, line: int, column: int) -> None:
        """Go to a place the parser named (line of the body and column, both from 1)."""
        start = self._starts[min(max(line, 1), len(self._starts)) - 1]
        self.offset = min(start + max(column, 1) - 1, len(self.body))

    def cut(self, line: int, column: int, end_line: int, end_column: int) -> str:
        """The source between two places the parser named, both included."""
        self.move(line, column)
        start = self.offset
        self.move(end_line, end_column)
        end, self.offset = self.offset + 1, start
        return self.body[start:end]

    def place(self, offset: int) -> tuple[int, int]:
        """(line of the file, column) of an offset into the body."""
        low, high = 0, len(self._starts)
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if self._starts[middle] <= offset else (low, middle)
        return low + self.first_line, offset - self._starts[low] + 1

    def take_raw_html(self, block: bool) -> Spot:
        """The next raw html from here; the cursor moves behind it.

        A backslash before ``<`` makes it text, an even number of them does not.
        """
        start = _START.search(self.body, self.offset)
        if start is None:
            line, column = self.place(self.offset)
            return Spot(line, column, "<")
        begin = start.start(1)
        whole = _WHOLE.match(self.body, begin)
        end = whole.end() if whole else start.end()
        line, column = self.place(begin)
        text = " ".join(self.body[begin:end].split())
        self.offset = self._block_end(begin) if block else end
        return Spot(line, column, text if len(text) <= SHOWN else text[: SHOWN - 1] + "…")

    def _block_end(self, begin: int) -> int:
        """Where the html block that begins here ends: at its own mark, else at a blank line."""
        ending = next((last for first, last in _BLOCK_ENDS if first.match(self.body, begin)), None)
        found = (ending or _BLANK_LINE).search(self.body, begin)
        return found.end() if found else len(self.body)
