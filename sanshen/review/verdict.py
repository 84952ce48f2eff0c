"""审核结论 (verdict): whether a change may be released, and if not, who has to do what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sanshen.model.changes import ChangeClass
from sanshen.model.statements import STAGES, Conclusion, Stage, StatementType
from sanshen.policy.policy import STAGE_ROLES, ReviewPolicy, Role, Scope
from sanshen.review.state import Accepted, ChangeState, ReviewState


class VerdictState(StrEnum):
    """结论: 待审, 可放行, 退回修改, 保密审查未通过, 已被他项变更改动, 已放行."""

    WAITING = "waiting"
    READY = "ready"
    RETURNED = "returned"
    WITHHELD = "withheld"
    OVERTAKEN = "overtaken"
    RELEASED = "released"


@dataclass(frozen=True, slots=True)
class StepView:
    """One step of the review: ``role`` done ``by`` whom; who ``may`` do it now; who returned it."""

    role: Role
    done: bool
    by: tuple[Accepted, ...]
    may: tuple[str, ...]
    returned: Accepted | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """审核结论 of one change at one moment; ``overtaken`` is (path, number of the other change)."""

    change: int
    state: VerdictState
    steps: tuple[StepView, ...]
    overtaken: tuple[tuple[str, int | None], ...] = ()

    @property
    def waiting(self) -> tuple[StepView, ...]:
        """The steps that can be taken now: secrecy, and the first stage not yet done."""
        secrecy = [s for s in self.steps if s.role is Role.SECRECY and not s.done]
        stages = [s for s in self.steps if s.role is not Role.SECRECY and not s.done]
        return (*secrecy, *stages[:1])

    @property
    def signed(self) -> tuple[Accepted, ...]:
        """The statements that count, step by step."""
        return tuple(accepted for step in self.steps if step.done for accepted in step.by)


def overtaken_by(state: ReviewState, change: ChangeState) -> tuple[tuple[str, int | None], ...]:
    """The paths whose old blob main no longer holds, each with the change that replaced it."""
    rows: list[tuple[str, int | None]] = []
    for file in change.files:
        if state.files.get(file.path) != file.old:
            rows.append((file.path, _last_change_of(state, file.path)))
    return tuple(rows)


def _last_change_of(state: ReviewState, path: str) -> int | None:
    done = [c for c in state.changes.values() if c.released is not None and path in c.paths]
    return max(done, key=lambda c: c.released or 0).number if done else None


@dataclass(frozen=True, slots=True)
class StageCount:
    """One stage counted: the approvals that count, and the seq that completed it (or None)."""

    stage: Stage
    approvals: tuple[Accepted, ...]
    completed: int | None


def count_stages(
    change: ChangeState, policy: ReviewPolicy, scopes: tuple[Scope, ...]
) -> tuple[StageCount, ...]:
    """The three stages in order; an approval counts only after the stage before was complete.

    A return takes back what its own stage approved before it, and so every later stage:
    whoever approved and then returned has not approved (ADR 0008).
    """
    counts: list[StageCount] = []
    after: int | None = -1
    for stage in STAGES:
        returned = change.last_return(stage)
        if after is not None and returned is not None:
            after = max(after, returned.seq)
        counting = () if after is None else _counting(change, policy, scopes, stage, after)
        after = _completed_at(policy, scopes, stage, counting)
        counts.append(StageCount(stage, counting, after))
    return tuple(counts)


def _counting(
    change: ChangeState, policy: ReviewPolicy, scopes: tuple[Scope, ...], stage: Stage, after: int
) -> tuple[Accepted, ...]:
    role = STAGE_ROLES[stage]
    return tuple(
        a
        for a in change.current
        if a.statement.type is StatementType.APPROVE
        and a.statement.stage is stage
        and a.seq > after
        and a.statement.person not in change.contributors
        and any(policy.holds(a.statement.person, scope, role) for scope in scopes)
    )


def _completed_at(
    policy: ReviewPolicy, scopes: tuple[Scope, ...], stage: Stage, counting: tuple[Accepted, ...]
) -> int | None:
    role = STAGE_ROLES[stage]
    firsts = [
        min((a.seq for a in counting if policy.holds(a.statement.person, s, role)), default=None)
        for s in scopes
    ]
    if not firsts or None in firsts:
        return None
    return max(seq for seq in firsts if seq is not None)


def secrecy_statements(
    change: ChangeState, policy: ReviewPolicy, scopes: tuple[Scope, ...]
) -> tuple[Accepted | None, ...]:
    """For each scope the newest 保密审查 of exactly this content by one who holds that role there.

    As with the stages: nobody clears another site's or column's text, nor after losing the role.
    """
    found = [a for a in change.current if a.statement.type is StatementType.SECRECY]
    return tuple(
        next(
            (a for a in reversed(found) if policy.holds(a.statement.person, scope, Role.SECRECY)),
            None,
        )
        for scope in scopes
    )


def needs_secrecy(change: ChangeState) -> bool:
    """保密审查 is due for content; a baseline claims none, settings carry none (ADR 0007)."""
    return change.klass is ChangeClass.CONTENT


def evaluate_change(state: ReviewState, change: ChangeState, now: datetime) -> Verdict:
    """The verdict on ``change`` under the policy in force."""
    policy = state.policy_in_force()
    scopes = state.scopes(change)
    steps = _steps(change, policy, scopes, now)
    overtaken = () if change.released is not None else overtaken_by(state, change)
    return Verdict(change.number, _outcome(change, steps, overtaken), steps, overtaken)


def _outcome(
    change: ChangeState,
    steps: tuple[StepView, ...],
    overtaken: tuple[tuple[str, int | None], ...],
) -> VerdictState:
    if change.released is not None:
        return VerdictState.RELEASED
    if overtaken:
        return VerdictState.OVERTAKEN
    # A return of an earlier round still stands, but it is no longer the author who has to act.
    returned = [s.returned for s in steps if s.returned and s.role is not Role.SECRECY]
    if any(r.statement.round == change.round for r in returned):
        return VerdictState.RETURNED
    secrecy = [a for step in steps if step.role is Role.SECRECY for a in step.by]
    if any(a.statement.conclusion is not Conclusion.OPEN for a in secrecy):
        return VerdictState.WITHHELD
    if steps and all(step.done for step in steps):
        return VerdictState.READY
    return VerdictState.WAITING


def _steps(
    change: ChangeState,
    policy: ReviewPolicy,
    scopes: tuple[Scope, ...],
    now: datetime,
) -> tuple[StepView, ...]:
    steps = []
    if needs_secrecy(change):
        newest = secrecy_statements(change, policy, scopes)
        given = tuple({a.seq: a for a in newest if a is not None}.values())
        cleared = [a.statement.conclusion is Conclusion.OPEN for a in given]
        done = bool(newest) and None not in newest and all(cleared)
        lacking = tuple(
            scope
            for scope, a in zip(scopes, newest, strict=True)
            if a is None or a.statement.conclusion is not Conclusion.OPEN
        )
        may = eligible(change, policy, lacking, Role.SECRECY, now)
        steps.append(StepView(Role.SECRECY, done, given, may))
    for count in count_stages(change, policy, scopes):
        role, done = STAGE_ROLES[count.stage], count.completed is not None
        people = {a.statement.person for a in count.approvals}
        lacking = tuple(s for s in scopes if not people & set(policy.holders(s, role)))
        may = eligible(change, policy, lacking, role, now)
        returned = change.standing_return(count.stage)
        steps.append(StepView(role, done, count.approvals, may, returned))
    return tuple(steps)


def eligible(
    change: ChangeState,
    policy: ReviewPolicy,
    scopes: tuple[Scope, ...],
    role: Role,
    now: datetime,
) -> tuple[str, ...]:
    """Who may fill ``role`` on this content now: holders in office, with a key, not barred."""
    ids = {i for scope in scopes for i in policy.holders(scope, role)}
    able = policy.able(sorted(ids), now)
    return tuple(i for i in able if barred_by(change, policy, i, role) is None)


def barred_by(
    change: ChangeState, policy: ReviewPolicy, person: str, role: Role
) -> Role | str | None:
    """Why ``person`` may not fill ``role``: ``"contributor"``, or the role already filled."""
    if person in change.contributors:
        return "contributor"
    for accepted in change.current:
        statement = accepted.statement
        if statement.person != person or statement.type is StatementType.RETURN:
            continue
        filled = STAGE_ROLES[statement.stage] if statement.stage else Role.SECRECY
        if filled is role or _compatible(policy, filled, role):
            continue
        return filled
    return None


def _compatible(policy: ReviewPolicy, one: Role, other: Role) -> bool:
    return policy.secrecy_may_hold_first_stage and {one, other} == {Role.SECRECY, Role.FIRST}
