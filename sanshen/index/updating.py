"""更新 (updating): the index brought from the state it has to the one that git has now.

What changed is asked of git and of the ledger, and only that is looked at. Whatever is not
fully understood makes the whole index anew (``filling``); whatever may be wrong is told by the
slow reading (``explain``).
"""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing

from sanshen.content.source import Blob
from sanshen.gitio.repository import GitError
from sanshen.index.delta_update import DeltaUpdate, NeedsFilling
from sanshen.index.explain import explain
from sanshen.index.filling import fill, open_releases
from sanshen.index.inputs import Inputs, Update
from sanshen.index.listing import State, read_delta, read_listing, read_state
from sanshen.index.rows import Changes
from sanshen.index.schema import IndexFileError, get_meta, open_file
from sanshen.index.source_files import ListedSource
from sanshen.model.findings import Finding

_SETTINGS = ("/site.yml", "/column.yml", "/redirects.yml")


class DoubtError(RuntimeError):
    """The fast checks found fault where the slow reading finds none: an error of this program."""


def update(inputs: Inputs, full: bool = False) -> Update:
    """Bring the index of ``inputs`` up to date; everything anew when asked or when in doubt.

    The release list must have been moved forward and compared with the tree before
    (``release_book``). Raises GitError when the repository or commit cannot be read, and
    DoubtError when fast and slow reading contradict each other.
    """
    state = read_state(inputs.root, inputs.treeish)
    why, settings = "asked" if full else "", frozenset[str]()
    if not full:
        try:
            return _from_before(inputs, state)
        except NeedsFilling as error:
            why, settings = str(error), error.settings
        except (IndexFileError, sqlite3.DatabaseError) as error:
            why = str(error)
    doubts, examined = fill(inputs, state)
    findings = _explained(inputs, state, doubts)
    changes = Changes(full=True, settings=settings)
    return Update(changes, findings, examined, inputs.records.notes, why)


def _from_before(inputs: Inputs, state: State) -> Update:
    with closing(open_file(inputs.file, readonly=False)) as database:
        if get_meta(database, "mode") != inputs.mode:
            raise NeedsFilling("another mode")
        if not get_meta(database, "sound"):
            raise NeedsFilling("something was wrong last time")
        before = _state_in(get_meta(database, "state"))
        try:
            delta = read_delta(inputs.root, before, state)
        except GitError as error:
            raise NeedsFilling(f"git no longer has what was: {error.stderr.strip()}") from error
        changed = sorted(path for path in delta if path.endswith(_SETTINGS))
        if changed:
            raise NeedsFilling(f"settings changed: {changed[0]}", frozenset(changed))
        with open_releases(inputs) as releases:
            update = DeltaUpdate(inputs, state, database, releases)
            changes, doubts, examined = update.run(delta)
    findings = _explained(inputs, state, doubts)
    return Update(changes, findings, examined, inputs.records.notes, "")


def _explained(inputs: Inputs, state: State, doubts: frozenset[str]) -> tuple[Finding, ...]:
    if not doubts:
        return ()
    source = ListedSource(inputs.root, read_listing(inputs.root, state), state.working)
    with open_releases(inputs) as releases:
        findings = explain(source, inputs.records, releases)
    if not findings:
        raise DoubtError(f"nothing is wrong with {', '.join(sorted(doubts)[:5])}")
    return findings


def _state_in(text: str) -> State:
    tree, working, over = json.loads(text)
    return State(tree, working, {path: Blob(*blob) if blob else None for path, blob in over})
