"""文件头 (header): what every item has, whatever its kind."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from sanshen.content.schemas.types import FileName, FormerAddress, TextLanguage
from sanshen.model.sites import ItemKind
from sanshen.strictyaml import StrictModel
from sanshen.strictyaml.fields import Line, Lines, Text

Disclosure = Literal["主动公开", "依申请公开", "不予公开"]
"""公开属性 (§2.1)."""

OpenCategory = Literal["决策公开", "执行公开", "管理公开", "服务公开", "结果公开"]
"""五公开类别 (§2.1)."""


class NamedFile(StrictModel):
    """附件: a file of the item's folder and the title readers see."""

    file: FileName = Field(title="文件名")
    title: Line = Field(title="附件名称")


class Picture(StrictModel):
    """题图: a picture of the item's folder and its text alternative."""

    file: FileName = Field(title="文件名")
    alt: Line = Field(title="替代文字")


class Header(StrictModel):
    """文件头: the common fields. ``source`` None means the column's owner (责任单位).

    ``text_language`` is the language of title and text where it is not the one of the path: an
    original that has no Chinese version. Its page says so, for those who have it read aloud.

    There is no publication time: it comes from the ledger.
    """

    kind: ItemKind = Field(title="信息类型")
    title: Line = Field(title="标题")
    subtitle: Line | None = Field(None, title="副标题")
    summary: Text | None = Field(None, title="摘要")
    source: Line | None = Field(None, title="来源")
    author: Line | None = Field(None, title="作者")
    editor: Line | None = Field(None, title="责任编辑")
    keywords: Lines | None = Field(None, title="关键词")
    tags: Lines | None = Field(None, title="标签")
    attachments: Annotated[tuple[NamedFile, ...], Field(min_length=1)] | None = Field(
        None, title="附件"
    )
    picture: Picture | None = Field(None, title="题图")
    disclosure: Disclosure | None = Field(None, title="公开属性")
    open_categories: Annotated[tuple[OpenCategory, ...], Field(min_length=1)] | None = Field(
        None, title="五公开类别"
    )
    text_language: TextLanguage | None = Field(None, title="正文语种")
    former_addresses: Annotated[tuple[FormerAddress, ...], Field(min_length=1)] | None = Field(
        None, title="原网址"
    )
