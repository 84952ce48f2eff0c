"""稿件记录 (item record): all that reading one file gives, and its form in the record store."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sanshen.content.body import Heading, Link, ParsedBody, Spot
from sanshen.content.content_tree import Reference
from sanshen.content.dialects import parse_dialect
from sanshen.content.item import Item
from sanshen.content.limits import check_body_size
from sanshen.content.markdown import check_raw_html
from sanshen.content.parse import parse_item
from sanshen.content.schemas import Header
from sanshen.content.targets import attachment_path
from sanshen.model.findings import Finding
from sanshen.model.sites import Column, ItemKind, Site


@dataclass(frozen=True, slots=True)
class ItemRecord:
    """What one item file holds: the item and its parsed body (None where unreadable), findings."""

    item: Item | None
    body: ParsedBody | None
    references: tuple[Reference, ...]
    findings: tuple[Finding, ...]


def read_item(path: str, blob: str, data: bytes, site: Site, column: Column) -> ItemRecord:
    """Parse an item's header and body; findings of the header, R101, R112 and R113."""
    item, findings = parse_item(path, blob, data, site, column)
    if item is None:
        return ItemRecord(None, None, (), findings)
    oversized = check_body_size(path, item.body, item.body_line)
    if oversized:
        return ItemRecord(None, None, (), findings + oversized)
    body = parse_dialect(column.markdown, item.body, item.body_line, item.lang)
    references = tuple(_references(item, data.decode("utf-8", "replace")))
    return ItemRecord(item, body, references, findings + check_raw_html(path, body))


def _references(item: Item, text: str) -> Iterator[Reference]:
    lines = text.splitlines()[: item.body_line]
    for field, written, target in _named_in_header(item):
        line = next((n for n, row in enumerate(lines, 1) if written in row), 1)
        column = lines[line - 1].find(written) + 1 if lines else 0
        yield Reference(field, target, line, max(column, 1))


def _named_in_header(item: Item) -> Iterator[tuple[str, str, str]]:
    header: Any = item.header
    for attachment in getattr(header, "attachments", None) or ():
        yield "attachments", attachment.file, _from_content(item, attachment.file)
    picture = getattr(header, "picture", None)
    if picture is not None:
        yield "picture", picture.file, _from_content(item, picture.file)
    for target in getattr(header, "interprets", None) or ():
        yield "interprets", target, target


def _from_content(item: Item, file: str) -> str:
    return "/" + attachment_path(item.path, file).removeprefix("content/")


def encode_record(record: ItemRecord) -> dict[str, Any] | None:
    """The record as JSON; None for one that would not come back equal, which is not kept."""
    value: dict[str, Any] = {
        "findings": [[*_place(found), found.code, found.args] for found in record.findings],
        "references": [[r.field, r.target, r.line, r.column] for r in record.references],
    }
    if record.item is not None and record.body is not None:
        value["item"] = _encode_item(record.item)
        value["body"] = _encode_body(record.body)
    value = json.loads(json.dumps(value))
    return value if decode_record(value) == record else None


def decode_record(value: Mapping[str, Any]) -> ItemRecord:
    """The record that ``encode_record`` wrote."""
    findings = tuple(
        Finding(path, line, column, code, tuple((name, text) for name, text in args))
        for path, line, column, code, args in value["findings"]
    )
    references = tuple(Reference(*row) for row in value["references"])
    if "item" not in value:
        return ItemRecord(None, None, references, findings)
    return ItemRecord(
        _decode_item(value["item"]), _decode_body(value["body"]), references, findings
    )


def _place(found: Finding) -> tuple[str, int, int]:
    return found.path, found.line, found.column


def _encode_item(item: Item) -> dict[str, Any]:
    plain = {name: getattr(item, name) for name in Item.__slots__ if name != "header"}
    kind = type(item.header)
    return {
        **plain,
        "header_class": f"{kind.__module__}.{kind.__qualname__}",
        "header": item.header.model_dump(mode="json", exclude_unset=True),
    }


def _decode_item(value: Mapping[str, Any]) -> Item:
    fields = dict(value)
    header_class = _header_classes()[fields.pop("header_class")]
    header = header_class.model_validate(fields.pop("header"), strict=False)
    return Item(**{**fields, "kind": ItemKind(fields["kind"])}, header=header)


def _header_classes() -> dict[str, type[Header]]:
    found: dict[str, type[Header]] = {}
    waiting: list[type[Header]] = [Header]
    while waiting:
        kind = waiting.pop()
        found[f"{kind.__module__}.{kind.__qualname__}"] = kind
        waiting += kind.__subclasses__()
    return found


def _encode_body(body: ParsedBody) -> dict[str, Any]:
    return {
        "parts": body.parts,
        "slots": body.slots,
        "text": body.text,
        "headings": [[h.level, h.id, h.text, h.line, h.column] for h in body.headings],
        "links": [[k.target, k.text, k.line, k.column, k.image, k.dangerous] for k in body.links],
        "raw_html": [[s.line, s.column, s.text] for s in body.raw_html],
        "blank_table_heads": [[s.line, s.column, s.text] for s in body.blank_table_heads],
    }


def _decode_body(value: Mapping[str, Any]) -> ParsedBody:
    return ParsedBody(
        parts=tuple(value["parts"]),
        slots=tuple(value["slots"]),
        text=value["text"],
        headings=tuple(Heading(*row) for row in value["headings"]),
        links=tuple(Link(*row) for row in value["links"]),
        raw_html=tuple(Spot(*row) for row in value["raw_html"]),
        blank_table_heads=tuple(Spot(*row) for row in value["blank_table_heads"]),
    )
