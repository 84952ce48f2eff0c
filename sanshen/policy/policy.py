"""``review_policy.yml`` as types: people 人员, roles 岗位, the guard's reviewers 制度审核人."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from sanshen.gitio.ssh import normal_key
from sanshen.model.changes import ChangeClass
from sanshen.model.statements import STAGES, Stage


class Role(StrEnum):
    """岗位: the three stages, 保密审查 and 发布."""

    FIRST = "first"
    SECOND = "second"
    FINAL = "final"
    SECRECY = "secrecy"
    PUBLISHER = "publisher"


def said(role: Role | Stage) -> str:
    """A role as a finding's value: the catalogue says it in the reader's language."""
    return f"@role.{role.value}"


STAGE_ROLES: Mapping[Stage, Role] = {stage: Role(stage.value) for stage in STAGES}


@dataclass(frozen=True, slots=True, order=True)
class Scope:
    """适用范围: a site and a column path (``""`` for the whole site)."""

    site: str
    column: str = ""

    def covers(self, other: Scope) -> bool:
        """Whether ``other`` is this scope or lies below it."""
        if self.site != other.site:
            return False
        return self.column in ("", other.column) or other.column.startswith(self.column + "/")


GUARD_SCOPE = Scope("*")


@dataclass(frozen=True, slots=True)
class Person:
    """人员: known by id; ``keys`` are SSH public keys, ``from_day`` to ``until`` half-open."""

    id: str
    post: str
    unit: str
    keys: tuple[str, ...]
    from_day: date
    until: date | None

    def active(self, day: date) -> bool:
        """Whether the person is in office on ``day`` (a day of the gate's clock)."""
        return self.from_day <= day and (self.until is None or day < self.until)


@dataclass(frozen=True, slots=True)
class RoleRule:
    """岗位规则: who holds which role within a scope."""

    scope: Scope
    holders: Mapping[Role, tuple[str, ...]]
    line: int


@dataclass(frozen=True, slots=True)
class ReviewPolicy:
    """审核制度, as read from one blob; ``digest`` is the SHA-256 of that text."""

    digest: str
    identity_domain: str
    timezone: str
    secrecy_may_hold_first_stage: bool
    people: Mapping[str, Person]
    rules: tuple[RoleRule, ...]
    guard: Mapping[Role, tuple[str, ...]]

    def holders(self, scope: Scope, role: Role) -> tuple[str, ...]:
        """The ids that hold ``role`` in ``scope``: the narrowest rule naming the role decides."""
        if scope == GUARD_SCOPE:
            return self.guard.get(role, ())
        fitting = [r for r in self.rules if r.scope.covers(scope) and role in r.holders]
        if not fitting:
            return ()
        return max(fitting, key=lambda r: len(r.scope.column)).holders[role]

    def holds(self, person: str, scope: Scope, role: Role) -> bool:
        """Whether ``person`` holds ``role`` in ``scope``."""
        return person in self.holders(scope, role)

    def person_for_key(self, public_key: str, day: date) -> Person | None:
        """The person in office on ``day`` whose key this is, or None."""
        wanted = normal_key(public_key)
        for person in self.people.values():
            if person.active(day) and any(normal_key(k) == wanted for k in person.keys):
                return person
        return None

    def person_for_email(self, email: str) -> Person | None:
        """The person a git identity ``<id>@<identity domain>`` names, or None."""
        name, _, domain = email.strip().partition("@")
        return self.people.get(name) if domain == self.identity_domain else None

    def email_of(self, person: str) -> str:
        """The git identity of a person."""
        return f"{person}@{self.identity_domain}"

    def able(self, ids: Iterable[str], moment: datetime) -> tuple[str, ...]:
        """Those of ``ids`` who can act at ``moment``: in office, with a key."""
        day = self.day(moment)
        return tuple(
            i for i in ids if (p := self.people.get(i)) is not None and p.active(day) and p.keys
        )

    def day(self, moment: datetime) -> date:
        """The calendar day of an instant in the city's zone."""
        return moment.astimezone(ZoneInfo(self.timezone)).date()


def scopes_of(
    klass: ChangeClass, paths: Iterable[str], columns: Iterable[Scope]
) -> tuple[Scope, ...]:
    """The scopes whose stages a change must pass; the guard's for guard and baseline changes.

    ``columns`` are the known columns; a path belongs to the deepest one above it. A path
    below no known column belongs to its site.
    """
    if klass is not ChangeClass.CONTENT:
        return (GUARD_SCOPE,)
    known = sorted(columns, key=lambda s: len(s.column), reverse=True)
    return tuple(sorted({_scope_of(path, known) for path in paths}))


def _scope_of(path: str, known: list[Scope]) -> Scope:
    parts = path.split("/")
    site, folder = parts[1], "/".join(parts[2:-1])
    here = Scope(site, folder)
    for scope in known:
        if scope.column and scope.covers(here):
            return scope
    return Scope(site)
