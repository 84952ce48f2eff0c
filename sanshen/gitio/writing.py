"""Writing objects and moving references without a work tree, each step one plain git command."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sanshen.gitio.repository import ZERO_ID, Repository


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a commit says made it, and when (an instant)."""

    name: str
    email: str
    at: datetime

    def environment(self) -> dict[str, str]:
        """The identity as git reads it from the environment."""
        stamp = f"{int(self.at.timestamp())} +0000"
        return {
            "GIT_AUTHOR_NAME": self.name,
            "GIT_AUTHOR_EMAIL": self.email,
            "GIT_AUTHOR_DATE": stamp,
            "GIT_COMMITTER_NAME": self.name,
            "GIT_COMMITTER_EMAIL": self.email,
            "GIT_COMMITTER_DATE": stamp,
        }


def write_blob(repository: Repository, data: bytes) -> str:
    """Store ``data``; its blob id."""
    return repository.text("hash-object", "-w", "-t", "blob", "--stdin", stdin=data)


def write_tree(
    repository: Repository, base: str | None, changes: Mapping[str, tuple[str, str] | None]
) -> str:
    """The id of ``base``'s tree with ``changes`` laid over it.

    ``changes`` maps a path to (mode, blob id), or to None where the path goes.
    """
    with tempfile.TemporaryDirectory(prefix="sanshen-") as folder:
        environment = {"GIT_INDEX_FILE": str(Path(folder) / "index")}
        if base is not None:
            repository.run("read-tree", base, environment=environment)
        rows = []
        for path, value in changes.items():
            mode, blob = value if value is not None else ("0", ZERO_ID)
            rows.append(f"{mode} {blob}\t{path}\0".encode("utf-8", "surrogateescape"))
        repository.run(
            "update-index", "-z", "--add", "--index-info",
            stdin=b"".join(rows), environment=environment,
        )  # fmt: skip
        return repository.text("write-tree", environment=environment)


def write_commit(
    repository: Repository, tree: str, parents: tuple[str, ...], message: str, by: Identity
) -> str:
    """Store a commit; its id. The same arguments give the same id."""
    arguments = [argument for parent in parents for argument in ("-p", parent)]
    return repository.text(
        "-c", "commit.gpgSign=false", "commit-tree", tree, *arguments,
        stdin=message.encode(), environment=by.environment(),
    )  # fmt: skip


def move_reference(repository: Repository, name: str, new: str, expected: str | None) -> None:
    """Point ``name`` to ``new`` if it is at ``expected`` (None: absent); GitError otherwise."""
    repository.run("update-ref", "--no-deref", name, new, expected or ZERO_ID)


def remove_reference_locks(repository: Repository) -> tuple[str, ...]:
    """Remove the lock files of references that a killed git left in a bare repository; their names.

    Only for the one writer of the references, while nobody else can write.
    """
    git_dir = repository.path
    left = [file for file in (git_dir / "HEAD.lock",) if file.exists()]
    left += sorted((git_dir / "refs").rglob("*.lock"))
    for file in left:
        file.unlink()
    return tuple(file.relative_to(git_dir).as_posix() for file in left)


def environment_without_git() -> dict[str, str]:
    """This process's environment without the variables by which git redirects itself."""
    return {k: v for k, v in os.environ.items() if not k.startswith("GIT_")}
