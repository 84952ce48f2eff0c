"""意见的受理 (taking in a statement): every reason for which one is refused, in order."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sanshen.model.findings import Finding, finding
from sanshen.model.statements import (
    NAMESPACE,
    STAGES,
    Stage,
    Statement,
    StatementError,
    StatementType,
    parse_statement,
)
from sanshen.policy.policy import STAGE_ROLES, ReviewPolicy, Role, Scope, said
from sanshen.review.state import ChangeState, ReviewState
from sanshen.review.verdict import barred_by, count_stages, needs_secrecy, overtaken_by

Verifier = Callable[[str, str, bytes, str], bool]
"""(public key, namespace, data, signature) → whether it is that key's signature."""


def change_path(number: int) -> str:
    """How findings name a change."""
    return f"refs/changes/{number}"


def check_statement(
    state: ReviewState, text: str, signature: str, at: datetime, verify: Verifier
) -> tuple[Finding, ...]:
    """Why the signed statement may not enter the ledger at ``at``; empty when it may.

    The signature comes first: of an unproved statement nothing else is said.
    """
    try:
        statement = parse_statement(text)
    except StatementError as error:
        return (finding("V201", "statement", reason=error),)
    person = _signer(state, statement, text, signature, at, verify)
    if isinstance(person, Finding):
        return (person,)
    frame = _check_frame(state, statement)
    if frame:
        return frame
    if statement.type is StatementType.PUBLISH:
        return _check_publish(state, statement)
    return _check_on_change(state, statement)


def _signer(
    state: ReviewState,
    statement: Statement,
    text: str,
    signature: str,
    at: datetime,
    verify: Verifier,
) -> Finding | None:
    where = change_path(statement.change)
    policy = state.policy_in_force()
    person = policy.people.get(statement.person)
    if person is None or not person.active(policy.day(at)):
        return finding("V214", where, person=statement.person)
    if not any(verify(key, NAMESPACE, text.encode(), signature) for key in person.keys):
        return finding("V202", where, person=statement.person)
    return None


def _check_frame(state: ReviewState, statement: Statement) -> tuple[Finding, ...]:
    where = change_path(statement.change)
    if statement.repository != state.repository:
        return (finding("V203", where, repository=statement.repository[:12]),)
    if statement.digest in state.statement_digests:
        return (finding("V208", where, entry=state.statement_digests[statement.digest]),)
    seen = statement.ledger_seq
    if not 0 <= seen <= state.seq or state.hashes[seen] != statement.ledger_hash:
        return (finding("V215", where, entry=seen),)
    if statement.policy != state.policy_in_force().digest:
        return (finding("V206", where),)
    return ()


def _check_on_change(state: ReviewState, statement: Statement) -> tuple[Finding, ...]:
    where = change_path(statement.change)
    change = state.changes.get(statement.change)
    if change is None or change.released is not None or change.releasing is not None:
        return (finding("V204", where, change=statement.change),)
    if (statement.round, statement.content) != (change.round, change.digest):
        return (finding("V205", where, round=change.round),)
    if statement.after != change.last_entry:
        return (finding("V207", where, change=statement.change),)
    taken = overtaken_by(state, change)
    if taken:
        path, other = taken[0]
        return (finding("V213", where, file=path, other="?" if other is None else other),)
    return _check_right(state, change, statement)


def _check_right(
    state: ReviewState, change: ChangeState, statement: Statement
) -> tuple[Finding, ...]:
    policy, scopes = state.policy_in_force(), state.scopes(change)
    where = change_path(change.number)
    role = STAGE_ROLES[statement.stage] if statement.stage else Role.SECRECY
    if not _shape_is_right(statement):
        return (finding("V201", where, reason=f"{statement.type.value}/{role.value}"),)
    if role is Role.SECRECY and not needs_secrecy(change):
        return (finding("V219", where),)
    if not any(policy.holds(statement.person, scope, role) for scope in scopes):
        return (finding("V209", where, person=statement.person, role=said(role)),)
    barred = barred_by(change, policy, statement.person, role)
    if barred == "contributor":
        return (finding("V210", where, person=statement.person),)
    if barred is not None and statement.type is not StatementType.RETURN:
        filled = said(Role(barred))
        return (finding("V211", where, person=statement.person, filled=filled, role=said(role)),)
    if statement.type is StatementType.APPROVE and statement.stage is not None:
        return _check_order(change, policy, scopes, statement.person, statement.stage)
    if not statement.note.strip():
        return (finding("V217", where),)
    return ()


def _shape_is_right(statement: Statement) -> bool:
    """Whether stage and conclusion are there exactly where the type has them."""
    is_secrecy = statement.type is StatementType.SECRECY
    return is_secrecy is (statement.conclusion is not None) and is_secrecy is not (
        statement.stage is not None
    )


def _check_order(
    change: ChangeState,
    policy: ReviewPolicy,
    scopes: tuple[Scope, ...],
    person: str,
    stage: Stage,
) -> tuple[Finding, ...]:
    where = change_path(change.number)
    counts = {count.stage: count for count in count_stages(change, policy, scopes)}
    for earlier in STAGES[: STAGES.index(stage)]:
        if counts[earlier].completed is None:
            return (finding("V212", where, stage=said(stage), earlier=said(earlier)),)
    mine = [s for s in scopes if policy.holds(person, s, STAGE_ROLES[stage])]
    given = [a.statement.person for a in counts[stage].approvals]
    covered = all(any(policy.holds(p, s, STAGE_ROLES[stage]) for p in given) for s in mine)
    if given and covered and change.standing_return(stage) is None:
        return (finding("V216", where, stage=said(stage), person=given[0]),)
    return ()


def _check_publish(state: ReviewState, statement: Statement) -> tuple[Finding, ...]:
    where = f"site/{statement.site}"
    policy = state.policy_in_force()
    if not policy.holds(statement.person, Scope(statement.site), Role.PUBLISHER):
        return (finding("V209", where, person=statement.person, role=said(Role.PUBLISHER)),)
    if statement.after != publish_predecessor(state, statement.site):
        return (finding("V207", where, change=statement.site),)
    last, _ = state.published.get(statement.site, (0, ""))
    if statement.ledger_seq < last or statement.content != state.states[statement.ledger_seq]:
        return (finding("V218", where, entry=statement.ledger_seq),)
    if not statement.pages or len(statement.manifest) != 64:
        return (finding("V220", where),)
    return ()


def publish_predecessor(state: ReviewState, site: str) -> str:
    """What a publish statement for ``site`` must name: its last PUBLISHED entry, or the id."""
    _, entry = state.published.get(site, (0, state.repository))
    return entry
