"""设置文件格式: the fields of ``site.yml``, ``column.yml`` and the 存量登记."""

from __future__ import annotations

import zoneinfo
from collections.abc import Callable
from typing import Annotated

from pydantic import AfterValidator, Field

from sanshen.content.identifiers import (
    is_domain,
    is_icp,
    is_language_code,
    is_police_record,
    is_site_id_code,
    is_topic_name,
)
from sanshen.model.sites import Dialect, Extra, ItemKind, SiteLevel
from sanshen.strictyaml import StrictModel
from sanshen.strictyaml.fields import Line, Lines, Text, Whole, YesNo, refuse


def _required(code: str, holds: Callable[[str], bool]) -> AfterValidator:
    """A validator that refuses with ``code`` where ``holds`` says no."""

    def check(value: str) -> str:
        if not holds(value):
            raise refuse(code, value)
        return value

    return AfterValidator(check)


def _is_timezone(value: str) -> bool:
    try:
        zoneinfo.ZoneInfo(value)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def _is_translation_language(value: str) -> bool:
    return is_language_code(value) and value != "zh-cn"


Language = Annotated[Line, _required("S107", is_language_code)]
Names = Annotated[
    dict[Annotated[Line, _required("S107", _is_translation_language)], Line], Field(min_length=1)
]
Topics = Annotated[
    dict[Annotated[Line, _required("S114", is_topic_name)], Line], Field(min_length=1)
]


class SiteFile(StrictModel):
    """网站设置 (§9.4, §10.1; 网站标识码, ICP and 公安备案 as the footer shows them)."""

    name: Line = Field(title="网站名称")
    level: SiteLevel = Field(title="网站层级")
    sponsor: Line = Field(title="主办单位")
    organiser: Line = Field(title="承办单位")
    supervisor: Line = Field(title="主管单位")
    domain: Annotated[Line, _required("S104", is_domain)] = Field(title="域名")
    site_id_code: Annotated[Line, _required("S101", is_site_id_code)] = Field(title="网站标识码")
    icp: Annotated[Line, _required("S102", is_icp)] = Field(title="ICP备案号")
    police_record: Annotated[Line, _required("S103", is_police_record)] | None = Field(
        None, title="公安备案号"
    )
    contact: Text = Field(title="联系方式")
    languages: Annotated[tuple[Language, ...], Field(min_length=1)] = Field(title="语种")
    timezone: Annotated[Line, _required("S105", _is_timezone)] = Field(
        "Asia/Shanghai", title="时区"
    )
    description: Text = Field(title="网站简介")
    names: Names | None = Field(None, title="网站外文名称")
    topics: Topics | None = Field(None, title="专题")
    omit: Annotated[tuple[Extra, ...], Field(min_length=1)] | None = Field(
        None, title="不发布的附加页面"
    )
    markdown: Dialect = Field(Dialect.COMMONMARK, title="Markdown方言")


class ColumnFile(StrictModel):
    """栏目设置 (§9.1)."""

    name: Line = Field(title="栏目名称")
    kinds: Annotated[tuple[ItemKind, ...], Field(min_length=1)] = Field(title="信息类型")
    owner: Line = Field(title="责任单位")
    description: Text = Field(title="栏目简介")
    keywords: Lines = Field(title="关键词")
    order: Whole = Field(0, title="排序")
    update_within_days: Whole | None = Field(None, title="更新周期")
    core_for_translation: YesNo = Field(False, title="外语版核心栏目")
    names: Names | None = Field(None, title="栏目外文名称")
    markdown: Dialect | None = Field(None, title="Markdown方言")


class LegacyFile(StrictModel):
    """存量登记 (§9.2): where the times are from, and the time of each item."""

    origin: Line = Field(alias="from", title="时间来源")
    items: Annotated[dict[Line, Line], Field(min_length=1)] = Field(title="存量稿件")
