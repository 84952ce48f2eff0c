"""Markdown 方言 (dialects): which parser reads a body; one shape of result for all."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import import_module

from sanshen.content.addresses import ORIGINAL_LANGUAGE
from sanshen.content.body import ParsedBody, without_places
from sanshen.content.fast_body import parse_fast
from sanshen.content.markdown import parse_body
from sanshen.model.sites import Dialect

ParseBody = Callable[[str, int, str], ParsedBody]


def parse_dialect(
    name: Dialect | None, body: str, body_line: int, lang: str = ORIGINAL_LANGUAGE
) -> ParsedBody:
    """Parse a body in the dialect of its column; never raises, whatever the text.

    ``name`` is ``Column.markdown`` after inheritance: ValueError for None, for a column whose
    dialect nobody looked up must not be read in another.
    """
    if name is Dialect.COMMONMARK:
        return parse_body(body, body_line, lang)
    if name is Dialect.CLASSIC:
        return _classic()(body, body_line, lang)
    raise ValueError("a column without its dialect: inherit_markdown comes first")


def parse_unplaced(
    name: Dialect | None, body: str, body_line: int, lang: str = ORIGINAL_LANGUAGE
) -> ParsedBody:
    """As ``parse_dialect``, without the places of headings and links, and much faster."""
    fast = parse_fast(body) if name is Dialect.COMMONMARK else None
    return fast or without_places(parse_dialect(name, body, body_line, lang))


@cache
def _classic() -> ParseBody:
    # not imported above: it costs every start 70 ms, and most cities have no such column
    parse: ParseBody = import_module("sanshen.content.classic").parse_classic
    return parse
