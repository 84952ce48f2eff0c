"""待导入稿件 (drafts): one foreign document read by the mapping, before it has a path."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest
from typing import TypeVar

from sanshen.content.addresses import ORIGINAL_LANGUAGE
from sanshen.content.dialects import parse_dialect
from sanshen.content.schemas import HEADERS, TRANSLATIONS
from sanshen.content.settings import UNKNOWN
from sanshen.importer.bodies import AdaptedBody, BodyError, Parse, adapt_body, parse_commonmark
from sanshen.importer.edits import EditedBody
from sanshen.importer.foreign import ForeignDocument, ForeignError, ForeignValue
from sanshen.importer.headers import Converted, convert_header, first_moment
from sanshen.importer.mapping import Mapping
from sanshen.importer.shapes import shapes_of
from sanshen.importer.shortcodes import keys_used
from sanshen.importer.slugs import slug_of
from sanshen.importer.target import Target, column_rule
from sanshen.importer.versions import Version, version_of
from sanshen.model.findings import Finding, finding
from sanshen.model.sites import Column, ItemKind

T = TypeVar("T")

_ADDRESS = re.compile(r"/[A-Za-z0-9][A-Za-z0-9./_-]*")

_NOTHING = AdaptedBody(EditedBody(""), parse_commonmark(""), {}, ())


@dataclass(frozen=True, slots=True)
class Draft:
    """An item ready but for its path, its links, and the fields our rules may refuse.

    ``folder`` is the column's, ``day`` the file name's beginning (``2020/0108-``, empty for
    undated kinds), ``published`` as in the 存量登记. ``taken`` are the fields of an original,
    ``taken_translated`` those a translation has.
    """

    document: ForeignDocument
    version: Version
    column: Column
    kind: ItemKind
    converted: Converted
    day: str
    slug: str
    published: str
    body: AdaptedBody

    @property
    def source(self) -> str:
        """The path of the source below the import folder."""
        return self.document.source

    @property
    def folder(self) -> str:
        """The folder of the column in the repository."""
        return f"content/{self.column.site}/{self.column.path}"

    def parse(self) -> Parse:
        """How the column's bodies are read."""
        return parse_in(self.column)

    def fields(self, translation: bool) -> Converted:
        """The fields of a translation, or of an original."""
        if not translation:
            return self.converted
        known = shapes_of(TRANSLATIONS[self.kind])
        fields = {name: value for name, value in self.converted.fields.items() if name in known}
        return Converted(fields, self.converted.notes)


def parse_in(column: Column) -> Parse:
    """How bodies in ``column`` are read, places counting from line 1."""
    return lambda text: parse_dialect(column.markdown, text, 1, ORIGINAL_LANGUAGE)


class Drafter:
    """Turns documents into drafts, one after another, all reasons against each at once."""

    def __init__(self, target: Target, mapping: Mapping, now: datetime) -> None:
        self.target = target
        self.mapping = mapping
        self.now = now

    def draft(self, document: ForeignDocument) -> Draft:
        """The draft of a document. Raises ``ForeignError`` with all that is wrong."""
        rule = column_rule(document.source, self.mapping.columns)
        if rule is None:
            raise ForeignError(finding("M128", document.source))
        column, kind = self.target.columns[rule.to], rule.kind or self.mapping.kind
        findings: list[Finding] = []

        def attempt(step: Callable[[], T], otherwise: T) -> T:
            try:
                return step()
            except ForeignError as error:
                findings.extend(error.findings)
                return otherwise

        version = version_of(document, self.mapping.languages)
        if version.lang not in self.target.site.languages:
            listed = "、".join(self.target.site.languages)
            findings.append(
                finding("M129", document.source, 1, lang=version.lang, languages=listed)
            )
        draft = Draft(
            document,
            version,
            column,
            kind,
            attempt(lambda: self._converted(document, kind), Converted({}, ())),
            attempt(lambda: self._day(document, kind), ""),
            attempt(lambda: self._slug(document, version), ""),
            attempt(lambda: self._published(document), UNKNOWN),
            attempt(lambda: self._body(document, column), _NOTHING),
        )
        if findings:
            raise ForeignError(*dict.fromkeys(findings))
        return draft

    def _converted(self, document: ForeignDocument, kind: ItemKind) -> Converted:
        return convert_header(document, self.mapping, shapes_of(HEADERS[kind]), self.target.zone)

    def _day(self, document: ForeignDocument, kind: ItemKind) -> str:
        rule = self.mapping.day
        if rule is None or not kind.dated:
            return ""
        formats = self.mapping.date_formats
        found = first_moment(document, rule.sources, formats, self.target.zone)
        day = found[0].date() if found else rule.otherwise
        if day is None:
            raise ForeignError(finding("M114", document.source, keys="、".join(rule.sources)))
        return f"{day:%Y}/{day:%m%d}-"

    def _slug(self, document: ForeignDocument, version: Version) -> str:
        rule = self.mapping.slug
        for key in rule.sources:
            value = document.header.get(key)
            text = "".join(value.texts) if value else ""
            slug = slug_of(version.name if key == "@name" else text, rule.drop)
            if slug:
                return slug
        raise ForeignError(finding("M115", document.source, keys="、".join(rule.sources)))

    def _published(self, document: ForeignDocument) -> str:
        keys = self.mapping.published or ()
        found = first_moment(document, keys, self.mapping.date_formats, self.target.zone)
        if found is None:
            by = self.mapping.published_by
            return UNKNOWN if by is None else f"{by:%Y-%m-%d}"
        moment, with_time = found
        text = f"{moment:%Y-%m-%d %H:%M}" if with_time else f"{moment:%Y-%m-%d}"
        if moment > self.now:
            raise ForeignError(finding("M110", document.source, value=text))
        return text

    def _body(self, document: ForeignDocument, column: Column) -> AdaptedBody:
        mapping = self.mapping
        page = {key: value.texts for key, value in document.header.items()}
        below = "\n\n".join(header_texts(document, mapping))
        if not below and not document.body.strip():
            below = "\n\n".join(
                text for key in mapping.empty_body for text in texts_of(document, key).texts
            )
        try:
            return adapt_body(
                document.body, mapping.body_rules(), parse_in(column), page, appended=below
            )
        except BodyError as error:
            line = document.body_line + error.line - 1
            found = finding(error.code, document.source, line, text=error.text)
            raise ForeignError(found) from error


def header_texts(document: ForeignDocument, mapping: Mapping) -> Iterator[str]:
    """The texts of a header that belong to the page, in its order, each a block of its own."""
    placed = keys_used(document.body, mapping.shortcodes)
    known = mapping.known_keys()
    for key, value in document.header.items():
        other = mapping.others == "into_body" and key not in known and not key.startswith("@")
        if key in placed or not (key in mapping.into_body or other):
            continue
        for name, text in zip_longest(value.names, value.texts, fillvalue=""):
            if f".{name}" not in mapping.ignored:
                yield _as_block(text)


def _as_block(text: str) -> str:
    """``text``, as a link where it is an address and nothing else."""
    if text.startswith(("https://", "http://")) and " " not in text:
        return f"<{text}>"
    return f"[{text}]({text})" if _ADDRESS.fullmatch(text) else text


def texts_of(document: ForeignDocument, key: str) -> ForeignValue:
    """What a header has under ``key``; no texts where it has no such key."""
    return document.header.get(key, ForeignValue((), 0))
