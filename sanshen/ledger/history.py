"""提交史 (history): the commits of a branch, oldest first, each with the files it changes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sanshen.gitio.repository import Repository
from sanshen.model.changes import FileChange


@dataclass(frozen=True, slots=True)
class HistoryCommit:
    """One commit: its parents, its committer's time (seconds), the files it changes.

    ``files`` are against the first parent, and empty for a merge: nobody here makes any.
    """

    id: str
    parents: tuple[str, ...]
    time: int
    files: frozenset[FileChange]


def read_history(repository: Repository, tip: str) -> tuple[HistoryCommit, ...]:
    """The first-parent history of ``tip`` in two runs of git, whatever its length.

    Only plumbing is asked, which no setting of the reader's changes. GitError when ``tip``
    names nothing or an object lacks.
    """
    listing = repository.text(
        "rev-list", "--first-parent", "--reverse", "--parents", "--timestamp",
        "--end-of-options", tip,
    )  # fmt: skip
    rows = [line.split() for line in listing.splitlines()]
    ids = "".join(f"{row[1]}\n" for row in rows).encode()
    output = repository.run("diff-tree", "--stdin", "-r", "-z", "--root", "--no-renames", stdin=ids)
    files = dict(_changes(output))
    return tuple(
        HistoryCommit(row[1], tuple(row[2:]), int(row[0]), files.get(row[1], frozenset()))
        for row in rows
    )


def _changes(output: bytes) -> Iterator[tuple[str, frozenset[FileChange]]]:
    """(commit id, files it changes) from the output of ``diff-tree --stdin -z``."""
    commit, files = "", set[FileChange]()
    fields = iter(output.split(b"\0")[:-1])
    for field in fields:
        if not field.startswith(b":"):
            if commit:
                yield commit, frozenset(files)
            commit, files = field.decode(), set()
            continue
        old_mode, new_mode, old_id, new_id, _ = field.decode().lstrip(":").split(" ")
        path = next(fields).decode("utf-8", "surrogateescape")
        files.add(FileChange(path, _side(old_mode, old_id), _side(new_mode, new_id)))
    if commit:
        yield commit, frozenset(files)


def _side(mode: str, blob: str) -> str | None:
    return None if mode == "000000" else f"{mode}:{blob}"
