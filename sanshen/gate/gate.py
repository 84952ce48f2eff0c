"""把关 (gate): opened under a lock, recovered first, then it may append and release."""

from __future__ import annotations

import fcntl
import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sanshen.gate.faults import fault
from sanshen.gate.house import GateHouse, write_json
from sanshen.gitio.repository import Repository
from sanshen.gitio.writing import move_reference, remove_reference_locks
from sanshen.ledger.book import (
    LEDGER_REF,
    LedgerError,
    SealedEntry,
    read_ledger,
    seal,
    write_entry,
)
from sanshen.model.entries import FIRST_PREVIOUS, Entry, EntryKind
from sanshen.model.findings import Finding, finding
from sanshen.model.stops import Stop
from sanshen.policy.load import read_policy_blob
from sanshen.review.state import ReviewState, fold

STANDSTILL = timedelta(seconds=5)
"""So far behind the last entry time stands still; a clock further behind stops the gate. Two
pushes may read the clock in one order and get the lock in the other."""


class GateStopped(Stop):
    """The gate will not act: the finding says why. Nothing has been written."""

    def __init__(self, stopped: Finding) -> None:
        super().__init__(stopped.code)
        self.finding = stopped
        self.findings = (stopped,)


@dataclass(slots=True)
class Gate:
    """An open gate; valid only inside ``open_gate``."""

    house: GateHouse
    repository: Repository
    state: ReviewState
    ledger_commit: str | None
    now: datetime

    @property
    def at(self) -> datetime:
        """The gate's time as entries have it: UTC, whole seconds, never before the last entry."""
        at = self.now.astimezone(UTC).replace(microsecond=0)
        return at if self.state.at is None else max(at, self.state.at)

    def append(self, kind: EntryKind, body: Mapping[str, Any]) -> Entry:
        """Sign and record one entry, dated by the gate's clock."""
        entry = Entry(self.state.seq + 1, self.state.head, self.at, kind, body)
        sealed = seal(entry, self.house.key)
        commit = write_entry(self.repository, self.ledger_commit, sealed)
        fault("ledger.commit-written")
        move_reference(self.repository, LEDGER_REF, commit, self.ledger_commit)
        fault("ledger.moved")
        self.ledger_commit = commit
        fold(self.state, entry, lambda blob: read_policy_blob(self.repository, blob))
        self.remember()
        return entry

    def remember(self) -> None:
        """Keep the head where the repository's writers cannot reach it."""
        write_json(self.house.head_file, {"seq": self.state.seq, "hash": self.state.head})


@contextmanager
def open_gate(house: GateHouse, now: datetime) -> Iterator[Gate]:
    """The gate of ``house``, alone with it until the block ends. GateStopped if it may not act.

    ``now`` is the time of the call; what is spent waiting for the others is added to it.
    Callers recover first (``sanshen.gate.release.recover``): see ``open_recovered``.
    """
    house.gate_folder.mkdir(mode=0o700, exist_ok=True)
    with (house.gate_folder / "lock").open("w") as lock:
        asked = time.monotonic()
        fcntl.flock(lock, fcntl.LOCK_EX)
        now += timedelta(seconds=time.monotonic() - asked)
        # A git that outlives a killed gate still writes, so it holds the lock as well.
        repository = Repository(house.repository.path, held=(lock.fileno(),))
        remove_reference_locks(repository)
        commit = repository.reference(LEDGER_REF)
        state = ReviewState()
        if commit is not None:
            _read_state(house, repository, commit, state)
        elif house.head_file.exists():
            raise GateStopped(finding("G104", "ledger", reason=LEDGER_REF))
        gate = Gate(house, repository, state, commit, now)
        _check_clock(gate)
        if commit is not None:
            gate.remember()
        yield gate


def _check_clock(gate: Gate) -> None:
    """G101 before anything is written, so that no release is announced and then not entered."""
    last = gate.state.at
    if last is not None and gate.now < last - STANDSTILL:
        now = gate.now.astimezone(UTC).replace(microsecond=0)
        raise GateStopped(finding("G101", "gate", now=now.isoformat(), last=last.isoformat()))


def _read_state(house: GateHouse, repository: Repository, commit: str, state: ReviewState) -> None:
    """Fold the ledger into ``state``; everything past the head remembered must bear our key."""
    known_seq, known_hash = _remembered(house)
    try:
        for sealed in read_ledger(repository, commit):
            _check_link(state, sealed, known_seq)
            fold(state, sealed.entry, lambda blob: read_policy_blob(repository, blob))
    except (LedgerError, LookupError, ValueError, TypeError) as error:
        raise GateStopped(finding("G104", "ledger", reason=error)) from error
    if known_seq > state.seq or (known_seq >= 0 and state.hashes[known_seq] != known_hash):
        raise GateStopped(finding("G103", "ledger", entry=known_seq))


def _check_link(state: ReviewState, sealed: SealedEntry, known_seq: int) -> None:
    entry = sealed.entry
    expected = FIRST_PREVIOUS if state.seq < 0 else state.head
    if entry.seq != state.seq + 1 or entry.previous != expected:
        raise GateStopped(finding("G104", "ledger", reason=f"{entry.seq}: chain"))
    key = entry.body.get("gate_key", "") if entry.seq == 0 else state.gate_key
    if entry.seq > known_seq and not sealed.signed_by(key):
        raise GateStopped(finding("G103", "ledger", entry=entry.seq))


def _remembered(house: GateHouse) -> tuple[int, str]:
    try:
        head = json.loads(house.head_file.read_text(encoding="utf-8"))
        return int(head["seq"]), str(head["hash"])
    except FileNotFoundError:
        return -1, FIRST_PREVIOUS
    except (ValueError, KeyError, TypeError) as error:
        raise GateStopped(finding("G104", "ledger", reason=f"head.json: {error}")) from error
