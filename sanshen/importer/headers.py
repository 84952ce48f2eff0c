"""稿头转换: a foreign header turned into the values and the text of one of ours."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from enum import StrEnum

import yaml

from sanshen.importer.bodies import HtmlRule
from sanshen.importer.foreign import ForeignDocument, ForeignError, ForeignValue
from sanshen.importer.html_markdown import visible_text
from sanshen.importer.mapping import FieldRule
from sanshen.importer.mapping import Mapping as FieldMapping
from sanshen.importer.shapes import Shape
from sanshen.model.findings import Finding, finding
from sanshen.strictyaml.characters import CONTROL, INVISIBLE

FieldValue = str | tuple[str, ...]
FIRST_FIELD_LINE = 3
TIME_OF_DAY = ("%H", "%I", "%X", "%c")
_BREAKS = re.compile(r"\s*[\r\n]+\s*")
_HTML = re.compile(r"</?[A-Za-z]|&#?[A-Za-z0-9]{1,12};")
_PLAIN_START = re.compile(r"[0-9A-Za-z\u3400-\u9fff《（〔]")


class NoteKind(StrEnum):
    """稿头改动类别; the value names a catalogue message."""

    BEFORE_HEADER = "before-header"
    TIDIED = "tidied"
    LEFT_OUT = "left-out"
    PLACEHOLDER = "placeholder"
    SHORTCODE_KEPT = "shortcode-kept"


@dataclass(frozen=True, slots=True)
class Note:
    """One change outside the body: which field (foreign key), and what the source had."""

    kind: NoteKind
    name: str
    before: str


@dataclass(frozen=True, slots=True)
class Converted:
    """A header's fields in the order of our schema, and what had to be changed."""

    fields: Mapping[str, FieldValue]
    notes: tuple[Note, ...]

    @property
    def waits(self) -> bool:
        """Whether a placeholder stands in it, so that an editor must see the item first."""
        return any(note.kind is NoteKind.PLACEHOLDER for note in self.notes)


def convert_header(
    document: ForeignDocument, mapping: FieldMapping, shapes: Mapping[str, Shape], zone: tzinfo
) -> Converted:
    """The fields that ``mapping`` makes of a foreign header.

    Raises ``ForeignError`` for keys the mapping doesn't know, a document it doesn't take,
    values it has no translation for, and dates in none of its formats.
    """
    findings = list(_check_keys(document, mapping))
    notes: list[Note] = []
    fields: dict[str, FieldValue] = {}
    for name, shape in shapes.items():
        rule = mapping.fields.get(name)
        if rule is None:
            continue
        try:
            value = _value(document, mapping, rule, shape, zone, notes)
        except ForeignError as error:
            findings += error.findings
            continue
        if not value and rule.placeholder:
            notes.append(Note(NoteKind.PLACEHOLDER, name, ""))
            value = (rule.placeholder,) if shape is Shape.LIST else rule.placeholder
        if value:
            fields[name] = value
    if findings:
        raise ForeignError(*findings)
    return Converted(fields, tuple(notes))


def _check_keys(document: ForeignDocument, mapping: FieldMapping) -> Iterator[Finding]:
    known = mapping.known_keys()
    for key, value in document.header.items():
        if key not in known and not key.startswith("@") and mapping.others == "refuse":
            yield finding("M106", document.source, value.line, key=key)
    for key, unwanted in mapping.excluded.items():
        found = document.header.get(key, ForeignValue((), 0))
        if set(found.texts) & set(unwanted):
            yield finding("M119", document.source, found.line, key=key, value=found.texts[0])
    for key, wanted in mapping.only.items():
        found = document.header.get(key, ForeignValue((), 0))
        if not set(found.texts) & set(wanted):
            shown, want = "、".join(found.texts), "、".join(wanted)
            yield finding("M107", document.source, found.line, key=key, value=shown, wanted=want)


def _value(
    document: ForeignDocument,
    mapping: FieldMapping,
    rule: FieldRule,
    shape: Shape,
    zone: tzinfo,
    notes: list[Note],
) -> FieldValue | None:
    if rule.value is not None:
        return (rule.value,) if shape is Shape.LIST else rule.value
    found = list(_filled(document, rule.sources or ()))
    for key, _ in found:
        if document.header[key].nested:
            raise ForeignError(finding("M105", document.source, document.header[key].line, key=key))
    plain = mapping.html is HtmlRule.CONVERT
    pairs = [(key, _tidied(key, text, notes, plain)) for key, text in found]
    if rule.split is not None:
        pairs = [(key, part.strip()) for key, text in pairs for part in text.split(rule.split)]
    if rule.values is not None:
        pairs = [(key, _translated(document, rule.values, key, text)) for key, text in pairs]
    pairs = [(key, text) for key, text in pairs if text]
    if not pairs and rule.otherwise:
        pairs = [("", rule.otherwise)]
    if not pairs:
        return None
    if shape is Shape.LIST:
        return tuple(dict.fromkeys(text for _, text in pairs))
    key, text = pairs[0]
    if rule.join is not None:
        gap = " " if rule.join.isascii() else ""
        text = f"{rule.join}{gap}".join(text for _, text in pairs)
    if shape in (Shape.DAY, Shape.MOMENT):
        moment = parse_moment(document, key, text, mapping.date_formats, zone)
        return f"{moment:%Y-%m-%d}" if shape is Shape.DAY else f"{moment:%Y-%m-%d %H:%M}"
    return text


def _filled(document: ForeignDocument, keys: Iterable[str]) -> Iterator[tuple[str, str]]:
    for key in keys:
        value = document.header.get(key)
        for text in value.texts if value else ():
            yield key, text


def _tidied(key: str, text: str, notes: list[Note], plain: bool) -> str:
    """One line without invisible characters, which our headers don't take.

    ``plain``: html and its character references become the text they show.
    """
    shown = visible_text(text) if plain and _HTML.search(text) else text
    tidy = INVISIBLE.sub("", CONTROL.sub("", _BREAKS.sub(" ", shown))).strip()
    if tidy != text:
        notes.append(Note(NoteKind.TIDIED, key, text))
    return tidy


def _translated(document: ForeignDocument, values: Mapping[str, str], key: str, text: str) -> str:
    if text not in values:
        line, known = document.header[key].line, "、".join(values)
        raise ForeignError(finding("M108", document.source, line, key=key, value=text, known=known))
    return values[text]


def first_moment(
    document: ForeignDocument, keys: Iterable[str], formats: Iterable[str], zone: tzinfo
) -> tuple[datetime, bool] | None:
    """(time, whether its format has a time of day) of the first filled key, None if none is.

    Raises ``ForeignError`` (M109) when its text is in none of ``formats``.
    """
    for key, text in _filled(document, keys):
        return _parse_by(document, key, text.strip(), formats, zone)
    return None


def parse_moment(
    document: ForeignDocument, key: str, text: str, formats: Iterable[str], zone: tzinfo
) -> datetime:
    """``text`` by the first format that fits, in ``zone``. Raises ``ForeignError`` (M109)."""
    return _parse_by(document, key, text, formats, zone)[0]


def _parse_by(
    document: ForeignDocument, key: str, text: str, formats: Iterable[str], zone: tzinfo
) -> tuple[datetime, bool]:
    formats = tuple(formats)
    for each in formats:
        try:
            moment = datetime.strptime(text, each)
        except ValueError:
            continue
        aware = moment.replace(tzinfo=zone) if moment.tzinfo is None else moment.astimezone(zone)
        return aware, any(sign in each for sign in TIME_OF_DAY)
    line = document.header[key].line if key in document.header else 0
    shown = "、".join(formats)
    raise ForeignError(finding("M109", document.source, line, key=key, value=text, formats=shown))


def field_lines(fields: Mapping[str, FieldValue]) -> dict[int, str]:
    """Which field stands on which line of ``render_header``'s text."""
    lines: dict[int, str] = {}
    for name, value in fields.items():
        height = 1 if isinstance(value, str) else 1 + len(value)
        first = FIRST_FIELD_LINE + len(lines)
        lines |= dict.fromkeys(range(first, first + height), name)
    return lines


def render_header(kind: str, fields: Mapping[str, FieldValue]) -> str:
    """The header with its ``---`` lines; one line per value, so a line names its field."""
    lines = ["---", f"kind: {kind}"]
    for name, value in fields.items():
        if isinstance(value, str):
            lines.append(f"{name}: {scalar_text(value)}")
        else:
            lines += [f"{name}:", *(f"  - {scalar_text(text)}" for text in value)]
    return "\n".join((*lines, "---", ""))


def scalar_text(text: str) -> str:
    """``text`` as YAML: plain where that is read back as it stands, else in double quotes."""
    if _PLAIN_START.match(text):
        try:
            plain: object = yaml.load(f"k: {text}\n", Loader=yaml.CBaseLoader)  # noqa: S506
        except yaml.YAMLError:
            plain = None
        if plain == {"k": text}:
            return text
    return json.dumps(text, ensure_ascii=False)
