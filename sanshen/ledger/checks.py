"""逐条核验 (checks of one entry): whether it may stand where it stands. The gate's own rules."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sanshen.model.changes import POLICY_PATH, file_changes, state_digest
from sanshen.model.entries import FIRST_PREVIOUS, Entry, EntryKind
from sanshen.model.findings import Finding, finding
from sanshen.model.statements import StatementError, StatementType, parse_statement
from sanshen.review.state import ReviewState, apply_files
from sanshen.review.statements import Verifier, check_statement
from sanshen.review.submissions import check_submission
from sanshen.review.verdict import VerdictState, evaluate_change


def entry_name(seq: int) -> str:
    """How findings name an entry."""
    return f"ledger/{seq}"


def check_link(state: ReviewState, entry: Entry) -> tuple[Finding, ...]:
    """Whether ``entry`` follows the newest one: number, hash, time."""
    where = entry_name(entry.seq)
    expected = state.head if state.seq >= 0 else FIRST_PREVIOUS
    if entry.seq != state.seq + 1:
        return (finding("K104", where, found=entry.seq, wanted=state.seq + 1),)
    if entry.previous != expected:
        return (finding("K101", where, entry=entry.seq),)
    if state.at is not None and entry.at < state.at:
        return (finding("K103", where, entry=entry.seq, at=entry.at.isoformat()),)
    if (entry.kind is EntryKind.FOUNDED) is not (entry.seq == 0):
        return (finding("K107", where, entry=entry.seq, what=entry.kind.value),)
    return ()


def check_entry(state: ReviewState, entry: Entry, verify: Verifier) -> tuple[Finding, ...]:
    """Why the content of ``entry`` may not stand after ``state``; empty when it may."""
    pending = [c for c in state.changes.values() if c.releasing is not None]
    if pending and entry.kind is not EntryKind.RELEASED:
        return (finding("K108", entry_name(entry.seq), entry=entry.seq, reason="RELEASING"),)
    try:
        return _CHECKS[entry.kind](state, entry, verify)
    except (LookupError, ValueError, TypeError, AttributeError, OverflowError) as error:
        return (finding("K105", entry_name(entry.seq), entry=entry.seq, reason=repr(error)),)


def _check_founded(_: ReviewState, entry: Entry, __: Verifier) -> tuple[Finding, ...]:
    files = {f.path: f.new for f in file_changes(entry.body["files"]) if f.new is not None}
    if POLICY_PATH not in files:
        return (finding("K110", entry_name(0), entry=0),)
    if state_digest(files) != entry.body["state"]:
        return (finding("K107", entry_name(0), entry=0, what="state"),)
    return ()


def _check_submitted(state: ReviewState, entry: Entry, verify: Verifier) -> tuple[Finding, ...]:
    return check_submission(state, entry.body, entry.at, verify)


def _check_stated(state: ReviewState, entry: Entry, verify: Verifier) -> tuple[Finding, ...]:
    try:
        statement = parse_statement(entry.body["statement"])
    except StatementError as error:
        return (finding("K105", entry_name(entry.seq), entry=entry.seq, reason=error),)
    publishes = statement.type is StatementType.PUBLISH
    wrong_kind = publishes is not (entry.kind is EntryKind.PUBLISHED)
    if wrong_kind or (not publishes and entry.body["change"] != statement.change):
        return (finding("K107", entry_name(entry.seq), entry=entry.seq, what="statement"),)
    body = entry.body
    return check_statement(state, body["statement"], body["signature"], entry.at, verify)


def _check_releasing(state: ReviewState, entry: Entry, _: Verifier) -> tuple[Finding, ...]:
    where, body = entry_name(entry.seq), entry.body
    change = state.changes.get(body["change"])
    if change is None:
        return (finding("K108", where, entry=entry.seq, reason="change"),)
    verdict = evaluate_change(state, change, entry.at)
    if verdict.state is not VerdictState.READY:
        return (finding("K108", where, entry=entry.seq, reason=verdict.state.value),)
    after = dict(state.files)
    apply_files(after, change.files)
    expected = {
        "change": change.number,
        "round": change.round,
        "digest": change.digest,
        "before": state_digest(state.files),
        "after": state_digest(after),
    }
    if dict(body) != expected:
        return (finding("K107", where, entry=entry.seq, what="release"),)
    return ()


def _check_released(state: ReviewState, entry: Entry, _: Verifier) -> tuple[Finding, ...]:
    where = entry_name(entry.seq)
    change = state.changes.get(entry.body["change"])
    if change is None or change.releasing != state.seq:
        return (finding("K108", where, entry=entry.seq, reason="RELEASING"),)
    after = dict(state.files)
    apply_files(after, change.files)
    expected = {
        "change": change.number,
        "round": change.round,
        "digest": change.digest,
        "state": state_digest(after),
    }
    if dict(entry.body) != expected:
        return (finding("K107", where, entry=entry.seq, what="release"),)
    return ()


_CHECKS: Mapping[EntryKind, Callable[[ReviewState, Entry, Verifier], tuple[Finding, ...]]] = {
    EntryKind.FOUNDED: _check_founded,
    EntryKind.SUBMITTED: _check_submitted,
    EntryKind.STATED: _check_stated,
    EntryKind.RELEASING: _check_releasing,
    EntryKind.RELEASED: _check_released,
    EntryKind.PUBLISHED: _check_stated,
}
