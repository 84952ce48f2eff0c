"""相似度 (similarity): how much of one text stands word for word in another."""

from __future__ import annotations

import re

SHINGLE = 12
_LETTERS = re.compile(r"[\W_]+")


def copied_share(text: str, source: str) -> float:
    """The share (0–1) of the characters of ``text`` that are copied from ``source``.

    A character counts as copied when it lies in a run of ``SHINGLE`` characters, punctuation
    and blanks apart, that also stands in ``source``. A text shorter than that gives 0.
    """
    own, other = _LETTERS.sub("", text), _LETTERS.sub("", source)
    if len(own) < SHINGLE:
        return 0.0
    runs = {other[start : start + SHINGLE] for start in range(len(other) - SHINGLE + 1)}
    copied = covered = 0
    for start in range(len(own) - SHINGLE + 1):
        if own[start : start + SHINGLE] in runs:
            copied += start + SHINGLE - max(start, covered)
            covered = start + SHINGLE
    return copied / len(own)
