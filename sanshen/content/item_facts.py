"""取要点 (item facts): what an index keeps of an item, taken from its record."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

import msgspec

from sanshen.catalogue import blocking
from sanshen.content.addresses import (
    ORIGINAL_LANGUAGE,
    item_address,
    original_path,
    split_item_path,
)
from sanshen.content.attachments import is_image
from sanshen.content.body import Heading, Link, ParsedBody, find_anchor
from sanshen.content.facts import ItemFacts, OutsideLink, SourceLink
from sanshen.content.item import Item
from sanshen.content.item_record import ItemRecord
from sanshen.content.links import resolve_link
from sanshen.content.targets import source_target
from sanshen.model.sites import Column, Site

_PAGES = (".md", "/column.yml", "/site.yml")
# an item named from the root, which is nearly every link: nothing in it means anything else
_FROM_ROOT = re.compile(r"/((?:[a-z0-9][a-z0-9_-]*/)+[a-z0-9][a-z0-9.-]*\.md)(?:#([^%]*))?")
_FACTS = msgspec.msgpack.Decoder(ItemFacts)


class _Nowhere:
    """Content that holds nothing: what resolves against it is good or bad by itself."""

    sites: Mapping[str, Site] = {}
    columns: Mapping[tuple[str, str], Column] = {}

    def place(self, path: str) -> None:
        """No item."""

    def headings(self, path: str) -> tuple[Heading, ...]:  # noqa: ARG002
        """No headings."""
        return ()

    def known(self, path: str) -> bool:  # noqa: ARG002
        """No file."""
        return False

    def file_address(self, path: str) -> None:
        """No file."""

    def path_at(self, site: str, address: str) -> None:
        """No page."""

    def redirected(self, site: str, address: str) -> None:
        """No redirect."""


def encode_facts(facts: ItemFacts) -> bytes:
    """The facts column of a record."""
    return msgspec.msgpack.encode(facts)


def decode_facts(stored: bytes) -> ItemFacts:
    """The facts that ``encode_facts`` wrote."""
    return _FACTS.decode(stored)


def facts_of(path: str, blob: str, site: str, column: str, record: ItemRecord) -> ItemFacts:
    """The facts of one item file, readable or not."""
    parts = split_item_path(path)
    if parts is None:
        raise ValueError(f"no path of an item: {path}")
    item, body = record.item, record.body
    if item is None or body is None:
        return ItemFacts(
            path, blob, site, column, "", parts.lang, "",
            "" if parts.lang == ORIGINAL_LANGUAGE else original_path(path),
            item_address(parts.column, parts.year, parts.name, parts.lang), parts.year or "",
            "", (), (), (), (), (), (), (), False, bool(blocking(record.findings)),
            bool(record.findings), False,
        )  # fmt: skip
    links, outside, dead = _sorted_links(item, body, record)
    header, found = item.header, record.findings
    return ItemFacts(
        path, blob, site, column, item.kind.value, item.lang, header.text_language or "",
        item.original or "", item.address, parts.year or "", header.title, header.tags or (),
        header.former_addresses or (),
        tuple(dict.fromkeys(links)), tuple(dict.fromkeys(outside)), _interpreted(record),
        tuple(dict.fromkeys([one.path for one in links if not one.path.endswith(_PAGES)])),
        tuple([heading.id for heading in body.headings]),
        True, bool(found and blocking(found)), bool(found), dead,
    )  # fmt: skip


def _interpreted(record: ItemRecord) -> tuple[str, ...]:
    path = record.item.path if record.item is not None else ""
    named = [one.target for one in record.references if one.field == "interprets"]
    targets = [source_target(path, target) for target in named]
    return tuple(target.path for target in targets if target is not None)


def _sorted_links(
    item: Item, body: ParsedBody, record: ItemRecord
) -> tuple[list[SourceLink], list[OutsideLink], bool]:
    links: list[SourceLink] = []
    outside: list[OutsideLink] = []
    dead = False
    for link in _all_links(record, body):
        found = _taken_apart(item, body, link)
        if isinstance(found, SourceLink):
            links.append(found)
        elif isinstance(found, OutsideLink):
            outside.append(found)
        else:
            dead |= not found
    return links, outside, dead


def _all_links(record: ItemRecord, body: ParsedBody) -> Iterator[Link]:
    for one in record.references:
        yield Link(one.target, one.field, one.line, one.column, image=one.field == "picture")
    yield from body.links


def _taken_apart(item: Item, body: ParsedBody, link: Link) -> SourceLink | OutsideLink | bool:
    """Where a link wants to go; True for one that is good by itself, False for a bad one."""
    simple = None if link.image else _FROM_ROOT.fullmatch(link.target)
    if simple is not None:
        return SourceLink(f"content/{simple[1]}", simple[2] or "")
    if link.dangerous:
        return False
    if link.target.startswith("#") and not link.image:
        return find_anchor(body.headings, link.target[1:]) is not None
    alone = resolve_link(_Nowhere(), item, link)
    target = link.target.strip()
    if alone.code is None:
        return _outside(target) or True
    found = source_target(item.path, target)
    if alone.code not in ("L101", "L103") or found is None:
        return False
    if link.image and not is_image(found.path):
        return False
    return SourceLink(found.path, found.fragment)


def _outside(target: str) -> OutsideLink | None:
    parts = urlsplit(target)
    if parts.scheme.lower() not in ("http", "https"):
        return None
    address = parts.path or "/"
    address += "index.html" if address.endswith("/") else ""
    return OutsideLink(parts.hostname or "", address, parts.fragment)
