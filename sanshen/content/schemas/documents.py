"""公文类文件头: documents, laws, interpretations, notices."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from sanshen.content.schemas.base import Disclosure, Header
from sanshen.content.schemas.types import DocNumberText, IndexNumber, SourcePath
from sanshen.strictyaml.fields import Day, Line, Lines, YesNo

Validity = Literal["有效", "失效", "废止", "已修改"]
"""有效性."""

InterpretationForm = Literal["文字", "图解", "访谈", "视频"]
"""解读形式."""

NoticeType = Literal["通知", "公告", "通告", "公示"]
"""文种."""


class DocumentHeader(Header):
    """文件: what 行政规范性文件 and 其他政策文件 have in common (§2.3)."""

    doc_number: DocNumberText | None = Field(None, title="发文字号")
    no_doc_number_reason: Line | None = Field(None, title="无文号说明")
    issuers: Lines = Field(title="发文机关")
    written_on: Day = Field(title="成文日期")
    issued_on: Day = Field(title="印发日期")
    expires_on: Day | None = Field(None, title="有效期至")
    index_number: IndexNumber = Field(title="索引号")
    subject: Line = Field(title="主题分类")
    validity: Validity = Field(title="有效性")
    disclosure: Disclosure = Field(title="公开属性")


class NormativeHeader(DocumentHeader):
    """行政规范性文件; 发文字号 or, without one, the reason (C136)."""

    effective_on: Day = Field(title="施行日期")
    interpretation_required: YesNo = Field(True, title="是否需要解读")


class PolicyHeader(DocumentHeader):
    """其他政策文件."""

    effective_on: Day | None = Field(None, title="施行日期")
    interpretation_required: YesNo = Field(False, title="是否需要解读")


class LawHeader(Header):
    """法律法规; the 文号 is optional."""

    issuers: Lines = Field(title="制定机关")
    doc_number: DocNumberText | None = Field(None, title="发文字号")
    promulgated_on: Day | None = Field(None, title="公布日期")
    effective_on: Day | None = Field(None, title="施行日期")
    validity: Validity = Field(title="有效性")
    amendments: Lines | None = Field(None, title="修改沿革")


class InterpretationHeader(Header):
    """政策解读 (§3.1); ``interprets`` are the paths of the documents interpreted."""

    interprets: Annotated[tuple[SourcePath, ...], Field(min_length=1)] = Field(title="解读对象")
    form: InterpretationForm = Field(title="解读形式")
    drafting_unit: Line = Field(title="起草单位")


class NoticeHeader(Header):
    """通知公告; a 公示 has a period (C134)."""

    notice_type: NoticeType = Field(title="文种")
    doc_number: DocNumberText | None = Field(None, title="发文字号")
    issued_on: Day | None = Field(None, title="印发日期")
    period_from: Day | None = Field(None, title="公示开始日期")
    period_until: Day | None = Field(None, title="公示结束日期")
