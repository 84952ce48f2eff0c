"""导入对照表 (mapping): how foreign headers become ours; ``map.yml``, see docs/import.md."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from pydantic import Field

from sanshen.content.schemas import HEADERS
from sanshen.content.settings_files import Language
from sanshen.importer.bodies import BodyRules, CommentRule, HtmlRule
from sanshen.importer.foreign import DETECT
from sanshen.importer.shapes import Shape, required_fields, shapes_of
from sanshen.model.findings import Finding, finding
from sanshen.model.sites import ItemKind
from sanshen.strictyaml import KeyPath, ParsedYaml, StrictModel, parse_yaml_bytes, validate
from sanshen.strictyaml.fields import Day, Line, Lines

DATE_FORMATS = ("%Y-%m-%d",)


class FieldRule(StrictModel):
    """One of our fields: from which foreign keys (the first filled one counts), or a constant.

    ``split`` cuts a text into a list, ``join`` makes all texts one; ``values`` translates
    values, any other is refused; ``otherwise`` is the value where no key is filled;
    ``placeholder`` too, but the item then waits for an editor, unpublished, whatever its time;
    ``invalid: leave_out`` leaves the field out, and says so, where our content rules refuse
    its value.
    """

    sources: Lines | None = Field(default=None, title="来源字段", alias="from")
    value: Line | None = Field(default=None, title="固定值")
    split: Line | None = Field(default=None, title="分隔符")
    join: Line | None = Field(default=None, title="连接符")
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


class LanguageRule(StrictModel):
    """Which language a source is in, and which sources are versions of one item.

    By the end of its name (``suffix: ._{}``), else by ``key``, else ``otherwise``; ``codes``
    turns their codes into ours. Versions have the same text in the first filled key of
    ``group``, else the same path but for the suffix.
    """

    suffix: Line | None = Field(default=None, title="文件名语种后缀")
    key: Line | None = Field(default=None, title="语种字段")
    codes: dict[str, Language] = Field(default_factory=dict, title="语种代码对照")
    otherwise: Language = Field(default="zh-cn", title="缺省语种")
    group: tuple[Line, ...] = Field(default=(), title="同一稿件的字段")


class ColumnRule(StrictModel):
    """The column that a folder of sources goes to; the longest folder that fits counts.

    ``sources: .`` is the whole source folder. ``addresses`` are those the column had before.
    A column that is not there yet is made, with ``name``, ``names`` and the mapping's owner.
    """

    sources: Line = Field(title="来源文件夹", alias="from")
    to: Line = Field(title="栏目")
    kind: ItemKind | None = Field(default=None, title="信息类型")
    addresses: tuple[Line, ...] = Field(default=(), title="原网址")
    name: Line | None = Field(default=None, title="新栏目名称")
    names: dict[Language, Line] = Field(default_factory=dict, title="新栏目外文名称")


class AddressRule(StrictModel):
    """The addresses that sources had: in ``keys`` of their headers, and by ``patterns``.

    A pattern is made of ``{folder}``, ``{name}``, ``{slug}``, ``{year}``, ``{month}``,
    ``{day}``. ``origins`` are what stands before an address of the old site in full.
    """

    keys: tuple[Line, ...] = Field(default=(), title="原网址字段")
    patterns: tuple[Line, ...] = Field(default=(), title="原网址格式")
    origins: tuple[Line, ...] = Field(default=(), title="原网站")


class Mapping(StrictModel):
    """导入对照表. ``ignored`` lists the foreign keys we decided not to take over."""

    kind: ItemKind = Field(title="信息类型")
    origin: Line = Field(title="存量来源", alias="from")
    header: Literal["yaml", "pelican"] = Field(default="yaml", title="文件头形式")
    encoding: Line = Field(default="utf-8", title="文件编码")
    html: HtmlRule = Field(default=HtmlRule.ESCAPE, title="HTML处理")
    html_comments: CommentRule = Field(default=CommentRule.ESCAPE, title="HTML注释处理")
    attributes: Literal["keep", "remove"] = Field(default="keep", title="花括号属性")
    shortcodes: dict[str, str] = Field(default_factory=dict, title="短代码")
    languages: LanguageRule = Field(default_factory=LanguageRule, title="语种")
    columns: tuple[ColumnRule, ...] = Field(default=(), title="栏目对照")
    owner: Line | None = Field(default=None, title="新栏目责任单位")
    addresses: AddressRule = Field(default_factory=AddressRule, title="原网址")
    redirected_by: Line | None = Field(default=None, title="转向字段")
    dead_links: Literal["refuse", "old_site", "text"] = Field(
        default="refuse", title="失去去处的链接"
    )
    into_body: tuple[Line, ...] = Field(default=(), title="并入正文的字段")
    empty_body: tuple[Line, ...] = Field(default=(), title="正文为空时并入的字段")
    others: Literal["refuse", "into_body"] = Field(default="refuse", title="未列字段")
    date_formats: Lines = Field(default=DATE_FORMATS, title="日期格式")
    published: Lines | None = Field(default=None, title="原发布时间来源字段")
    published_by: Day | None = Field(default=None, title="不晚于")
    day: DayRule | None = Field(default=None, title="文件名日期")
    slug: SlugRule = Field(title="网址短名")
    only: dict[str, Lines] = Field(default_factory=dict, title="仅导入")
    excluded: dict[str, Lines] = Field(default_factory=dict, title="不导入")
    ignored: tuple[Line, ...] = Field(default=(), title="不导入的字段")
    fields: dict[str, FieldRule] = Field(title="字段对照")

    def known_keys(self) -> frozenset[str]:
        """Every foreign key the mapping speaks of."""
        keys = {*self.ignored, *self.only, *self.excluded, *self.slug.sources, *self.into_body}
        keys.update(self.empty_body)
        keys.update(self.published or (), self.day.sources if self.day else ())
        keys.update(self.addresses.keys, self.languages.group)
        keys.update(key for key in (self.languages.key, self.redirected_by) if key)
        for rule in self.fields.values():
            keys.update(rule.sources or ())
        return frozenset(keys)

    def kinds(self) -> tuple[ItemKind, ...]:
        """Every kind of item the mapping makes, its own first."""
        return tuple(dict.fromkeys((self.kind, *(rule.kind or self.kind for rule in self.columns))))

    def body_rules(self) -> BodyRules:
        """What bodies are adapted by."""
        attributes = self.attributes == "remove"
        return BodyRules(self.html_comments, self.html, attributes, self.shortcodes)


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

    kinds = mapping.kinds()
    shapes = {name: shape for kind in kinds for name, shape in shapes_of(HEADERS[kind]).items()}
    for name, rule in mapping.fields.items():
        if name not in shapes or shapes[name] is Shape.OTHER:
            known = "、".join(k for k, shape in shapes.items() if shape is not Shape.OTHER)
            yield finding("M122", path, *at("fields", name), field=name, known=known)
        alone = rule.value is None or not (rule.otherwise or rule.placeholder)
        if (rule.sources is None) == (rule.value is None) or not alone:
            yield finding("M123", path, *at("fields", name), field=name)
    required = {name for kind in kinds for name in required_fields(HEADERS[kind])}
    for name in sorted(required - mapping.fields.keys()):
        yield finding("M124", path, *at("fields"), field=name)
    dated = next((kind for kind in kinds if kind.dated), None)
    if dated is not None and mapping.day is None:
        yield finding("M125", path, *at(), kind=dated)
    for key in mapping.ignored:
        if key in _used_keys(mapping):
            yield finding("M126", path, *at("ignored"), key=key)
    try:
        codecs.lookup("utf-8" if mapping.encoding == DETECT else mapping.encoding)
    except LookupError:
        yield finding("M127", path, *at("encoding"), encoding=mapping.encoding)


def _used_keys(mapping: Mapping) -> frozenset[str]:
    return mapping.model_copy(update={"ignored": ()}).known_keys()
