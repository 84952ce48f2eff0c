"""分支核对 (branches): every commit of main and of the ledger is the one the entries call for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sanshen.gitio.repository import Repository
from sanshen.ledger.book import entry_path
from sanshen.ledger.history import HistoryCommit, read_history
from sanshen.model.changes import FileChange
from sanshen.model.findings import Finding, finding
from sanshen.review.state import ReviewState

PARENTS, TIME, NUMBER = "ledger.parents", "ledger.time", "ledger.number"


@dataclass(frozen=True, slots=True)
class Step:
    """What one commit of main must be: the entry it rests on, its time, the files it changes."""

    entry: int
    time: int
    files: frozenset[FileChange]


def expected_steps(state: ReviewState, times: Sequence[datetime]) -> tuple[Step, ...]:
    """The founding and every release, in order; a release that is only announced comes last.

    ``times`` are those of the entries: the gate dates its commit by the RELEASING entry,
    which stands right before RELEASED.
    """
    done = sorted((c.released, c) for c in state.changes.values() if c.released is not None)
    pending = [c for c in state.changes.values() if c.releasing is not None]
    founding = dict(state.files)
    for _, change in reversed(done):
        for file in change.files:
            _put(founding, file.path, file.old)
    first = frozenset(FileChange(path, None, new) for path, new in founding.items())
    rows = [(0, times[0], first)]
    rows += [(seq, times[seq - 1], _effective(c.files)) for seq, c in done]
    rows += [(state.seq, times[-1], _effective(c.files)) for c in pending]
    return tuple(Step(entry, int(at.timestamp()), files) for entry, at, files in rows)


def _effective(files: tuple[FileChange, ...]) -> frozenset[FileChange]:
    return frozenset(f for f in files if f.old != f.new)


def _put(files: dict[str, str], path: str, value: str | None) -> None:
    if value is None:
        files.pop(path, None)
    else:
        files[path] = value


def check_main(
    repository: Repository, main: str, state: ReviewState, times: Sequence[datetime]
) -> tuple[Finding, ...]:
    """K109 for each file that main holds otherwise, else K115 for the first commit amiss."""
    commits = read_history(repository, main)
    steps = expected_steps(state, times)
    crooked = _crooked(commits)
    if crooked is not None:
        return (_amiss(crooked, steps, PARENTS),)
    held = _contents(commits)
    pending = any(c.releasing is not None for c in state.changes.values())
    announced = _after(state.files, steps[-1]) if pending else state.files
    if held not in (state.files, announced):
        return _differing(state, held)
    for number, (commit, step) in enumerate(zip(commits, steps, strict=False)):
        if commit.files != step.files:
            return (_amiss(number, steps, min(f.path for f in commit.files ^ step.files)),)
        if commit.time != step.time:
            return (_amiss(number, steps, TIME),)
    if len(commits) != len(steps) - (pending and held == state.files):
        return (_amiss(min(len(commits), len(steps)), steps, NUMBER),)
    return ()


def _crooked(commits: Sequence[HistoryCommit]) -> int | None:
    """The first commit that has not exactly the one parent before it; None in a straight line.

    A second parent would bring text that no entry names into every clone.
    """
    for number, commit in enumerate(commits):
        if len(commit.parents) != (number > 0):
            return number
    return None


def _amiss(number: int, steps: Sequence[Step], what: str) -> Finding:
    entry = steps[min(number, len(steps) - 1)].entry
    said = f"@{what}" if what in (PARENTS, TIME, NUMBER) else what
    return finding("K115", "main", commit=number, entry=entry, what=said)


def _contents(commits: Sequence[HistoryCommit]) -> dict[str, str]:
    files: dict[str, str] = {}
    for commit in commits:
        for file in commit.files:
            _put(files, file.path, file.new)
    return files


def _after(files: dict[str, str], step: Step) -> dict[str, str]:
    after = dict(files)
    for file in step.files:
        _put(after, file.path, file.new)
    return after


def _differing(state: ReviewState, held: dict[str, str]) -> tuple[Finding, ...]:
    paths = sorted(p for p in held.keys() | state.files.keys() if held.get(p) != state.files.get(p))
    found = []
    for path in paths:
        releases = [
            c.released for c in state.changes.values() if c.released is not None and path in c.paths
        ]
        found.append(finding("K109", path, file=path, entry=max(releases, default=0)))
    return tuple(found)


def check_ledger_branch(
    repository: Repository, ledger: str, times: Sequence[datetime]
) -> tuple[Finding, ...]:
    """K118 for the first commit of the ledger that does more or less than add its entry."""
    commits = read_history(repository, ledger)
    crooked = _crooked(commits)
    for number, commit in enumerate(commits):
        added = [(f.path, f.old, (f.new or "").partition(":")[0]) for f in commit.files]
        right = added == [(entry_path(number), None, "100644")] and number < len(times)
        if number == crooked or not right or commit.time != int(times[number].timestamp()):
            return (finding("K118", "ledger", commit=number),)
    return ()
