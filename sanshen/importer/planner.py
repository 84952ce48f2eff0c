"""逐件安排 (planner): one foreign document after another becomes an item with a path."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from sanshen.catalogue import blocking
from sanshen.content.body import ParsedBody, find_anchor
from sanshen.content.item_record import ItemRecord, read_item
from sanshen.content.schemas import HEADERS
from sanshen.content.settings import UNKNOWN
from sanshen.content.source import blob_id
from sanshen.importer.bodies import BodyError, adapt_body
from sanshen.importer.edits import EditedBody
from sanshen.importer.foreign import ForeignDocument, ForeignError, parse_foreign
from sanshen.importer.headers import (
    Converted,
    FieldValue,
    Note,
    NoteKind,
    convert_header,
    field_lines,
    first_moment,
    render_header,
)
from sanshen.importer.mapping import Mapping as FieldMapping
from sanshen.importer.results import PlannedItem
from sanshen.importer.shapes import shapes_of
from sanshen.importer.slugs import numbered, slug_of
from sanshen.importer.target import Target
from sanshen.model.findings import Finding, finding

HEADER_FRAME = 3
"""Lines of a header that hold no field: the two ``---`` and ``kind``."""

WEB_LINK = ("https://", "http://", "mailto:", "tel:")

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Draft:
    """An item ready but for the number its file name may need."""

    document: ForeignDocument
    converted: Converted
    stem: str
    slug: str
    published: str
    body: EditedBody


class Planner:
    """Plans one document after another; remembers the names it has given."""

    def __init__(self, target: Target, mapping: FieldMapping, now: datetime) -> None:
        self.target = target
        self.mapping = mapping
        self.now = now
        self.shapes = shapes_of(HEADERS[mapping.kind])
        self._given: dict[str, tuple[str, bytes]] = {}

    def plan(self, source: str, data: bytes) -> PlannedItem:
        """The item that ``data`` becomes. Raises ``ForeignError`` with all that is wrong."""
        draft = self._accepted(self._draft(parse_foreign(source, data, self.mapping.encoding)))
        text = self._text(draft, draft.converted.fields)
        path, new = self._path(draft, text)
        notes = draft.converted.notes
        if before := draft.document.before:
            notes = (Note(NoteKind.BEFORE_HEADER, "", before), *notes)
        published = UNKNOWN if draft.converted.waits else draft.published
        return PlannedItem(source, path, text, published, draft.body, notes, new)

    def _draft(self, document: ForeignDocument) -> _Draft:
        findings: list[Finding] = []

        def attempt(step: Callable[[ForeignDocument], T], otherwise: T) -> T:
            try:
                return step(document)
            except ForeignError as error:
                findings.extend(error.findings)
                return otherwise

        draft = _Draft(
            document,
            attempt(self._converted, Converted({}, ())),
            attempt(self._stem, ""),
            attempt(self._slug, ""),
            attempt(self._published, UNKNOWN),
            attempt(self._body, EditedBody("")),
        )
        if findings:
            raise ForeignError(*dict.fromkeys(findings))
        return draft

    def _converted(self, document: ForeignDocument) -> Converted:
        return convert_header(document, self.mapping, self.shapes, self.target.zone)

    def _stem(self, document: ForeignDocument) -> str:
        """The path up to the slug: folder, and for dated kinds year folder and day."""
        rule = self.mapping.day
        if rule is None or not self.mapping.kind.dated:
            return f"{self.target.folder}/"
        formats = self.mapping.date_formats
        found = first_moment(document, rule.sources, formats, self.target.zone)
        day = found[0].date() if found else rule.otherwise
        if day is None:
            raise ForeignError(finding("M114", document.source, keys="、".join(rule.sources)))
        return f"{self.target.folder}/{day:%Y}/{day:%m%d}-"

    def _slug(self, document: ForeignDocument) -> str:
        rule = self.mapping.slug
        for key in rule.sources:
            value = document.header.get(key)
            slug = slug_of("".join(value.texts), rule.drop) if value else ""
            if slug:
                return slug
        raise ForeignError(finding("M115", document.source, keys="、".join(rule.sources)))

    def _published(self, document: ForeignDocument) -> str:
        keys = self.mapping.published or ()
        found = first_moment(document, keys, self.mapping.date_formats, self.target.zone)
        if found is None:
            return UNKNOWN
        moment, with_time = found
        text = f"{moment:%Y-%m-%d %H:%M}" if with_time else f"{moment:%Y-%m-%d}"
        if moment > self.now:
            raise ForeignError(finding("M110", document.source, value=text))
        return text

    def _body(self, document: ForeignDocument) -> EditedBody:
        try:
            return adapt_body(document.body, self.mapping.html_comments)
        except BodyError as error:
            line = document.body_line + error.line - 1
            found = finding(error.code, document.source, line, text=error.text)
            raise ForeignError(found) from error

    def _text(self, draft: _Draft, fields: Mapping[str, FieldValue]) -> bytes:
        return (render_header(self.mapping.kind, fields) + draft.body.text).encode("utf-8")

    def _accepted(self, draft: _Draft) -> _Draft:
        """``draft``, less fields that may be left out and that our rules refuse."""
        fields, notes = dict(draft.converted.fields), list(draft.converted.notes)
        record, wrong = self._read(draft, fields)
        for name in self._may_be_left_out(fields):
            if not wrong:
                break
            # Which field a finding is about isn't always where it stands: two dates can disagree.
            fewer = {other: value for other, value in fields.items() if other != name}
            record_of_fewer, still_wrong = self._read(draft, fewer)
            if len(still_wrong) < len(wrong):
                notes.append(_left_out(name, fields[name]))
                fields, record, wrong = fewer, record_of_fewer, still_wrong
        if wrong or record.item is None or record.body is None:
            raise ForeignError(*self._at_source(draft.document, fields, wrong))
        dead = tuple(_dead_links(draft.document, record.body, record.item.body_line))
        if dead:
            raise ForeignError(*dead)
        return replace(draft, converted=Converted(fields, tuple(notes)))

    def _may_be_left_out(self, fields: Mapping[str, FieldValue]) -> tuple[str, ...]:
        return tuple(name for name in fields if self.mapping.fields[name].invalid == "leave_out")

    def _read(
        self, draft: _Draft, fields: Mapping[str, FieldValue]
    ) -> tuple[ItemRecord, tuple[Finding, ...]]:
        data = self._text(draft, fields)
        path = f"{draft.stem}{draft.slug}.md"
        record = read_item(path, blob_id(data), data, self.target.site, self.target.column)
        return record, blocking(record.findings)

    def _at_source(
        self,
        document: ForeignDocument,
        fields: Mapping[str, FieldValue],
        wrong: tuple[Finding, ...],
    ) -> Iterator[Finding]:
        """Findings about our file, told of the line in the source they come from."""
        lines = field_lines(fields)
        header_lines = len(lines) + HEADER_FRAME
        for found in wrong:
            rule = self.mapping.fields.get(lines.get(found.line, ""))
            keys = (rule.sources or ()) if rule else ()
            line = next((document.header[k].line for k in keys if k in document.header), 1)
            if found.line > header_lines:
                line = found.line - header_lines + document.body_line - 1
            yield replace(found, path=document.source, line=line, column=0)

    def _path(self, draft: _Draft, data: bytes) -> tuple[str, bool]:
        """A path no other document of this import has, and whether it is to be written."""
        source = draft.document.source
        for slug in numbered(draft.slug):
            path = f"{draft.stem}{slug}.md"
            if path not in self._given:
                break
            other, same = self._given[path]
            if same == data:
                raise ForeignError(finding("M116", source, other=other))
        self._given[path] = (source, data)
        there = self.target.existing.get(path)
        if there is not None and there != data:
            raise ForeignError(finding("M111", source, path_there=path))
        return path, there is None


def _left_out(name: str, value: FieldValue) -> Note:
    return Note(NoteKind.LEFT_OUT, name, value if isinstance(value, str) else "、".join(value))


def _dead_links(document: ForeignDocument, body: ParsedBody, body_line: int) -> Iterator[Finding]:
    """Links to files and places that don't come along."""
    for link in body.links:
        inside = link.target.startswith("#") and find_anchor(body.headings, link.target[1:])
        if link.dangerous or not (inside or link.target.startswith(WEB_LINK)):
            line = link.line - body_line + document.body_line
            yield finding("M117", document.source, line, target=link.target)
