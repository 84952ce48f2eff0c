"""放行清单的证明 (release proof): that a list is what the ledger says, and a tree what it releases.

The second lock before a publication (the first is that only the release list is built from).
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from sanshen.gitio.repository import GitError, Repository
from sanshen.index.listing import State, read_delta
from sanshen.index.release_book import (
    Advance,
    ReleaseBookError,
    advance,
    fold_all,
    position_of,
)
from sanshen.index.release_file import PLACE, ReleaseFile, row_digest
from sanshen.ledger.book import LedgerError
from sanshen.ledger.reading import ledger_commit
from sanshen.policy.load import PolicyError
from sanshen.review.places import is_known_place


def prove(root: Path, treeish: str, full: bool = False) -> Advance:
    """Bring the city's list to the head of its ledger, and prove that ``treeish`` is main.

    What ``update`` needs before a publication. ReleaseBookError when either fails.
    """
    done = advance(root, full=full)
    check_main(root, root / PLACE, Repository(root).resolve(f"{treeish}^{{tree}}"), full)
    return done


def check_list(root: Path, file: Path) -> None:
    """ReleaseBookError unless ``file`` is the list of the ledger of ``root``, up to its head.

    The list of the city's own build folder has been moved forward under proof; it must be at
    the ledger's head and be whole. Any other file is compared with all of the ledger.
    """
    repository = Repository(root)
    try:
        commit = ledger_commit(repository)
        with closing(ReleaseFile(file, readonly=True)) as given:
            if given.get("ledger_commit") != commit:
                raise ReleaseBookError(f"{file}: not the list of this ledger (entry {given.seq})")
            if file.resolve() != (root / PLACE).resolve():
                _check_all(repository, commit, given)
    except (GitError, LedgerError, PolicyError, OSError, sqlite3.DatabaseError) as error:
        raise ReleaseBookError(f"{file}: {error}") from error


def check_main(root: Path, file: Path, tree: str, full: bool = False) -> None:
    """ReleaseBookError unless the git tree ``tree`` is main as the list of ``file`` has it.

    From a tree that was proven before, only what git says has changed is compared with what
    the entries since then changed. A tree proven is noted in the file.
    """
    try:
        with closing(ReleaseFile(file)) as held:
            before, seq = held.get("tree"), int(held.get("tree_seq") or -1)
            if before == tree and seq == held.seq and not full:
                return
            differing = None if full or not before else _differing(root, held, before, tree, seq)
            if differing is None:
                differing = _differing_at_all(root, held, tree)
            if differing:
                raise ReleaseBookError(f"{min(differing)}: not as main has it")
            held.set("tree", tree)
            held.set("tree_seq", held.seq)
    except (GitError, sqlite3.DatabaseError, OSError) as error:
        raise ReleaseBookError(f"{root}: {error}") from error


def _check_all(repository: Repository, commit: str, given: ReleaseFile) -> None:
    """Fold the whole ledger beside ``given``; every row and the position must be the same."""
    beside = given.file.with_name(given.file.name + ".check")
    try:
        with closing(ReleaseFile(beside, new=True)) as right:
            fold_all(repository, right, commit)
            same = position_of(right) == position_of(given)
            if not same or list(right.rows()) != list(given.rows()):
                raise ReleaseBookError(f"{given.file}: not the list of this ledger")
    finally:
        beside.unlink(missing_ok=True)


def check_rows(held: ReleaseFile) -> None:
    """ReleaseBookError unless the rows add up to the digest that is kept with them."""
    total = sum(map(row_digest, held.rows())) % (1 << 256)
    if total != held.digest:
        raise ReleaseBookError(f"{held.file}: damaged")


def _differing(root: Path, held: ReleaseFile, before: str, tree: str, seq: int) -> set[str] | None:
    """Paths that git changed otherwise than the entries since ``seq``; None: cannot be told."""
    if seq < int(held.get("logged_since") or -1):
        return None
    try:
        delta = read_delta(root, State(before, False, {}), State(tree, False, {}))
    except GitError:
        return None
    wrong = set()
    for path, (_, after) in delta.items():
        row = held.row(path)
        if (f"{after.mode}:{after.id}" if after else None) != (row[1] if row else None):
            wrong.add(path)
    wrong |= {path for path, old, new in held.held_since(seq) if old != new and path not in delta}
    return {path for path in wrong if is_known_place(path)}


def _differing_at_all(root: Path, held: ReleaseFile, tree: str) -> set[str]:
    listed = {(path, f"{mode}:{blob}") for path, mode, blob in Repository(root).list_tree(tree)}
    return {path for path, _ in listed ^ held.main() if is_known_place(path)}
