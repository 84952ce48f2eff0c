"""写入输出树 (tree writer): puts pages into a tree and keeps account of what it has done."""

from __future__ import annotations

import os
from hashlib import sha256
from pathlib import Path
from types import TracebackType

from sanshen.output.files import (
    link_file,
    open_folder,
    read_same,
    remove_file,
    replace_file,
    umask_hides,
    write_new,
)
from sanshen.output.manifest import Manifest


class TreeWriter:
    """Writes into one tree; each worker process has its own. A context manager.

    ``before`` is the SHA-256 that the tree's manifest has for a path, "" for a path it does
    not have, None when there is no manifest: then what lies there is read and compared.
    """

    def __init__(self, tree: Path) -> None:
        self.tree = tree
        self._folder = open_folder(tree)
        self._readable = umask_hides()
        self._tally = Manifest()
        self._sources: dict[Path, int] = {}

    def __enter__(self) -> TreeWriter:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the folders it works in."""
        for folder in (self._folder, *self._sources.values()):
            os.close(folder)
        self._sources.clear()

    def put(self, path: str, data: bytes, before: str | None = "") -> str:
        """Write ``data`` at ``path`` unless it is there already; its SHA-256."""
        digest = sha256(data).hexdigest()
        if digest == before:
            return digest
        self._tally = self._tally.changed(path, before or "", digest)
        if before:
            replace_file(path, data, self._folder, self._readable)
            return digest
        try:  # to look first would cost as much as writing, and nearly always nothing is there
            write_new(path, data, self._folder, self._readable)
        except FileExistsError:
            if before == "" or not read_same(path, self._folder, data):
                replace_file(path, data, self._folder, self._readable)
        return digest

    def link(self, path: str, source: Path, digest: str, before: str = "") -> None:
        """Let ``path`` be the same file as in the tree ``source``, where it has ``digest``."""
        if source not in self._sources:
            self._sources[source] = open_folder(source)
        link_file(path, self._sources[source], self._folder, self._readable)
        self._tally = self._tally.changed(path, before, digest)

    def remove(self, path: str, before: str) -> None:
        """Remove a file, which had the SHA-256 ``before``, and folders that are empty then."""
        remove_file(path, self._folder)
        self._tally = self._tally.changed(path, before, "")

    def take_tally(self) -> Manifest:
        """What has been added and taken away since it was last asked."""
        tally, self._tally = self._tally, Manifest()
        return tally
