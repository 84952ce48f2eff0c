"""放行簿 (release book): the release list moved forward entry by entry, and proven.

What the list held was proven before; entries the ledger has since gained are folded in by the
very rules of ``review.state``; and what git says changed on main must be what those entries
changed. Where any of that cannot be shown, everything is folded and compared anew.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from sanshen.gitio.repository import GitError, Repository
from sanshen.index.listing import State, read_delta
from sanshen.index.release_file import PLACE, ReleaseFile, Row
from sanshen.index.schema import transaction
from sanshen.ledger.book import LedgerError, entry_path, parse_sealed, read_ledger
from sanshen.ledger.reading import ledger_commit
from sanshen.model.changes import ChangeClass
from sanshen.model.entries import Entry, EntryError, EntryKind
from sanshen.model.stops import Stop
from sanshen.policy.load import PolicyError, read_policy_blob
from sanshen.policy.policy import ReviewPolicy
from sanshen.review.state import ReviewState, fold


class ReleaseBookError(Stop):
    """The release list cannot be made, or is not what the ledger says."""


class Position(NamedTuple):
    """How far a list goes: the newest entry, its hash, the digest of main, of the rows."""

    repository: str
    seq: int
    hash: str
    state: str
    rows: str


class _Unchained(Exception):  # noqa: N818 - no error: the long way is taken
    """The list cannot be moved forward from where it is; the reason is the text."""


@dataclass(frozen=True, slots=True)
class Advance:
    """What moving a list forward did: where it is now, entries folded, why all anew (or "")."""

    position: Position
    folded: int
    why_full: str


def advance(root: Path, file: Path | None = None, full: bool = False) -> Advance:
    """Bring the release list of the city at ``root`` to the head of its ledger.

    ``file`` is by default ``PLACE`` below ``root``. With ``full``, or where the list there
    cannot be moved forward, the whole ledger is folded anew. ReleaseBookError when the ledger
    cannot be read.
    """
    place = file or root / PLACE
    repository = Repository(root)
    why = "asked" if full else ""
    try:
        commit = ledger_commit(repository)
        if not full:
            try:
                return _forward(repository, place, commit)
            except (_Unchained, sqlite3.DatabaseError) as error:
                why = str(error)
        return _anew(repository, place, commit, why)
    except (GitError, LedgerError, PolicyError, OSError, EntryError) as error:
        raise ReleaseBookError(f"{root}: {error}") from error


def position_of(held: ReleaseFile) -> Position:
    """How far a list goes."""
    names = ("repository", "hash", "state", "digest")
    repository, head, state, digest = (held.get(name) for name in names)
    return Position(repository, held.seq, head, state, digest)


def _forward(repository: Repository, place: Path, commit: str) -> Advance:
    """Fold in what the ledger gained; _Unchained where it did not only gain."""
    if not place.exists():
        raise _Unchained("none yet")
    with closing(ReleaseFile(place)) as held:
        known = held.get("ledger_commit")
        if not known or known == commit:
            if not known:
                raise _Unchained("no ledger in it")
            return Advance(position_of(held), 0, "")
        entries = list(_gained(repository, held, known, commit))
        folding = Folding(repository, held, logged=True)
        with transaction(held.database):
            for blob, entry in entries:
                folding.take(entry, blob)
            held.set("ledger_commit", commit)
        return Advance(position_of(held), len(entries), "")


def _gained(
    repository: Repository, held: ReleaseFile, known: str, commit: str
) -> Iterator[tuple[str, Entry]]:
    try:
        delta = read_delta(repository.path, State(known, False, {}), State(commit, False, {}))
    except GitError as error:
        raise _Unchained(f"the ledger's history is cut: {error.stderr.strip()}") from error
    paths = [entry_path(held.seq + 1 + number) for number in range(len(delta))]
    blobs = [after.id for path in paths for before, after in [delta.get(path, (None, None))]
             if before is None and after is not None and after.mode == "100644"]  # fmt: skip
    if len(blobs) < len(delta):
        raise _Unchained("the ledger was rewritten")
    previous = held.get("hash")
    files = repository.read_blobs(blobs)
    for number, (blob, data) in enumerate(zip(blobs, files, strict=True)):
        entry = parse_sealed(data).entry
        if entry.previous != previous or entry.seq != held.seq + 1 + number:
            raise _Unchained(f"entry {entry.seq} does not follow")
        previous = entry.hash
        yield blob, entry


def _anew(repository: Repository, place: Path, commit: str, why: str) -> Advance:
    """Fold the whole ledger into a new file, then put it in place of the old one."""
    fresh = place.with_name(place.name + ".new")
    with closing(ReleaseFile(fresh, new=True)) as held:
        number = fold_all(repository, held, commit)
        position = position_of(held)
    fresh.replace(place)
    return Advance(position, number, why)


def fold_all(repository: Repository, held: ReleaseFile, commit: str) -> int:
    """Fold every entry of the ledger at ``commit`` into an empty list; how many there are."""
    blobs = {path: blob for path, _, blob in repository.list_tree(commit)}
    folding = Folding(repository, held, logged=False)
    with transaction(held.database):
        for sealed in read_ledger(repository, commit):
            folding.take(sealed.entry, blobs[entry_path(sealed.entry.seq)])
        held.set("ledger_commit", commit)
        held.set("logged_since", held.seq)
    return held.seq + 1


class Folding:
    """入账 (folding in): entries taken into a list one after the other.

    The rules are those of ``review.state``, given the rows they look at. ``logged``: what rows
    were before is kept, so that main can be compared with what has changed since.
    """

    def __init__(self, repository: Repository, held: ReleaseFile, logged: bool) -> None:
        self._repository = repository
        self._held = held
        self._logged = logged
        self._submitted: dict[int, Entry] = {}

    def take(self, entry: Entry, blob: str) -> None:
        """Take in one entry, whose file is ``blob``."""
        held = self._held
        if entry.kind is EntryKind.SUBMITTED:
            row = (entry.change, entry.seq, blob)
            held.database.execute("INSERT OR REPLACE INTO submissions VALUES (?, ?, ?)", row)
            self._submitted[int(entry.change or 0)] = entry
        elif entry.kind in (EntryKind.FOUNDED, EntryKind.RELEASED):
            held.put(entry.seq, tuple(self._changed_rows(entry)), self._logged)
            held.set("state", entry.body["state"])
        if entry.kind is EntryKind.FOUNDED:
            held.set("repository", entry.hash)
        held.set("seq", entry.seq)
        held.set("hash", entry.hash)

    def _changed_rows(self, entry: Entry) -> Iterator[Row]:
        """The rows an entry may change, as they are after it."""
        state = ReviewState(states=[self._held.get("state")])
        if entry.kind is EntryKind.RELEASED:
            fold(state, self._submission(entry), self._policy)
            for row in _neighbours(self._held, state, int(entry.change or 0)):
                _load(state, row)
        before = {*state.files, *state.released}
        fold(state, entry, self._policy)
        for path in sorted({*before, *state.files, *state.released}):
            yield path, state.files.get(path), state.released.get(path)

    def _submission(self, entry: Entry) -> Entry:
        """The last SUBMITTED of the change that ``entry`` releases: read just now, or once more."""
        known = self._submitted.pop(int(entry.change or 0), None)
        if known is not None:
            return known
        find = "SELECT blob FROM submissions WHERE change = ?"
        found = self._held.database.execute(find, (entry.change,)).fetchone()
        if found is None:
            raise LedgerError(entry.seq, f"change {entry.change} was never submitted")
        return parse_sealed(self._repository.read_blob(found[0])).entry

    def _policy(self, blob: str) -> ReviewPolicy:
        return read_policy_blob(self._repository, blob)


def _neighbours(held: ReleaseFile, state: ReviewState, number: int) -> Iterator[Row]:
    """The rows a release looks at: of its own paths, and below the folders of its items.

    Below folders only for content: with it alone waiting attachments are released.
    """
    change = state.changes[number]
    yield from held.rows_at(file.path for file in change.files)
    if change.klass is ChangeClass.CONTENT:
        items = (file.path for file in change.files if file.path.endswith(".md"))
        for folder in {path.partition(".")[0] + "/" for path in items}:
            yield from held.rows_below(folder)


def _load(state: ReviewState, row: Row) -> None:
    path, held, released = row
    if held is not None:
        state.files[path] = held
    if released is not None:
        state.released[path] = released
