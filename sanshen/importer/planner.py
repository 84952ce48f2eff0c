"""逐件安排 (planner): placed drafts become items: accepted by our rules, their links led on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sanshen.catalogue import blocking
from sanshen.content.addresses import (
    ORIGINAL_LANGUAGE,
    column_address,
    home_address,
    item_address,
    split_item_path,
)
from sanshen.content.body import Heading, Link, ParsedBody, find_anchor
from sanshen.content.item import Item
from sanshen.content.item_record import ItemRecord, read_item
from sanshen.content.links import resolve_link
from sanshen.content.settings import UNKNOWN
from sanshen.content.source import blob_id
from sanshen.importer.drafts import Draft
from sanshen.importer.edits import EditedBody
from sanshen.importer.foreign import ForeignDocument, ForeignError
from sanshen.importer.headers import (
    Converted,
    FieldValue,
    Note,
    NoteKind,
    field_lines,
    render_header,
)
from sanshen.importer.mapping import Mapping as FieldMapping
from sanshen.importer.old_site import OldSite
from sanshen.importer.placing import Placed
from sanshen.importer.relinking import Relinker
from sanshen.importer.results import PlannedItem
from sanshen.importer.target import Target
from sanshen.model.findings import Finding, finding
from sanshen.model.sites import Column, Site

HEADER_FRAME = 3
"""Lines of a header that hold no field: the two ``---`` and ``kind``."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """A placed draft whose header our rules take; ``item`` has the body before its links."""

    placed: Placed
    converted: Converted
    item: Item


class PlannedPlaces:
    """Where things will be once the plan is carried out, as links need to know."""

    def __init__(self, target: Target, placed: Mapping[str, Placed], files: Mapping[str, bytes]):
        self._sites = {target.site.code: target.site}
        self._columns = {(target.site.code, path): each for path, each in target.columns.items()}
        self._placed = {each.path: each for each in placed.values()}
        self._files = files
        self._existing = frozenset(path for path in target.existing if split_item_path(path))
        self._addresses = {self._address(path): path for path in (*self._existing, *self._placed)}
        folder = f"content/{target.site.code}"
        for lang in target.site.languages:
            self._addresses[home_address(lang)] = f"{folder}/site.yml"
            for path in target.columns:
                self._addresses[column_address(path, lang)] = f"{folder}/{path}/column.yml"

    @property
    def sites(self) -> Mapping[str, Site]:
        """The one site."""
        return self._sites

    @property
    def columns(self) -> Mapping[tuple[str, str], Column]:
        """Its columns that the mapping names."""
        return self._columns

    def place(self, path: str) -> tuple[str, str] | None:
        """(site, address) of an item of the plan, or of one that is there."""
        return (path.split("/")[1], self._address(path)) if self.known(path) else None

    def headings(self, path: str) -> tuple[Heading, ...]:
        """The headings of an item of the plan; none of one that was there before."""
        placed = self._placed.get(path)
        return placed.draft.body.parsed.headings if placed else ()

    def known(self, path: str) -> bool:
        """Whether there will be an item at ``path``."""
        return path in self._placed or path in self._existing

    def file_address(self, path: str) -> str | None:
        """Something where the plan has a file, None where it has none."""
        return f"/{path}" if path in self._files else None

    def path_at(self, site: str, address: str) -> str | None:
        """The item at an address."""
        return self._addresses.get(address) if site in self._sites else None

    def redirected(self, _site: str, _address: str) -> str | None:
        """Nothing redirects yet."""
        return None

    @staticmethod
    def _address(path: str) -> str:
        parts = split_item_path(path)
        if parts is None:
            raise AssertionError(path)
        return item_address(parts.column, parts.year, parts.name, parts.lang)


class Planner:
    """Turns placed drafts into items; remembers what it has accepted at which path."""

    def __init__(self, target: Target, mapping: FieldMapping, now: datetime) -> None:
        self.target = target
        self.mapping = mapping
        self.now = now
        self._accepted: dict[tuple[str, str], Accepted] = {}

    def accept(self, placed: Placed) -> Accepted:
        """``placed`` without fields that may be left out and that our rules refuse.

        Raises ``ForeignError`` with what they refuse else, told of the line in the source.
        """
        key = placed.draft.source, placed.path
        if key not in self._accepted:
            self._accepted[key] = self._accept(placed)
        return self._accepted[key]

    def plan(self, accepted: Accepted, relinker: Relinker, places: PlannedPlaces) -> PlannedItem:
        """The item, its links led on. Raises ``ForeignError`` for links that lead nowhere."""
        placed, draft = accepted.placed, accepted.placed.draft

        def accepts(link: Link) -> bool:
            return link.target.startswith("#") or not resolve_link(places, accepted.item, link).code

        body, parsed = relinker.relinked(
            draft.source, placed.path, draft.body, draft.parse(), accepts
        )
        dead = tuple(self._dead_links(draft.document, parsed, places, accepted.item))
        if dead:
            raise ForeignError(*dead)
        return self._item(accepted, body)

    def _item(self, accepted: Accepted, body: EditedBody) -> PlannedItem:
        placed, draft = accepted.placed, accepted.placed.draft
        data = self._text(draft, accepted.converted.fields, body)
        if body is not draft.body.body:
            wrong = blocking(self._read(placed, data).findings)
            if wrong:
                raise ForeignError(*self._at_source(draft, accepted.converted.fields, wrong))
        there = self.target.existing.get(placed.path)
        if there is not None and there != data:
            raise ForeignError(finding("M111", draft.source, path_there=placed.path))
        published = UNKNOWN if accepted.converted.waits else draft.published
        notes = (*_before(draft.document), *accepted.converted.notes, *_kept(draft))
        lang = draft.version.lang
        return PlannedItem(
            draft.source, placed.path, data, published, body, notes, there is None, lang
        )

    def _accept(self, placed: Placed) -> Accepted:
        draft = placed.draft
        converted = draft.fields(bool(placed.lang))
        fields, notes = dict(converted.fields), list(converted.notes)
        if not placed.lang and draft.version.lang != ORIGINAL_LANGUAGE:
            fields["text_language"] = draft.version.lang
        record, wrong = self._tried(placed, fields)
        for name in self._may_be_left_out(fields):
            if not wrong:
                break
            # Which field a finding is about isn't always where it stands: two dates can disagree.
            fewer = {other: value for other, value in fields.items() if other != name}
            record_of_fewer, still_wrong = self._tried(placed, fewer)
            if len(still_wrong) < len(wrong):
                notes.append(_left_out(name, fields[name]))
                fields, record, wrong = fewer, record_of_fewer, still_wrong
        if wrong or record.item is None:
            raise ForeignError(*self._at_source(draft, fields, wrong))
        return Accepted(placed, Converted(fields, tuple(notes)), record.item)

    def _may_be_left_out(self, fields: Mapping[str, FieldValue]) -> tuple[str, ...]:
        rules = self.mapping.fields
        return tuple(
            name for name in fields if name in rules and rules[name].invalid == "leave_out"
        )

    def _tried(
        self, placed: Placed, fields: Mapping[str, FieldValue]
    ) -> tuple[ItemRecord, tuple[Finding, ...]]:
        record = self._read(placed, self._text(placed.draft, fields, placed.draft.body.body))
        return record, blocking(record.findings)

    def _read(self, placed: Placed, data: bytes) -> ItemRecord:
        column = placed.draft.column
        return read_item(placed.path, blob_id(data), data, self.target.site, column)

    def _text(self, draft: Draft, fields: Mapping[str, FieldValue], body: EditedBody) -> bytes:
        return (render_header(draft.kind, fields) + body.text).encode("utf-8")

    def _at_source(
        self, draft: Draft, fields: Mapping[str, FieldValue], wrong: tuple[Finding, ...]
    ) -> Iterator[Finding]:
        """Findings about our file, told of the line in the source they come from."""
        document = draft.document
        lines = field_lines(fields)
        header_lines = len(lines) + HEADER_FRAME
        for found in wrong:
            rule = self.mapping.fields.get(lines.get(found.line, ""))
            keys = (rule.sources or ()) if rule else ()
            line = next((document.header[k].line for k in keys if k in document.header), 1)
            if found.line > header_lines:
                line = found.line - header_lines + document.body_line - 1
            yield replace(found, path=document.source, line=line, column=0)

    @staticmethod
    def _dead_links(
        document: ForeignDocument, parsed: ParsedBody, places: PlannedPlaces, item: Item
    ) -> Iterator[Finding]:
        """Links to files and places that don't come along."""
        for link in parsed.links:
            inside = link.target.startswith("#") and not link.image
            found = _in_page(parsed, link) if inside else not resolve_link(places, item, link).code
            if link.dangerous or not found:
                line = link.line + document.body_line - 1
                yield finding("M117", document.source, line, target=link.target)


def relinker_for(
    mapping: FieldMapping,
    old_site: OldSite,
    placed: Mapping[str, Placed],
    files: Mapping[str, bytes],
    taken: dict[str, bytes],
) -> Relinker:
    """What leads the links of all placed drafts; files to copy are put into ``taken``."""
    headings = {each.path: each.draft.body.parsed.headings for each in placed.values()}
    anchors = {each.path: each.draft.body.anchors for each in placed.values()}
    return Relinker(old_site, mapping.dead_links, headings, anchors, files, taken)


def _in_page(parsed: ParsedBody, link: Link) -> bool:
    return find_anchor(parsed.headings, link.target[1:]) is not None


def _before(document: ForeignDocument) -> tuple[Note, ...]:
    return (Note(NoteKind.BEFORE_HEADER, "", document.before),) if document.before else ()


def _kept(draft: Draft) -> tuple[Note, ...]:
    return tuple(Note(NoteKind.SHORTCODE_KEPT, call.name, call.text) for call in draft.body.kept)


def _left_out(name: str, value: FieldValue) -> Note:
    return Note(NoteKind.LEFT_OUT, name, value if isinstance(value, str) else "、".join(value))
