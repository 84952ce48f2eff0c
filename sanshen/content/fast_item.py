"""快速读入 (fast item): a file as nearly all are, read without keeping places.

The same schemas and checks as in ``parse``; what differs is that nothing is remembered for
sentences. Where anything is found, or is written unusually, the answer is None and
``item_record.read_item`` reads the file and explains.
"""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError

from sanshen.content.addresses import ORIGINAL_LANGUAGE, ItemPath, split_item_path
from sanshen.content.header_checks import check_body, check_header, check_place
from sanshen.content.item import Item
from sanshen.content.limits import BODY_LIMIT, LINE_LIMIT
from sanshen.content.parse import MAX_HEADER, make_item
from sanshen.content.schemas import HEADERS, TRANSLATIONS, Header
from sanshen.model.sites import Column, ItemKind, Site
from sanshen.strictyaml import ParsedYaml
from sanshen.strictyaml.characters import has_control_characters
from sanshen.strictyaml.simple import parse_simple

_OPENING, _CLOSING = b"---\n", b"\n---\n"
_KINDS = {kind.value: kind for kind in ItemKind}
_ASCII_CONTROL = bytes({*range(32), 127} - {9, 10})
_OTHER_CONTROL = ("\u2028", "\u2029", "\ufffe", "\uffff")


def read_fast(path: str, blob: str, data: bytes, site: Site, column: Column) -> Item | None:
    """The item in ``data``, without references; None where something is to be explained."""
    end = data.find(_CLOSING, 3)
    if end < 0 or not data.startswith(_OPENING):
        return None
    parts = split_item_path(path)
    try:
        header_text, body = data[4 : end + 1].decode(), data[end + 5 :].decode()
    except UnicodeDecodeError:
        return None
    if parts is None or len(header_text) > MAX_HEADER or _is_oversized(body):
        return None
    if _has_control_characters(data, body):
        return None
    values = parse_simple(header_text)
    kind = _KINDS.get(values.get("kind", "")) if values is not None else None
    if values is None or kind is None:
        return None
    header = _header(values, kind, parts.lang != ORIGINAL_LANGUAGE)
    body_line = header_text.count("\n") + 3
    if header is None or not _is_fine(path, parts, kind, values, body, column):
        return None
    return make_item(path, blob, site, parts, kind, header, body, body_line)


def _has_control_characters(data: bytes, body: str) -> bool:
    return (
        len(data.translate(None, _ASCII_CONTROL)) != len(data)
        or (b"\xc2" in data and has_control_characters(body))
        or any(character in body for character in _OTHER_CONTROL)
    )


def _is_oversized(body: str) -> bool:
    return len(body) > BODY_LIMIT or (
        len(body) > LINE_LIMIT and max(map(len, body.split("\n"))) > LINE_LIMIT
    )


def _header(values: dict[str, Any], kind: ItemKind, translation: bool) -> Header | None:
    schema = TRANSLATIONS[kind] if translation else HEADERS[kind]
    try:
        return schema.model_validate(values)
    except ValidationError:
        return None


def _is_fine(
    path: str, parts: ItemPath, kind: ItemKind, values: dict[str, Any], body: str, column: Column
) -> bool:
    """Whether the checks of the header find nothing; what they find is not looked at."""
    parsed = ParsedYaml(values, {}, ())
    translation = parts.lang != ORIGINAL_LANGUAGE
    return not (
        any(True for _ in check_place(parts, kind, path))
        or any(True for _ in check_header(kind, translation, parsed, path, column))
        or any(True for _ in check_body(body, 1, kind, parsed, path))
    )
