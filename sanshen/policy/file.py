"""The form of ``review_policy.yml``: every key with its official term."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from sanshen.policy.policy import Role
from sanshen.strictyaml import StrictModel
from sanshen.strictyaml.fields import Day, Line, YesNo

Ids = tuple[Line, ...]


class PersonRow(StrictModel):
    """人员: post, unit, public keys and term of office (half-open)."""

    post: Line = Field(title="职务")
    unit: Line = Field(title="单位")
    keys: tuple[Line, ...] = Field(default=(), title="公钥")
    from_day: Day = Field(alias="from", title="任职起始日")
    until: Day | None = Field(default=None, title="任职截止日")


class StagesRow(StrictModel):
    """三个审核环节的人员."""

    first: Ids | None = Field(default=None, title="一审（初审）")
    second: Ids | None = Field(default=None, title="二审（审核）")
    final: Ids | None = Field(default=None, title="三审（审发）")

    def holders(self) -> Mapping[Role, tuple[str, ...]]:
        """The roles this row names."""
        named = {role: getattr(self, role.value, None) for role in Role}
        return {role: ids for role, ids in named.items() if ids is not None}


class RoleRow(StagesRow):
    """岗位规则: a site, or one column of it and what lies below."""

    site: Line = Field(title="网站")
    column: str = Field(default="", title="栏目")
    secrecy: Ids | None = Field(default=None, title="保密审查")
    publisher: Ids | None = Field(default=None, title="发布")


class GuardRow(StagesRow):
    """制度与技术变更的审核人: all three stages are required."""

    first: Ids = Field(title="一审（初审）")
    second: Ids = Field(title="二审（审核）")
    final: Ids = Field(title="三审（审发）")


class PolicyFile(StrictModel):
    """审核制度."""

    schema_: Literal["1"] = Field(alias="schema", title="格式版本")
    identity_domain: Line = Field(title="身份域")
    timezone: Line = Field(default="Asia/Shanghai", title="时区")
    secrecy_may_hold_first_stage: YesNo = Field(title="保密审查人可否兼任一审")
    people: dict[Line, PersonRow] = Field(title="人员")
    roles: tuple[RoleRow, ...] = Field(title="岗位", min_length=1)
    guard: GuardRow = Field(title="制度审核人")
