"""One git repository, through the git program: reading without checkout, refs, commits."""

from __future__ import annotations

import os
import stat
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from sanshen.gitio.blobs import BlobReader
from sanshen.gitio.errors import GitError

__all__ = ["ZERO_ID", "FileRow", "GitError", "Repository"]

ZERO_ID = "0" * 40
FileRow = tuple[str, str, str]


class Repository:
    """A repository at ``path`` (bare or not); every call runs git with explicit arguments.

    ``held`` are open files every git inherits: a lock among them holds until the last git ends.
    """

    def __init__(
        self,
        path: Path,
        environment: Mapping[str, str] | None = None,
        held: tuple[int, ...] = (),
    ) -> None:
        self.path = Path(path)
        self._environment = dict(environment) if environment is not None else None
        self._held = held

    def run(
        self,
        *arguments: str,
        stdin: bytes | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> bytes:
        """The standard output of ``git <arguments>``; GitError when git does not exit 0.

        ``refs/replace`` could show one object for another; here every object is itself.
        """
        done = subprocess.run(
            ["git", "--no-replace-objects", "-c", "core.quotePath=false", *arguments],
            cwd=self.path,
            input=stdin,
            stdin=None if stdin is not None else subprocess.DEVNULL,
            capture_output=True,
            env={**(self._environment or os.environ), **(environment or {})},
            pass_fds=self._held,
            check=False,
        )
        if done.returncode != 0:
            raise GitError(arguments, done.returncode, done.stderr.decode("utf-8", "replace"))
        return done.stdout

    def text(self, *arguments: str, **more: object) -> str:
        """As ``run``, decoded, without the closing newline."""
        return self.run(*arguments, **more).decode("utf-8", "surrogateescape").rstrip("\n")  # type: ignore[arg-type]

    def resolve(self, treeish: str) -> str:
        """The object id of a revision; GitError when it names nothing."""
        return self.text("rev-parse", "--verify", "--quiet", "--end-of-options", treeish)

    def reference(self, name: str) -> str | None:
        """The commit a full reference name points to, or None when there is no such reference."""
        rows = self.text("for-each-ref", "--format=%(objectname) %(refname)", "--", name)
        for row in rows.splitlines():
            commit, _, ref = row.partition(" ")
            if ref == name:
                return commit
        return None

    def list_tree(self, treeish: str) -> Iterator[FileRow]:
        """(path, mode, blob id) of every file of a tree; submodules are listed with their mode."""
        listing = self.run("ls-tree", "-r", "-z", "--full-tree", "--end-of-options", treeish)
        for row in listing.split(b"\0")[:-1]:
            head, _, path = row.partition(b"\t")
            mode, _, blob = head.decode().split(" ")
            yield path.decode("utf-8", "surrogateescape"), mode, blob

    def list_working_tree(self) -> Iterator[FileRow]:
        """(path, mode, blob id) of every file git tracks or would track, as it is on disk."""
        names = self.run("ls-files", "-z", "--cached", "--others", "--exclude-standard")
        paths = sorted({n.decode("utf-8", "surrogateescape") for n in names.split(b"\0")[:-1]})
        present = [p for p in paths if os.path.lexists(self.path / p)]
        plain = [p for p in present if not (self.path / p).is_symlink()]
        hashed = self.run(
            "hash-object",
            "--no-filters",
            "--stdin-paths",
            stdin="".join(f"{p}\n" for p in plain).encode("utf-8", "surrogateescape"),
        )
        ids = dict(zip(plain, hashed.decode().split(), strict=True))
        for path in present:
            yield path, *self._disk_blob(path, ids)

    def _disk_blob(self, path: str, ids: Mapping[str, str]) -> tuple[str, str]:
        if path not in ids:
            target = os.fsencode((self.path / path).readlink())
            return "120000", self.text("hash-object", "-t", "blob", "--stdin", stdin=target)
        executable = (self.path / path).stat().st_mode & stat.S_IXUSR
        return ("100755" if executable else "100644"), ids[path]

    def read_working_file(self, path: str) -> bytes:
        """The bytes of one file of the working tree; a symbolic link gives its target's name."""
        file = self.path / path
        if file.is_symlink():
            return os.fsencode(file.readlink())
        return file.read_bytes()

    def open_blobs(self) -> BlobReader:
        """A reader of this repository's objects, to be closed by the caller."""
        return BlobReader(self.path, self._environment, self._held)

    def read_blobs(self, ids: Iterable[str]) -> Iterator[bytes]:
        """The bytes of objects, in order, as they come; GitError if one lacks."""
        wanted = list(ids)
        if not wanted:
            return
        with self.open_blobs() as reader:
            yield from reader.read(wanted)

    def read_blob(self, object_id: str) -> bytes:
        """The bytes of one object."""
        return next(self.read_blobs([object_id]))
