"""源文件 (source files): the bytes of a listed state, read in small batches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from sanshen.content.source import Blob
from sanshen.gitio.repository import Repository

_BATCH = 64


class ListedSource:
    """A ``Source`` whose listing is known already: a commit's, or the working tree's."""

    def __init__(self, root: Path, listing: Mapping[str, Blob], working: bool) -> None:
        self._repository = Repository(root)
        self._listing = listing
        self._working = working

    def blobs(self) -> Mapping[str, Blob]:
        """Every file: path to blob."""
        return self._listing

    def read(self, paths: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """The bytes of ``paths``, in order; KeyError for an unknown path."""
        wanted = list(paths)
        for start in range(0, len(wanted), _BATCH):
            yield from self._read(wanted[start : start + _BATCH])

    def _read(self, paths: list[str]) -> Iterator[tuple[str, bytes]]:
        ids = [self._listing[path].id for path in paths]
        if self._working:
            for path in paths:
                yield path, self._repository.read_working_file(path)
        else:
            yield from zip(paths, self._repository.read_blobs(ids), strict=True)
