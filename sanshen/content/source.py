"""Where content is read from: a working tree, or any commit without checkout.

``open_source`` is the only way in, so gate, checks and build see the same bytes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple, Protocol

from sanshen.gitio.repository import Repository


class Blob(NamedTuple):
    """A file as git names it: its mode (``100644``, ``100755``, ``120000``) and blob id."""

    mode: str
    id: str


class Source(Protocol):
    """内容来源: a tree of files that can be listed once and read by path."""

    def blobs(self) -> Mapping[str, Blob]:
        """Every file below the root: path (``/``-separated) to blob."""

    def read(self, paths: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """The bytes of ``paths``, in the order asked for; KeyError for an unknown path."""


class TreeSource:
    """A commit or tree of a repository, read through ``git cat-file --batch``."""

    def __init__(self, repository: Repository, treeish: str) -> None:
        self.repository = repository
        self.treeish = treeish
        self._blobs: dict[str, Blob] | None = None

    def blobs(self) -> Mapping[str, Blob]:
        if self._blobs is None:
            self._blobs = {
                path: Blob(mode, blob)
                for path, mode, blob in self.repository.list_tree(self.treeish)
            }
        return self._blobs

    def read(self, paths: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        wanted = list(paths)
        listed = self.blobs()
        ids = [listed[path].id for path in wanted]
        yield from zip(wanted, self.repository.read_blobs(ids), strict=True)


class WorkingTreeSource:
    """The files of a working tree that git tracks or would track (ignored ones left out)."""

    def __init__(self, repository: Repository) -> None:
        self.repository = repository
        self._blobs: dict[str, Blob] | None = None

    def blobs(self) -> Mapping[str, Blob]:
        if self._blobs is None:
            self._blobs = {
                path: Blob(mode, blob) for path, mode, blob in self.repository.list_working_tree()
            }
        return self._blobs

    def read(self, paths: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        listed = self.blobs()
        for path in paths:
            if path not in listed:
                raise KeyError(path)
            yield path, self.repository.read_working_file(path)


class MemorySource:
    """Files held in memory: what an importer has made, or a test needs, before git has it."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.files = dict(files)

    def blobs(self) -> Mapping[str, Blob]:
        return {path: Blob("100644", blob_id(data)) for path, data in self.files.items()}

    def read(self, paths: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        for path in paths:
            yield path, self.files[path]


def blob_id(data: bytes) -> str:
    """The id git gives a file with these bytes."""
    return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


def open_source(root: Path, treeish: str | None = None) -> Source:
    """Open ``treeish`` of the repository at ``root``, or its working tree when None.

    Raises ``GitError`` when ``root`` is no repository or ``treeish`` names nothing.
    """
    repository = Repository(root)
    if treeish is None:
        return WorkingTreeSource(repository)
    return TreeSource(repository, repository.resolve(treeish))
