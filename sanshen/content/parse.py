"""读入稿件 (parsing an item): from the bytes of one file to an Item, or all its findings."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from sanshen.catalogue import blocking
from sanshen.content.addresses import (
    ORIGINAL_LANGUAGE,
    ItemPath,
    item_address,
    item_folder,
    original_path,
    split_item_path,
)
from sanshen.content.front_matter import split
from sanshen.content.header_checks import check_body, check_header, check_place, read_kind
from sanshen.content.item import Item
from sanshen.content.schemas import HEADERS, TRANSLATIONS, Header
from sanshen.content.schemas.hints import header_hint
from sanshen.model.findings import Finding, finding
from sanshen.model.sites import Column, ItemKind, Site
from sanshen.strictyaml import ParsedYaml, parse_yaml, validate
from sanshen.strictyaml.models import keys_of

MAX_HEADER = 100_000
"""The longest header read, in characters."""


_KNOWN_KEYS = frozenset(key for header in HEADERS.values() for key in keys_of(header))
_UNKNOWN_KEY = frozenset({"Y150", "Y151"})


def parse_item(
    path: str, blob: str, data: bytes, site: Site, column: Column
) -> tuple[Item | None, tuple[Finding, ...]]:
    """The item in ``data`` and all findings about the file; None when one of them blocks.

    Depends on nothing but its arguments. Never raises, whatever the bytes.
    """
    parts = split_item_path(path)
    front = split(data, path)
    if front.header_text is None:
        return None, _sorted((*front.findings, *check_place(parts, None, path)))
    parsed = parse_yaml(
        front.header_text, path, front.header_line, comments=False, limit=MAX_HEADER
    )
    translation = parts is not None and parts.lang != ORIGINAL_LANGUAGE
    kind, header, found = _read_header(parsed, path, translation, column)
    findings = [*front.findings, *found, *check_place(parts, kind, path)]
    if kind is not None and isinstance(parsed.data, dict):
        findings += check_body(front.body, front.body_line, kind, parsed, path)
    findings_of_file = _sorted(findings) if findings else ()
    if header is None or kind is None or parts is None or blocking(findings_of_file):
        return None, findings_of_file
    body, body_line = front.body, front.body_line
    return make_item(path, blob, site, parts, kind, header, body, body_line), findings_of_file


def _read_header(
    parsed: ParsedYaml, path: str, translation: bool, column: Column
) -> tuple[ItemKind | None, Header | None, list[Finding]]:
    if parsed.data is None and not parsed.findings:
        return None, None, [finding("Y115", path, *parsed.place_of_key(()))]
    if not isinstance(parsed.data, dict):
        return None, None, list(validate(Header, parsed, path)[1])
    kind, found = read_kind(parsed, path)
    hint = partial(header_hint, kind, translation)
    if kind is None:
        _, wrong = validate(Header, parsed, path, hint)
        return None, None, [*found, *_of_any_kind(wrong, bool(found))]
    schemas = TRANSLATIONS if translation else HEADERS
    header, wrong = validate(schemas[kind], parsed, path, hint)
    return kind, header, [*wrong, *check_header(kind, translation, parsed, path, column)]


def _of_any_kind(findings: tuple[Finding, ...], named: bool) -> Iterator[Finding]:
    """Those that hold whatever the kind is; where it is ``named``, not that it is unknown."""
    for found in findings:
        key = dict(found.args).get("key")
        if not (found.code in _UNKNOWN_KEY and key in _KNOWN_KEYS) and not (
            named and found.code == "Y158"
        ):
            yield found


def make_item(
    path: str,
    blob: str,
    site: Site,
    parts: ItemPath,
    kind: ItemKind,
    header: Header,
    body: str,
    body_line: int,
) -> Item:
    """The item of a header and body that were found good."""
    return Item(
        path=path,
        blob=blob,
        site=site.code,
        column=parts.column,
        kind=kind,
        lang=parts.lang,
        slug=parts.name[5:] if parts.year else parts.name,
        address=item_address(parts.column, parts.year, parts.name, parts.lang),
        folder=item_folder(path),
        original=None if parts.lang == ORIGINAL_LANGUAGE else original_path(path),
        header=header,
        body=body,
        body_line=body_line,
    )


def _sorted(findings: list[Finding] | tuple[Finding, ...]) -> tuple[Finding, ...]:
    return tuple(sorted(set(findings)))
