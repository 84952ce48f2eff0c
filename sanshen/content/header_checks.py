"""文件头综合检查: what concerns several fields, the file's place and the column at once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from sanshen.content.addresses import ItemPath
from sanshen.content.dates import check_dates
from sanshen.content.schemas import KIND_TERMS
from sanshen.model.findings import Finding, finding
from sanshen.model.sites import Column, ItemKind
from sanshen.strictyaml import ParsedYaml
from sanshen.strictyaml.dates import FIRST_YEAR, LAST_YEAR
from sanshen.strictyaml.validation import suggestion

KINDS = tuple(kind.value for kind in ItemKind)
_DATED_NAME = re.compile(r"([0-9]{2})([0-9]{2})-[a-z0-9-]{1,60}")
_NAME = re.compile(r"[a-z0-9-]{1,60}")


def read_kind(parsed: ParsedYaml, path: str) -> tuple[ItemKind | None, tuple[Finding, ...]]:
    """The kind of a header; C106 names the word meant. A missing kind is left to the schema."""
    text = parsed.data.get("kind")
    if not isinstance(text, str) or parsed.is_unread(("kind",)):
        return None, ()
    if text in KINDS:
        return ItemKind(text), ()
    by_term = {term: kind.value for kind, term in KIND_TERMS.items()}
    near = by_term.get(text) or suggestion(text, KINDS)
    if near is None:
        return None, ()
    place = parsed.place_of_value(("kind",))
    wanted = f"{near}（{KIND_TERMS[ItemKind(near)]}）"
    return None, (finding("C106", path, *place, value=text, suggestion=wanted),)


def check_header(
    kind: ItemKind, translation: bool, parsed: ParsedYaml, path: str, column: Column
) -> Iterator[Finding]:
    """C107 kind not of the column, C136 and C137 document number, and the order of dates."""
    if kind not in column.kinds:
        kinds = "、".join(f"{allowed.value}（{KIND_TERMS[allowed]}）" for allowed in column.kinds)
        place = parsed.place_of_value(("kind",))
        yield finding("C107", path, *place, kind=KIND_TERMS[kind], name=column.name, kinds=kinds)
    if translation:
        return
    has_number, has_reason = "doc_number" in parsed.data, "no_doc_number_reason" in parsed.data
    if kind is ItemKind.NORMATIVE and not (has_number or has_reason):
        if not parsed.is_unread(("doc_number",)):
            yield finding("C136", path, *parsed.place_of_key(()))
    elif has_number and has_reason:
        yield finding("C137", path, *parsed.place_of_key(("no_doc_number_reason",)))
    yield from check_dates(kind, parsed, path)


def check_place(parts: ItemPath | None, kind: ItemKind | None, path: str) -> Iterator[Finding]:
    """C140 the file's name, C141 and C142 its folder, as the kind asks."""
    if parts is None or not _is_item_name(parts):
        yield finding("C140", path)
        return
    if kind is None:
        return
    if kind.dated and parts.year is None:
        yield finding("C141", path, kind=KIND_TERMS[kind])
    elif not kind.dated and parts.year is not None:
        yield finding("C142", path, kind=KIND_TERMS[kind])


def check_body(
    body: str, body_line: int, kind: ItemKind, parsed: ParsedYaml, path: str
) -> Iterator[Finding]:
    """C139: an item says something, be it in its elements, an attachment or a picture."""
    if body.strip() or kind is ItemKind.SERVICE_GUIDE:
        return
    if "attachments" not in parsed.data and "picture" not in parsed.data:
        yield finding("C139", path, body_line, 1)


def _is_item_name(parts: ItemPath) -> bool:
    if parts.year is None:
        return _NAME.fullmatch(parts.name) is not None
    match = _DATED_NAME.fullmatch(parts.name)
    if match is None:
        return False
    try:
        date(int(parts.year), int(match[1]), int(match[2]))
    except ValueError:
        return False
    return FIRST_YEAR <= int(parts.year) <= LAST_YEAR
