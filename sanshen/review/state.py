"""审核状态 (review state): the ledger's entries folded, in order, into what holds now."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sanshen.model.changes import (
    BASELINE_CHANGE,
    POLICY_PATH,
    ChangeClass,
    FileChange,
    Move,
    class_of,
    file_changes,
    move_rows,
)
from sanshen.model.entries import FIRST_PREVIOUS, Entry, EntryKind
from sanshen.model.releases import ReleasedFile
from sanshen.model.statements import Stage, Statement, StatementType, parse_statement
from sanshen.policy.policy import ReviewPolicy, Scope, scopes_of
from sanshen.review.certificate import signed_part
from sanshen.review.moves import CarriedTimes, carried_times


@dataclass(frozen=True, slots=True)
class Accepted:
    """A statement as it stands in the ledger: with the entry that took it in."""

    statement: Statement
    seq: int
    at: datetime


@dataclass(frozen=True, slots=True)
class ChangeState:
    """变更状态: one change as of the newest entry about it.

    ``contributors`` are those of every round: who once wrote on a change reviews none of it.
    ``judged_on`` is the digest of main that its checks ran on.
    ``releasing`` holds the seq of a RELEASING entry that has no RELEASED yet; ``moves`` are
    items that go while another takes over their address.
    """

    number: int
    klass: ChangeClass
    title: str
    matter: str
    round: int
    files: tuple[FileChange, ...]
    digest: str
    contributors: frozenset[str]
    pusher: str
    submitted_at: datetime
    last_entry: str
    legacy: Mapping[str, str | None] | None = None
    legacy_from: str = ""
    statements: tuple[Accepted, ...] = ()
    releasing: int | None = None
    released: int | None = None
    judged_on: str = ""
    moves: tuple[Move, ...] = ()

    @property
    def paths(self) -> frozenset[str]:
        """The paths this round changes."""
        return frozenset(f.path for f in self.files)

    @property
    def current(self) -> tuple[Accepted, ...]:
        """The statements about exactly this content; one changed byte leaves none."""
        return tuple(
            a
            for a in self.statements
            if a.statement.round == self.round and a.statement.content == self.digest
        )

    def last_return(self, stage: Stage) -> Accepted | None:
        """The newest 退回修改 of ``stage``, in any round: approvals before it count no more."""
        found = [
            a
            for a in self.statements
            if a.statement.stage is stage and a.statement.type is StatementType.RETURN
        ]
        return found[-1] if found else None

    def standing_return(self, stage: Stage) -> Accepted | None:
        """退回修改 of ``stage`` that no later approval of that stage has cleared, in any round."""
        standing = None
        for accepted in self.statements:
            if accepted.statement.stage is stage:
                is_return = accepted.statement.type is StatementType.RETURN
                standing = accepted if is_return else None
        return standing


@dataclass(slots=True)
class ReviewState:
    """What holds after the newest entry. Built only by ``fold``; read by everybody else."""

    repository: str = ""
    gate_key: str = ""
    seq: int = -1
    head: str = FIRST_PREVIOUS
    at: datetime | None = None
    policy: ReviewPolicy | None = None
    files: dict[str, str] = field(default_factory=dict)
    changes: dict[int, ChangeState] = field(default_factory=dict)
    released: dict[str, ReleasedFile] = field(default_factory=dict)
    published: dict[str, tuple[int, str]] = field(default_factory=dict)
    published_changes: dict[int, datetime] = field(default_factory=dict)
    certificates: set[str] = field(default_factory=set)
    statement_digests: dict[str, int] = field(default_factory=dict)
    hashes: list[str] = field(default_factory=list)
    announced: str = ""
    states: list[str] = field(default_factory=list)

    def columns(self) -> tuple[Scope, ...]:
        """The columns main has, as scopes."""
        found = []
        for path in self.files:
            parts = path.split("/")
            if parts[0] == "content" and parts[-1] == "column.yml" and len(parts) > 3:
                found.append(Scope(parts[1], "/".join(parts[2:-1])))
        return tuple(found)

    def scopes(self, change: ChangeState) -> tuple[Scope, ...]:
        """The scopes whose stages ``change`` must pass."""
        return scopes_of(change.klass, change.paths, self.columns())

    def open_changes(self) -> tuple[ChangeState, ...]:
        """Changes not yet released, by number."""
        return tuple(self.changes[n] for n in sorted(self.changes) if not self.changes[n].released)

    def policy_in_force(self) -> ReviewPolicy:
        """The policy on main; ValueError when there is none, which never happens after FOUNDED."""
        if self.policy is None:
            raise ValueError("no policy in force")
        return self.policy


PolicyReader = Callable[[str], ReviewPolicy]


def fold(state: ReviewState, entry: Entry, read_policy: PolicyReader) -> None:
    """Take one entry into ``state``. ``read_policy`` gives the policy of a blob id."""
    _FOLDS[entry.kind](state, entry, read_policy)
    state.seq, state.head, state.at = entry.seq, entry.hash, entry.at
    state.hashes.append(entry.hash)
    moved = entry.kind in (EntryKind.FOUNDED, EntryKind.RELEASED)
    state.states.append(str(entry.body["state"]) if moved else state.states[-1])


def replay(entries: Iterable[Entry], read_policy: PolicyReader) -> ReviewState:
    """The state after ``entries``."""
    state = ReviewState()
    for entry in entries:
        fold(state, entry, read_policy)
    return state


def _founded(state: ReviewState, entry: Entry, read_policy: PolicyReader) -> None:
    state.repository = entry.hash
    state.gate_key = entry.body["gate_key"]
    for change in file_changes(entry.body["files"]):
        if change.new is not None:
            state.files[change.path] = change.new
    state.policy = read_policy(state.files[POLICY_PATH].partition(":")[2])


def _submitted(state: ReviewState, entry: Entry, _: PolicyReader) -> None:
    body: Mapping[str, Any] = entry.body
    number = body["change"]
    before = state.changes.get(number)
    contributors = frozenset(body["contributors"])
    change = ChangeState(
        number=number,
        klass=ChangeClass(body["class"]),
        title=body["title"],
        matter=body["matter"],
        round=body["round"],
        files=file_changes(body["files"]),
        digest=body["digest"],
        contributors=contributors | (before.contributors if before else frozenset()),
        pusher=body["pusher"],
        submitted_at=entry.at,
        last_entry=entry.hash,
        legacy=body.get("legacy"),
        legacy_from=body.get("legacy_from", ""),
        statements=before.statements if before else (),
        judged_on=state.states[-1] if state.states else "",
        moves=move_rows(body.get("moves", ())),
    )
    state.changes[number] = change
    if body.get("certificate"):
        state.certificates.add(signed_part(body["certificate"]))


def _stated(state: ReviewState, entry: Entry, _: PolicyReader) -> None:
    statement = parse_statement(entry.body["statement"])
    change = state.changes[statement.change]
    accepted = Accepted(statement, entry.seq, entry.at)
    state.changes[change.number] = replace(
        change, statements=(*change.statements, accepted), last_entry=entry.hash
    )
    state.statement_digests[statement.digest] = entry.seq


def _releasing(state: ReviewState, entry: Entry, _: PolicyReader) -> None:
    number = entry.body["change"]
    state.changes[number] = replace(
        state.changes[number], releasing=entry.seq, last_entry=entry.hash
    )
    state.announced = entry.body["after"]


def _released(state: ReviewState, entry: Entry, read_policy: PolicyReader) -> None:
    number = entry.body["change"]
    change = state.changes[number]
    apply_files(state.files, change.files)
    carried = carried_times(state.released, change.files, change.moves)
    instant = entry.at.isoformat()
    for file in change.files:
        _note_release(state, change, file, instant, carried)
        if file.path == POLICY_PATH and file.new is not None:
            state.policy = read_policy(file.new.partition(":")[2])
    _release_waiting(state, change, entry)
    state.changes[number] = replace(
        change, released=entry.seq, releasing=None, last_entry=entry.hash
    )


def apply_files(files: dict[str, str], changes: Iterable[FileChange]) -> None:
    """Replace exactly the changed paths in ``files``."""
    for change in changes:
        if change.new is None:
            files.pop(change.path, None)
        else:
            files[change.path] = change.new


def _note_release(
    state: ReviewState, change: ChangeState, file: FileChange, instant: str, carried: CarriedTimes
) -> None:
    if change.klass is ChangeClass.GUARD:
        return
    before = state.released.get(file.path)
    if file.new is None:
        state.released.pop(file.path, None)
        return
    baseline = change.klass is ChangeClass.BASELINE
    first = before.published if before else carried.get(file.path, instant)
    if baseline and change.legacy is not None:
        old = change.legacy.get(file.path)
        if old is None:
            return
        first = instant = old
    blob = file.new.partition(":")[2]
    state.released[file.path] = ReleasedFile(
        file.path, blob, change.number, first, instant, baseline
    )


def _release_waiting(state: ReviewState, change: ChangeState, entry: Entry) -> None:
    """Attachments of an undated baseline item wait with it, and go with it when it is released."""
    if change.klass is not ChangeClass.CONTENT:
        return
    items = [f.path for f in change.files if f.new is not None and f.path.endswith(".md")]
    folders = tuple({path.partition(".")[0] + "/" for path in items})
    instant = entry.at.isoformat()
    for path in [p for p in state.files if p.startswith(folders) and p not in state.released]:
        if class_of(path) is ChangeClass.CONTENT:
            blob = state.files[path].partition(":")[2]
            state.released[path] = ReleasedFile(path, blob, BASELINE_CHANGE, instant, instant, True)


def _published(state: ReviewState, entry: Entry, _: PolicyReader) -> None:
    statement = parse_statement(entry.body["statement"])
    state.published[statement.site] = (statement.ledger_seq, entry.hash)
    state.statement_digests[statement.digest] = entry.seq
    for number, change in state.changes.items():
        reached = change.released is not None and change.released <= statement.ledger_seq
        on_site = any(p.startswith(f"content/{statement.site}/") for p in change.paths)
        if reached and on_site and number not in state.published_changes:
            state.published_changes[number] = entry.at


_FOLDS: Mapping[EntryKind, Callable[[ReviewState, Entry, PolicyReader], None]] = {
    EntryKind.FOUNDED: _founded,
    EntryKind.SUBMITTED: _submitted,
    EntryKind.STATED: _stated,
    EntryKind.RELEASING: _releasing,
    EntryKind.RELEASED: _released,
    EntryKind.PUBLISHED: _published,
}
