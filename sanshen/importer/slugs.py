"""网址短名 (slug): pinyin of a title, read by phrases, cut where a syllable ends."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from pypinyin import lazy_pinyin

MAX_LENGTH = 60
_WORD = re.compile(r"[a-z0-9]+")


def slug_of(text: str, drop: Iterable[str] = ()) -> str:
    """The slug of ``text``: ``重庆市2026年`` → ``chong-qing-shi-2026-nian``; "" when none.

    Each text of ``drop`` is left out first (a country's name before every law, say).
    Latin letters and digits stay; characters without a reading only separate.
    """
    for part in drop:
        text = text.replace(part, "")
    # lazy_pinyin gives one piece per character it knows and one per run of others.
    pieces = lazy_pinyin(text)
    words = [word for piece in pieces for word in _WORD.findall(piece.lower())]
    return _joined(words)


def _joined(words: Iterable[str]) -> str:
    slug = ""
    for word in words:
        longer = f"{slug}-{word}" if slug else word
        if len(longer) > MAX_LENGTH:
            # A first word that is too long by itself has no syllable to stop at.
            return slug or word[:MAX_LENGTH]
        slug = longer
    return slug


def numbered(slug: str) -> Iterator[str]:
    """``slug``, then ``slug-2``, ``slug-3`` …, each within the length a slug may have."""
    yield slug
    number = 2
    while True:
        tail = f"-{number}"
        head = slug
        while len(head) + len(tail) > MAX_LENGTH:
            head = head.rpartition("-")[0] or head[: MAX_LENGTH - len(tail)]
        yield head + tail
        number += 1
