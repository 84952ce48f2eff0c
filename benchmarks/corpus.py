"""语料 (corpus): article number i as a pure function of i, the same words for every generator.

Twelve columns, 2–4 of 200 tags (Zipf), three links to other articles, a table in every fifth,
a picture in every fifth, an English version of every tenth.
"""

from __future__ import annotations

import random
import struct
import zlib
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone
from functools import cache
from itertools import accumulate
from typing import NamedTuple

from benchmarks.vocabulary import (
    COLUMNS,
    ENGLISH,
    HEADINGS,
    MATTERS,
    OFFICES,
    TAG_WEIGHTS,
    TAGS,
    TITLE_FORMS,
    WRITERS,
    Column,
    sentence_pool,
)

ZONE = timezone(timedelta(hours=8))
NEWEST = datetime(2026, 6, 30, 17, 0, tzinfo=ZONE)
STEP = timedelta(minutes=20)
PICTURE = "xianchang.png"
PICTURE_WORDS = "现场情况"
PICTURE_KINDS = 20
_COLUMN_WEIGHTS = tuple(accumulate(column.share for column in COLUMNS))
_TAG_WEIGHTS = tuple(accumulate(TAG_WEIGHTS))
_NUMERALS = "一二三四五六七八九十"


class Place(NamedTuple):
    """Where an article is: all that another article must know to link to it."""

    number: int
    column: Column
    time: datetime
    name: str

    @property
    def stem(self) -> str:
        """Column, year and name: ``yaowen/2026/0630-n000001``; paths and addresses have it."""
        return f"{self.column.path}/{self.time.year}/{self.name}"


Linker = Callable[[int], str]
"""The link target of article number i in one generator's way of writing links."""


class Article(NamedTuple):
    """One article; ``body`` and ``english_body`` take the generator's way of writing links."""

    place: Place
    title: str
    summary: str
    source: str
    author: str
    tags: tuple[str, ...]
    blocks: tuple[str | int, ...]
    english_title: str
    english_blocks: tuple[str | int, ...]
    picture: bool

    @property
    def has_english(self) -> bool:
        """Whether there is an English version."""
        return bool(self.english_title)

    def body(self, link: Linker, picture: str) -> str:
        """The Markdown text; a number among the blocks is a link to that article."""
        return _join(self.blocks, "相关信息：", link, picture)

    def english_body(self, link: Linker) -> str:
        """The English Markdown text."""
        return _join(self.english_blocks, "See also: ", link, "")


def _join(blocks: tuple[str | int, ...], words: str, link: Linker, picture: str) -> str:
    lines = [
        block.replace(PICTURE, picture)
        if isinstance(block, str)
        else f"{words}[第{block:07d}号]({link(block)})"
        for block in blocks
    ]
    return "\n\n".join(lines) + "\n"


def place_of(number: int) -> Place:
    """Where article ``number`` is; negative numbers are newer than the whole corpus."""
    draw = random.Random(number * 2 + 1)
    column = draw.choices(COLUMNS, cum_weights=_COLUMN_WEIGHTS)[0]
    time = NEWEST - STEP * number
    mark = f"n{number:07d}" if number >= 0 else f"x{-number:07d}"
    return Place(number, column, time, f"{time:%m%d}-{mark}")


def make_article(number: int, size: int, edited: str = "") -> Article:
    """Article ``number`` of a corpus of ``size``; ``edited`` is a paragraph put at its end."""
    place = place_of(number)
    draw = random.Random(number * 2)
    sentences = _pool()
    count = draw.randint(2, 4)
    tags = tuple(dict.fromkeys(draw.choices(TAGS, cum_weights=_TAG_WEIGHTS, k=count)))
    matter = draw.choice(TITLE_FORMS).format(draw.choice(MATTERS))
    first = _paragraph(draw, sentences)
    english = number % 10 == 3
    blocks = (*_blocks(draw, sentences, number, size, first), *filter(None, [edited]))
    return Article(
        place=place,
        title=f"{draw.choice(OFFICES)}{matter}（第{abs(number)}号）",
        summary=first.replace("**", "")[:90],
        source=draw.choice(OFFICES),
        author=draw.choice(WRITERS),
        tags=tags,
        blocks=blocks,
        english_title=f"Report No. {number} on Public Services" if english else "",
        english_blocks=_english(draw, size) if english else (),
        picture=number % 5 == 2,
    )


def articles(size: int) -> Iterator[Article]:
    """The whole corpus, newest first."""
    return (make_article(number, size) for number in range(size))


def source_count(size: int) -> int:
    """Content files of a corpus: articles, pictures, English versions."""
    return size + len(range(2, size, 5)) + len(range(3, size, 10))


@cache
def _pool() -> tuple[str, ...]:
    return sentence_pool()


def _paragraph(draw: random.Random, sentences: tuple[str, ...]) -> str:
    return "".join(draw.choices(sentences, k=draw.randint(2, 5)))


def _blocks(
    draw: random.Random, sentences: tuple[str, ...], number: int, size: int, first: str
) -> Iterator[str | int]:
    wanted = draw.randint(600, 2900)
    links = [draw.randrange(size) for _ in range(3)]
    yield first
    written, part = len(first), 0
    if number % 5 == 0:
        yield _table(draw)
    if number % 5 == 2:
        yield f"![{PICTURE_WORDS}]({PICTURE})"
    while written < wanted:
        yield f"## {_NUMERALS[part % 10]}、{HEADINGS[part % 10]}"
        part += 1
        for _ in range(draw.randint(1, 3)):
            text = _paragraph(draw, sentences)
            written += len(text)
            yield text
        if links and draw.random() < 0.6:
            yield links.pop()
        if draw.random() < 0.5:
            mark = draw.choice(("- ", "{}. "))
            rows = draw.choices(sentences, k=draw.randint(3, 5))
            written += sum(map(len, rows))
            yield "\n".join(mark.format(at) + row for at, row in enumerate(rows, 1))
    yield from links


def _table(draw: random.Random) -> str:
    rows = [
        f"| {draw.choice(MATTERS)} | {draw.randint(1, 9999)} | {draw.choice(OFFICES)} |"
        for _ in range(draw.randint(4, 8))
    ]
    return "\n".join(("| 事项 | 数量 | 责任单位 |", "| --- | --- | --- |", *rows))


def _english(draw: random.Random, size: int) -> tuple[str | int, ...]:
    def text(count: int) -> str:
        return " ".join(draw.choices(ENGLISH, k=count))

    rows = "\n".join(f"- {draw.choice(ENGLISH)}" for _ in range(4))
    return (text(4), "## Background", text(5), rows, draw.randrange(size), text(6))


def picture_bytes(number: int) -> bytes:
    """The picture of article ``number``: one of twenty small PNG files."""
    return _png(number // 5 % PICTURE_KINDS)


@cache
def _png(kind: int) -> bytes:
    side = 32
    draw = random.Random(kind)
    rows = b"".join(b"\0" + draw.randbytes(side * 3) for _ in range(side))
    size = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", size), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    chunks = (
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)
