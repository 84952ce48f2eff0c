"""放行 (release): RELEASING → main moves → RELEASED; and how a broken-off release is finished."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime

from sanshen.gate.faults import fault
from sanshen.gate.gate import Gate, GateStopped, open_gate
from sanshen.gate.house import MAIN_REF, GateHouse
from sanshen.gitio.writing import Identity, move_reference, write_commit, write_tree
from sanshen.ledger.book import GATE_EMAIL, GATE_NAME
from sanshen.model.changes import FileChange, state_digest
from sanshen.model.entries import Entry, EntryKind
from sanshen.model.findings import finding
from sanshen.review.state import Accepted, ChangeState, apply_files
from sanshen.review.verdict import VerdictState, evaluate_change


@contextmanager
def open_recovered(house: GateHouse, now: datetime) -> Iterator[Gate]:
    """The gate, after whatever a crash left half-done has been finished."""
    with open_gate(house, now) as gate:
        recover(gate)
        yield gate


def release_if_ready(gate: Gate, number: int) -> Entry | None:
    """Release change ``number`` when its verdict says so; the RELEASED entry, or None."""
    change = gate.state.changes[number]
    verdict = evaluate_change(gate.state, change, gate.at)
    if verdict.state is not VerdictState.READY:
        return None
    after = dict(gate.state.files)
    apply_files(after, change.files)
    body = {
        "change": number,
        "round": change.round,
        "digest": change.digest,
        "before": state_digest(gate.state.files),
        "after": state_digest(after),
    }
    announced = gate.append(EntryKind.RELEASING, body)
    fault("release.announced")
    _move_main(gate, change, announced)
    return _enter_release(gate, change)


def _move_main(gate: Gate, change: ChangeState, announced: Entry) -> None:
    repository = gate.repository
    main = repository.reference(MAIN_REF)
    if main is None:
        raise GateStopped(finding("G102", MAIN_REF, entry=announced.seq))
    tree = write_tree(repository, main, tree_changes(change.files))
    by = Identity(GATE_NAME, GATE_EMAIL, announced.at)
    signed = evaluate_change(gate.state, change, announced.at).signed
    message = commit_message(change, announced, signed)
    commit = write_commit(repository, tree, (main,), message, by)
    fault("release.commit-written")
    move_reference(repository, MAIN_REF, commit, main)
    fault("release.main-moved")


def _enter_release(gate: Gate, change: ChangeState) -> Entry:
    after = dict(gate.state.files)
    apply_files(after, change.files)
    body = {"change": change.number, "round": change.round, "digest": change.digest,
            "state": state_digest(after)}  # fmt: skip
    entry = gate.append(EntryKind.RELEASED, body)
    fault("release.entered")
    return entry


def tree_changes(files: tuple[FileChange, ...]) -> Mapping[str, tuple[str, str] | None]:
    """File changes as ``write_tree`` takes them."""
    changes: dict[str, tuple[str, str] | None] = {}
    for file in files:
        mode, _, blob = (file.new or "").partition(":")
        changes[file.path] = (mode, blob) if file.new else None
    return changes


def commit_message(change: ChangeState, announced: Entry, signed: tuple[Accepted, ...]) -> str:
    """The message of the gate's commit: the matter, and whose review counted, by id."""
    lines = [change.title, "", f"Change: {change.number}", f"Ledger-Entry: {announced.seq}"]
    for accepted in signed:
        statement = accepted.statement
        role = statement.stage.value if statement.stage else "secrecy"
        lines.append(f"Reviewed-By: {role} {statement.person}")
    return "\n".join(lines) + "\n"


def recover(gate: Gate) -> None:
    """Finish a release that was broken off, then release what a crash left ready.

    GateStopped when main is neither before nor after the release that was announced.
    """
    if gate.ledger_commit is None:
        return
    _finish_release(gate)
    for change in gate.state.open_changes():
        release_if_ready(gate, change.number)


def _finish_release(gate: Gate) -> None:
    begun = [c for c in gate.state.changes.values() if c.releasing is not None]
    actual = main_digest(gate)
    if not begun:
        if actual != state_digest(gate.state.files):
            raise GateStopped(finding("G102", MAIN_REF, entry=gate.state.seq))
        return
    change = begun[0]
    after = dict(gate.state.files)
    apply_files(after, change.files)
    if actual == state_digest(gate.state.files):
        announced = _announcement(gate, change)
        _move_main(gate, change, announced)
    elif actual != state_digest(after):
        raise GateStopped(finding("G102", MAIN_REF, entry=gate.state.seq))
    _enter_release(gate, change)


def _announcement(gate: Gate, change: ChangeState) -> Entry:
    """The RELEASING entry of ``change``: the head, since nothing is entered after it."""
    if gate.state.seq != change.releasing or gate.state.at is None:
        raise GateStopped(finding("G102", MAIN_REF, entry=gate.state.seq))
    body = {"change": change.number}
    return Entry(gate.state.seq, "", gate.state.at, EntryKind.RELEASING, body)


def main_digest(gate: Gate) -> str:
    """The state digest of what main holds in fact."""
    main = gate.repository.reference(MAIN_REF)
    if main is None:
        raise GateStopped(finding("G102", MAIN_REF, entry=gate.state.seq))
    rows = gate.repository.list_tree(main)
    return state_digest({path: f"{mode}:{blob}" for path, mode, blob in rows})
