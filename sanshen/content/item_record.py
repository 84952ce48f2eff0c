"""稿件记录 (item record): all that reading one file gives, and its form in the record store."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import msgspec

from sanshen.content.body import ParsedBody, without_places
from sanshen.content.content_tree import Reference
from sanshen.content.dialects import parse_dialect, parse_unplaced
from sanshen.content.fast_item import read_fast
from sanshen.content.front_matter import split
from sanshen.content.item import Item
from sanshen.content.limits import check_body_size
from sanshen.content.markdown import check_raw_html
from sanshen.content.parse import parse_item
from sanshen.content.records import Record
from sanshen.content.schemas import SCHEMAS
from sanshen.content.targets import attachment_path
from sanshen.model.findings import Finding
from sanshen.model.sites import Column, ItemKind, Site


class ItemRecord(NamedTuple):
    """What one item file holds: the item and its parsed body (None where unreadable), findings."""

    item: Item | None
    body: ParsedBody | None
    references: tuple[Reference, ...]
    findings: tuple[Finding, ...]


def read_record(path: str, blob: str, data: bytes, site: Site, column: Column) -> ItemRecord:
    """What ``read_item`` reads, without the places of links and headings; as fast as can be."""
    item = read_fast(path, blob, data, site, column)
    if item is None:
        record = read_item(path, blob, data, site, column)
        return record._replace(body=record.body and without_places(record.body))
    body = parse_unplaced(column.markdown, item.body, item.body_line, item.lang)
    references = tuple(_references(item, data))
    return ItemRecord(item, body, references, check_raw_html(path, body))


def read_item(path: str, blob: str, data: bytes, site: Site, column: Column) -> ItemRecord:
    """Parse an item's header and body; findings of the header, R101, R112 and R113."""
    item, findings = parse_item(path, blob, data, site, column)
    if item is None:
        return ItemRecord(None, None, (), findings)
    oversized = check_body_size(path, item.body, item.body_line)
    if oversized:
        return ItemRecord(None, None, (), findings + oversized)
    body = parse_dialect(column.markdown, item.body, item.body_line, item.lang)
    references = tuple(_references(item, data))
    return ItemRecord(item, body, references, findings + check_raw_html(path, body))


def with_source(record: ItemRecord, data: bytes) -> ItemRecord:
    """A record of the store with the text its body was made from, which only explainers need."""
    if record.item is None:
        return record
    return record._replace(item=record.item._replace(body=split(data, record.item.path).body))


def _references(item: Item, data: bytes) -> Iterator[Reference]:
    lines: list[str] = []
    for field, written, target in _named_in_header(item):
        lines = lines or data.decode("utf-8", "replace").splitlines()[: item.body_line]
        line = next((n for n, row in enumerate(lines, 1) if written in row), 1)
        column = lines[line - 1].find(written) + 1 if lines else 0
        yield Reference(field, target, line, max(column, 1))


def _named_in_header(item: Item) -> Iterator[tuple[str, str, str]]:
    header: Any = item.header
    for attachment in header.attachments or ():
        yield "attachments", attachment.file, _from_content(item, attachment.file)
    if header.picture is not None:
        yield "picture", header.picture.file, _from_content(item, header.picture.file)
    for target in getattr(header, "interprets", None) or ():
        yield "interprets", target, target


def _from_content(item: Item, file: str) -> str:
    return "/" + attachment_path(item.path, file).removeprefix("content/")


class _Head(NamedTuple):
    """The header column; the fields of the item are empty where the file was unreadable."""

    references: tuple[Reference, ...]
    findings: tuple[Finding, ...]
    schema: str = ""
    header: bytes = b""
    path: str = ""
    blob: str = ""
    site: str = ""
    column: str = ""
    kind: str = ""
    lang: str = ""
    slug: str = ""
    address: str = ""
    folder: str = ""
    original: str | None = None
    body_line: int = 0


_ENCODER = msgspec.msgpack.Encoder()
_HEADS = msgspec.msgpack.Decoder(_Head)
_BODIES = msgspec.msgpack.Decoder(ParsedBody)


def encode_record(record: ItemRecord) -> Record | None:
    """The record in the store's form, without facts; ``decode_record`` gives it back equal.

    None for one that cannot be kept: a path that is no text.
    """
    item = record.item
    try:
        if item is None or record.body is None:
            head = _Head(record.references, record.findings)
            return Record(header=_ENCODER.encode(head))
        head = _Head(
            record.references, record.findings,
            type(item.header).__name__,
            item.header.model_dump_json(exclude_unset=True).encode(),
            item.path, item.blob, item.site, item.column, item.kind, item.lang, item.slug,
            item.address, item.folder, item.original, item.body_line,
        )  # fmt: skip
        return Record(header=_ENCODER.encode(head), body=_ENCODER.encode(record.body))
    except UnicodeEncodeError:
        return None


def decode_record(stored: Record) -> ItemRecord:
    """The record that ``encode_record`` wrote, its ``item.body`` empty (``with_source``).

    Of a record loaded without its body the body is None.
    """
    head = _HEADS.decode(stored.header)
    if not head.schema:
        return ItemRecord(None, None, head.references, head.findings)
    item = Item(
        head.path, head.blob, head.site, head.column, ItemKind(head.kind), head.lang, head.slug,
        head.address, head.folder, head.original,
        SCHEMAS[head.schema].model_validate_json(head.header),
        "", head.body_line,
    )  # fmt: skip
    body = _BODIES.decode(stored.body) if stored.body else None
    return ItemRecord(item, body, head.references, head.findings)
