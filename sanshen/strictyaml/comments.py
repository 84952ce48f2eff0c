"""注释: text after ``#``, which YAML drops without a word."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence


def find_comments(text: str, spans: Sequence[tuple[int, int]]) -> Iterator[int]:
    """Where comments of ``text`` begin; ``spans`` are (start, end) of its scalars, in order."""
    starts = [start for start, _ in spans]
    index = text.find("#")
    while index >= 0:
        scalar = bisect_right(starts, index) - 1
        if scalar >= 0 and index < spans[scalar][1]:
            index = text.find("#", spans[scalar][1])
            continue
        yield index
        line_end = text.find("\n", index)
        index = text.find("#", line_end) if line_end >= 0 else -1
