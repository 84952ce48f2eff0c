"""源文件 (source files): the bytes of a listed state, one file after the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import tee
from pathlib import Path

from sanshen.content.source import Blob
from sanshen.gitio.repository import Repository


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
        """The bytes of ``paths``, in order, by one git; KeyError for an unknown path.

        Some hundred ``paths`` are taken ahead, so that git is never idle.
        """
        if self._working:
            for path in paths:
                if path not in self._listing:
                    raise KeyError(path)
                yield path, self._repository.read_working_file(path)
            return
        names, asked = tee(paths)
        with self._repository.open_blobs() as reader:
            files = reader.stream(self._listing[path].id for path in asked)
            yield from zip(names, files, strict=True)
