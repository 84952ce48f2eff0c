"""导入对照表 (mapping): how foreign headers become ours; ``map.yml``, see docs/import.md."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from pydantic import Field

from sanshen.content.schemas import HEADERS
from sanshen.importer.bodies import CommentRule
from sanshen.importer.shapes import Shape, required_fields, shapes_of
from sanshen.model.findings import Finding, finding
from sanshen.model.sites import ItemKind
from sanshen.strictyaml import KeyPath, ParsedYaml, StrictModel, parse_yaml_bytes, validate
from sanshen.strictyaml.fields import Day, Line, Lines

DATE_FORMATS = ("%Y-%m-%d",)


class FieldRule(StrictModel):
    """One of our fields: from which foreign keys (the first filled one counts), or a constant.

    ``split`` cuts a text into a list; ``values`` translates values, any other is refused;
    ``otherwise`` is the value where no key is filled; ``placeholder`` too, but the item then
    waits for an editor, unpublished, whatever its time; ``invalid: leave_out`` leaves the
    field out, and says so, where our content rules refuse its value.
    """

    sources: Lines | None = Field(default=None, title="来源字段", alias="from")
    value: Line | None = Field(default=None, title="固定值")
    split: Line | None = Field(default=None, title="分隔符")
    values: dict[str, Line] | None = Field(default=None, title="取值对照")
    otherwise: Line | None = Field(default=None, title="缺省值")
    placeholder: Line | None = Field(default=None, title="待核实占位文字")
    invalid: Literal["refuse", "leave_out"] = Field(default="refuse", title="不合规范时")


class DayRule(StrictModel):
    """The day in an item's file name: a foreign date, else ``otherwise``; without it, refused."""

    sources: Lines = Field(title="来源字段", alias="from")
    otherwise: Day | None = Field(default=None, title="缺省日期")


class SlugRule(StrictModel):
    """The text whose pinyin makes the file name; ``drop`` is left out of it first."""

    sources: Lines = Field(title="来源字段", alias="from")
    drop: tuple[Line, ...] = Field(default=(), title="略去文字")


class Mapping(StrictModel):
    """导入对照表. ``ignored`` lists the foreign keys we decided not to take over."""

    kind: ItemKind = Field(title="信息类型")
    origin: Line = Field(title="存量来源", alias="from")
    encoding: Line = Field(default="utf-8", title="文件编码")
    html_comments: CommentRule = Field(default=CommentRule.ESCAPE, title="HTML注释处理")
    date_formats: Lines = Field(default=DATE_FORMATS, title="日期格式")
    published: Lines | None = Field(default=None, title="原发布时间来源字段")
    day: DayRule | None = Field(default=None, title="文件名日期")
    slug: SlugRule = Field(title="网址短名")
    only: dict[str, Lines] = Field(default_factory=dict, title="仅导入")
    ignored: tuple[Line, ...] = Field(default=(), title="不导入的字段")
    fields: dict[str, FieldRule] = Field(title="字段对照")

    def known_keys(self) -> frozenset[str]:
        """Every foreign key the mapping speaks of."""
        keys = {*self.ignored, *self.only, *self.slug.sources, *(self.published or ())}
        keys.update(self.day.sources if self.day else ())
        for rule in self.fields.values():
            keys.update(rule.sources or ())
        return frozenset(keys)


class MappingError(Exception):
    """对照表不可用: ``findings`` say where and why; nothing is imported with half a mapping."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__(findings)
        self.findings = findings


def load_mapping(file: Path) -> Mapping:
    """Read a mapping. Raises ``MappingError``, also when the file can't be read."""
    try:
        data = file.read_bytes()
    except OSError as error:
        reason = error.strerror or str(error)
        raise MappingError((finding("M121", str(file), reason=reason),)) from error
    return parse_mapping(data, str(file))


def parse_mapping(data: bytes, path: str) -> Mapping:
    """The mapping written in ``data``. Raises ``MappingError`` with all its errors at once."""
    parsed = parse_yaml_bytes(data, path)
    mapping, findings = validate(Mapping, parsed, path)
    if mapping is None:
        raise MappingError(findings)
    found = tuple(sorted(_check_mapping(mapping, parsed, path)))
    if found:
        raise MappingError(found)
    return mapping


def _check_mapping(mapping: Mapping, parsed: ParsedYaml, path: str) -> Iterator[Finding]:
    def at(*key: str | int) -> tuple[int, int]:
        place: KeyPath = key
        return parsed.place_of_key(place)

    shapes = shapes_of(HEADERS[mapping.kind])
    for name, rule in mapping.fields.items():
        if name not in shapes or shapes[name] is Shape.OTHER:
            known = "、".join(k for k, shape in shapes.items() if shape is not Shape.OTHER)
            yield finding("M122", path, *at("fields", name), field=name, known=known)
        alone = rule.value is None or not (rule.otherwise or rule.placeholder)
        if (rule.sources is None) == (rule.value is None) or not alone:
            yield finding("M123", path, *at("fields", name), field=name)
    for name in sorted(required_fields(HEADERS[mapping.kind]) - mapping.fields.keys()):
        yield finding("M124", path, *at("fields"), field=name)
    if mapping.kind.dated and mapping.day is None:
        yield finding("M125", path, *at(), kind=mapping.kind)
    for key in mapping.ignored:
        if key in _used_keys(mapping):
            yield finding("M126", path, *at("ignored"), key=key)
    try:
        codecs.lookup(mapping.encoding)
    except LookupError:
        yield finding("M127", path, *at("encoding"), encoding=mapping.encoding)


def _used_keys(mapping: Mapping) -> frozenset[str]:
    return mapping.model_copy(update={"ignored": ()}).known_keys()
