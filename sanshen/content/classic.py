"""classic 方言 (the ``classic`` dialect): texts of older Pelican sites, read by Python-Markdown.

The result has the shape, the anchors, the footnotes and the sanitising of the ``commonmark``
dialect; only what counts as a mark differs. Raw html is a finding here too.
"""

from __future__ import annotations

import html
import re

import nh3

from sanshen import catalogue
from sanshen.content.addresses import ORIGINAL_LANGUAGE
from sanshen.content.body import ParsedBody
from sanshen.content.classic_places import Places
from sanshen.content.classic_reader import Reading, read_tree
from sanshen.content.classic_walk import ClassicWalk
from sanshen.content.sanitising import cleaner

_SLOT = re.compile(r'(?:<a href|<img src)="@(\d+)"')
_CLEANER: nh3.Cleaner = cleaner(("dl", "dt", "dd", "abbr"), {"abbr": {"title"}})


def parse_classic(body: str, body_line: int, lang: str = ORIGINAL_LANGUAGE) -> ParsedBody:
    """Parse and sanitise a body in the ``classic`` dialect; never raises, whatever the text.

    The arguments are those of ``markdown.parse_body``. Marks nested beyond what Python's stack
    holds are no text anybody wrote: such a body is given as it is written, unmarked.
    """
    try:
        return _parsed(read_tree(body), body, body_line, lang)
    except RecursionError:
        return _as_written(body)


def _parsed(reading: Reading, body: str, body_line: int, lang: str) -> ParsedBody:
    places = Places(body, body_line, reading.headings, reading.labels)
    walk = ClassicWalk(places, _labels(lang))
    walk.run(reading.root)
    raw_html = sorted(map(places.raw_html, reading.raw_html), key=lambda s: (s.line, s.column))
    pieces = _SLOT.split(_CLEANER.clean("".join(walk.out)))
    parsed = ParsedBody(
        parts=tuple(pieces[0::2]),
        slots=tuple(map(int, pieces[1::2])),
        own_text=None,
        headings=tuple(walk.headings),
        links=tuple(walk.links),
        raw_html=tuple(raw_html),
        blank_table_heads=tuple(walk.blank_table_heads),
    )
    return parsed.saying(_tidy("".join(walk.text)))


def _as_written(body: str) -> ParsedBody:
    text = _CLEANER.clean(f"<pre>{html.escape(body, quote=False)}</pre>")
    return ParsedBody((text,), (), _tidy(body), (), (), (), ())


def _labels(lang: str) -> dict[str, str]:
    spoken = "zh" if lang.startswith("zh") else "en"
    keys = {"back": "markdown.back", "section": "markdown.footnotes"}
    return {name: catalogue.messages()[key][spoken] for name, key in keys.items()}


def _tidy(text: str) -> str:
    lines = (line.strip() for line in text.split("\n"))
    return "\n".join(line for line in lines if line)
