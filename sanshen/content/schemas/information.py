"""动态与概况类文件头: news, activities, profiles, service guides, plain pages."""

from __future__ import annotations

from pydantic import Field

from sanshen.content.schemas.base import Header
from sanshen.strictyaml.fields import Day, Line, Lines, Moment, Text, YesNo


class NewsHeader(Header):
    """要闻动态."""

    source: Line = Field(title="来源")


class ActivityHeader(Header):
    """政务活动 (§2.2); times are in the site's zone, without zone in the file."""

    activity_ended_at: Moment = Field(title="活动结束时间")
    place: Line | None = Field(None, title="地点")
    livelihood: YesNo = Field(False, title="事关民生")


class ProfileHeader(Header):
    """概况信息 (§2.4): what outdates it, and the fallback day to look at it again."""

    triggers: Lines = Field(title="更新触发事项")
    review_by: Day | None = Field(None, title="复核期限")


class ServiceGuideHeader(Header):
    """办事指南, the eight elements (八要素)."""

    item_name: Line = Field(title="事项名称")
    legal_basis: Text = Field(title="设定依据")
    conditions: Text = Field(title="申请条件")
    materials: Lines = Field(title="办理材料")
    place: Line = Field(title="办理地点")
    hours: Line = Field(title="办理时间")
    phone: Line = Field(title="联系电话")
    process: Lines = Field(title="办理流程")


class PageHeader(Header):
    """普通页面."""
