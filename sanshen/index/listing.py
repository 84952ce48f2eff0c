"""文件清单 (listing): what git says of a commit or of the working tree, and what changed since."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from sanshen.content.source import Blob
from sanshen.gitio.repository import GitError, Repository
from sanshen.index.schema import packed

_EMPTY_TREE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"


class State(NamedTuple):
    """A state of the files: the tree of a commit, and what the working tree has otherwise.

    ``tree`` is a tree id; ``working``: this is a working tree, and ``over`` says which paths
    are not as the tree has them (None: not there).
    """

    tree: str
    working: bool
    over: Mapping[str, Blob | None]

    @property
    def text(self) -> str:
        """As one line, to be kept."""
        rows = sorted(self.over.items())
        return packed([self.tree, self.working, rows])


Delta = dict[str, tuple[Blob | None, Blob | None]]
"""path → (blob before, blob now), None for none."""


def read_state(root: Path, treeish: str) -> State:
    """The state of a commit or tree of the repository at ``root``; empty: the working tree.

    GitError when ``treeish`` names nothing. Only what git finds changed in the working tree is
    read and hashed.
    """
    repository = Repository(root)
    if treeish:
        return State(repository.resolve(f"{treeish}^{{tree}}"), working=False, over={})
    try:
        tree = repository.resolve("HEAD^{tree}")
    except GitError:
        tree = _EMPTY_TREE  # a repository without a commit
    rows = repository.run("diff-index", "--raw", "-z", "--no-renames", "--no-abbrev", tree)
    paths = {path for path, _, _ in _raw(rows)}
    others = repository.run("ls-files", "-z", "--others", "--exclude-standard")
    paths |= {name.decode("utf-8", "surrogateescape") for name in others.split(b"\0")[:-1]}
    return State(tree, working=True, over=dict(_on_disk(repository, sorted(paths))))


def read_listing(root: Path, state: State) -> dict[str, Blob]:
    """Every file of a state: path to blob."""
    rows = Repository(root).run("ls-tree", "-r", "-z", "--full-tree", state.tree)
    found = {}
    for row in rows.decode("utf-8", "surrogateescape").split("\0")[:-1]:
        head, _, path = row.partition("\t")
        mode, _, blob = head.split(" ")
        found[path] = Blob(mode, blob)
    for path, over in state.over.items():
        if over is None:
            found.pop(path, None)
        else:
            found[path] = over
    return found


def read_delta(root: Path, old: State, new: State) -> Delta:
    """What differs between two states; GitError where git has lost one of them."""
    repository = Repository(root)
    found: Delta = {}
    if old.tree != new.tree:
        rows = repository.run(
            "diff-tree", "-r", "--raw", "-z", "--no-renames", "--no-abbrev", old.tree, new.tree
        )
        found = {path: (before, after) for path, before, after in _raw(rows)}
    for path in {*old.over, *new.over}:
        before, after = found.get(path) or (None, None)
        if path not in found and not (path in old.over and path in new.over):
            before = after = _in_tree(repository, new.tree, path)
        found[path] = (old.over.get(path, before), new.over.get(path, after))
    return {path: pair for path, pair in found.items() if pair[0] != pair[1]}


def _raw(output: bytes) -> Iterator[tuple[str, Blob | None, Blob | None]]:
    """(path, blob before, blob after) from ``--raw -z``."""
    fields = iter(output.decode("utf-8", "surrogateescape").split("\0")[:-1])
    for head in fields:
        old_mode, new_mode, old_id, new_id, _ = head.lstrip(":").split(" ")
        before = None if old_mode == "000000" else Blob(old_mode, old_id)
        after = None if new_mode == "000000" else Blob(new_mode, new_id)
        yield next(fields), before, after


def _on_disk(repository: Repository, paths: list[str]) -> Iterator[tuple[str, Blob | None]]:
    files = [path for path in paths if _is_file(repository.path / path)]
    given = "".join(f"{path}\n" for path in files).encode("utf-8", "surrogateescape")
    hashed = repository.run("hash-object", "--no-filters", "--stdin-paths", stdin=given)
    ids = dict(zip(files, hashed.decode().split(), strict=True))
    for path in paths:
        place = repository.path / path
        if path in ids:
            executable = place.stat().st_mode & 0o100
            yield path, Blob("100755" if executable else "100644", ids[path])
        elif place.is_symlink():
            target = os.fsencode(place.readlink())
            blob = repository.text("hash-object", "-t", "blob", "--stdin", stdin=target)
            yield path, Blob("120000", blob)
        else:
            yield path, None


def _is_file(place: Path) -> bool:
    return place.is_file() and not place.is_symlink()


def _in_tree(repository: Repository, tree: str, path: str) -> Blob | None:
    rows = repository.text("ls-tree", "-z", "--full-tree", tree, "--", f":(literal){path}")
    if not rows:
        return None
    mode, _, blob = rows.partition("\t")[0].split(" ")
    return Blob(mode, blob)
