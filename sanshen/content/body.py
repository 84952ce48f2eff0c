"""正文 (body): what one Markdown body holds after parsing, before its links have addresses."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import unquote

from sanshen.content.plain_text import beginning, plain_text
from sanshen.model.findings import Finding

HEADING_PREFIX = "h-"
_HAN = "\u3000-\u303f\u3400-\u9fff\uf900-\ufaff\uff00-\uffef“”‘’—…"
BREAK_IN_HAN = re.compile(rf"\n(?<=[{_HAN}]\n)(?=[{_HAN}])")
"""A line end inside Chinese text, which shows as no space; begins as it does to be found fast."""
SAFE_ADDRESS = re.compile(
    r"(?:https?://[^/\s\\<>\"]|mailto:|tel:|/(?!/)|#)[^\s\\\x00-\x1f\x7f<>\"]*", re.I
)


class Heading(NamedTuple):
    """小标题: ``id`` is the anchor in the page, ``h-`` and a slug.

    ``line`` (of the file) and ``column`` are 0 until they are looked up (``locate_body``).
    """

    level: int
    id: str
    text: str
    line: int = 0
    column: int = 0


class Link(NamedTuple):
    """链接或图片: ``target`` as the editor wrote it, ``text`` its visible text or alternative.

    ``dangerous`` marks a target the Markdown parser itself refused (``javascript:`` …);
    ``target`` then is the source text of the whole link. ``line`` and ``column`` as in
    ``Heading``.
    """

    target: str
    text: str
    line: int = 0
    column: int = 0
    image: bool = False
    dangerous: bool = False


class Spot(NamedTuple):
    """A place in the file with the few characters that stand there."""

    line: int
    column: int
    text: str


class ParsedBody(NamedTuple):
    """解析后的正文: depends on the body alone, so it is kept by blob id.

    ``parts`` is the sanitised html cut at every link address, ``slots`` says which of
    ``links`` stands between part n and part n+1; ``own_text`` is the plain text where it is
    not what the html says (footnotes, the boxes of tasks), else None.
    """

    parts: tuple[str, ...]
    slots: tuple[int, ...]
    own_text: str | None
    headings: tuple[Heading, ...]
    links: tuple[Link, ...]
    raw_html: tuple[Spot, ...]
    blank_table_heads: tuple[Spot, ...]

    @property
    def text(self) -> str:
        """纯文本: one line for each block."""
        return plain_text(self._html) if self.own_text is None else self.own_text

    def opening(self, length: int) -> str:
        """The beginning of the text in one line."""
        if self.own_text is None:
            return beginning(self._html, length)
        return " ".join(self.own_text.split())[:length]

    @property
    def _html(self) -> str:
        return fill_links(self, [None] * len(self.links))

    def saying(self, text: str) -> ParsedBody:
        """The same body with ``text`` as its plain text."""
        return self._replace(own_text=None if plain_text(self._html) == text else text)


class Resolution(NamedTuple):
    """链接解析结果: an address, or the code and arguments of the finding that says why not.

    ``path`` is the repository path of what the link points to, None for addresses outside
    the content tree: with it a page can declare what it depends on.
    """

    address: str | None
    path: str | None = None
    code: str | None = None
    args: tuple[tuple[str, str], ...] = ()


Resolve = Callable[[Link], Resolution]


@dataclass(frozen=True, slots=True)
class Rendered:
    """渲染结果: html, plain text, headings, links with their resolutions, and findings."""

    html: str
    text: str
    headings: tuple[Heading, ...]
    links: tuple[tuple[Link, Resolution], ...]
    findings: tuple[Finding, ...]


def without_places(body: ParsedBody) -> ParsedBody:
    """``body`` as it is kept: where its headings and links stand is looked up when asked."""
    return body._replace(
        headings=tuple(Heading(*heading[:3]) for heading in body.headings),
        links=tuple(link._replace(line=0, column=0) for link in body.links),
    )


def find_anchor(headings: Iterable[Heading], fragment: str) -> str | None:
    """The id that ``#fragment`` means: a heading's slug, with or without our prefix."""
    wanted = unquote(fragment)
    ids = {heading.id for heading in headings}
    for candidate in (HEADING_PREFIX + wanted, wanted):
        if candidate in ids:
            return candidate
    return None


def fill_links(body: ParsedBody, addresses: Iterable[str | None]) -> str:
    """The html of ``body`` with one address per link; a link without one loses its target.

    The second lock on addresses: what is not of a safe form is left out, whoever resolved it.
    """
    openings = [
        _opening(link, address) for link, address in zip(body.links, addresses, strict=True)
    ]
    filled = [openings[slot] for slot in body.slots]
    pieces = [""] * (2 * len(filled) + 1)
    pieces[::2], pieces[1::2] = body.parts, filled
    return "".join(pieces)


def _opening(link: Link, address: str | None) -> str:
    tag, attribute = ("<img", "src") if link.image else ("<a", "href")
    if address is None or not SAFE_ADDRESS.fullmatch(address):
        return tag
    # Of what is to be escaped a safe address can hold these two.
    if "&" in address or "'" in address:
        address = html.escape(address)
    return f'{tag} {attribute}="{address}"'
