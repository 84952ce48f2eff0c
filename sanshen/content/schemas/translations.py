"""译文文件头: a translation has the words its readers need; the facts are the original's."""

from __future__ import annotations

from pydantic import Field

from sanshen.content.schemas.base import Header
from sanshen.strictyaml.fields import Line, Lines, Text


class TranslationHeader(Header):
    """译文: the common fields, none of the kind's."""


class ActivityTranslation(TranslationHeader):
    """政务活动译文."""

    place: Line | None = Field(None, title="地点")


class DocumentTranslation(TranslationHeader):
    """文件译文: of 行政规范性文件, 其他政策文件 and 法律法规."""

    issuers: Lines | None = Field(None, title="发文机关")
    subject: Line | None = Field(None, title="主题分类")
    amendments: Lines | None = Field(None, title="修改沿革")


class InterpretationTranslation(TranslationHeader):
    """政策解读译文."""

    drafting_unit: Line | None = Field(None, title="起草单位")


class ServiceGuideTranslation(TranslationHeader):
    """办事指南译文: each of the eight elements may be translated."""

    item_name: Line | None = Field(None, title="事项名称")
    legal_basis: Text | None = Field(None, title="设定依据")
    conditions: Text | None = Field(None, title="申请条件")
    materials: Lines | None = Field(None, title="办理材料")
    place: Line | None = Field(None, title="办理地点")
    hours: Line | None = Field(None, title="办理时间")
    phone: Line | None = Field(None, title="联系电话")
    process: Lines | None = Field(None, title="办理流程")
