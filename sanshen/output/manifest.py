"""输出清单 (manifest): what files an output is to hold, as one sum that follows every change.

The digest of a site must not be computed from all its files whenever one has changed. So each
file (path and SHA-256) gives a number of 4096 bits, and the manifest is their sum: a file is
added or taken away by one addition, in any order. Finding other files with the same sum takes
about 2**128 steps (AdHash by Bellare and Micciancio, 1997; the bound is Wagner's, 2002).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import NamedTuple

FORMAT = "sanshen/manifest/2"
SIZE = 512
"""Bytes of a file's number, and of the sum."""
MASK = (1 << 8 * SIZE) - 1


def file_number(path: str, sha256: str) -> int:
    """The number of one file: SHAKE128 over its SHA-256 (64 hexadecimal digits) and its path."""
    text = f"{sha256}{path}".encode("utf-8", "surrogateescape")
    return int.from_bytes(hashlib.shake_128(text).digest(SIZE), "little")


class Manifest(NamedTuple):
    """Number of files and sum of their numbers; in a difference, ``files`` may be negative."""

    files: int = 0
    total: int = 0

    @classmethod
    def of(cls, rows: Iterable[tuple[str, str]]) -> Manifest:
        """The manifest of (path, SHA-256) rows, each path once, in any order."""
        files = total = 0
        for path, sha256 in rows:
            files += 1
            total += file_number(path, sha256)
        return cls(files, total & MASK)

    def plus(self, other: Manifest) -> Manifest:
        """Both together: two parts of a tree, or a tree and a difference."""
        return Manifest(self.files + other.files, (self.total + other.total) & MASK)

    def minus(self, other: Manifest) -> Manifest:
        """The difference that ``plus`` undoes."""
        return Manifest(self.files - other.files, (self.total - other.total) & MASK)

    def changed(self, path: str, before: str, after: str) -> Manifest:
        """With the file at ``path`` changed from one SHA-256 to another; "" is no file."""
        total = self.total + (file_number(path, after) if after else 0)
        total -= file_number(path, before) if before else 0
        return Manifest(self.files + bool(after) - bool(before), total & MASK)

    @property
    def digest(self) -> str:
        """输出清单摘要: SHA-256 over format, number and sum (512 bytes, lowest first).

        This is the ``manifest`` of publish statements. Raises OverflowError for a difference.
        """
        if self.files < 0:
            raise OverflowError(self.files)
        head = f"{FORMAT}\n{self.files:020d}\n".encode()
        return hashlib.sha256(head + self.total.to_bytes(SIZE, "little")).hexdigest()

    def text(self) -> str:
        """The manifest as text, for records."""
        return f"{self.files}:{self.total:x}"


def parse_manifest(text: str) -> Manifest:
    """The manifest that ``Manifest.text`` wrote; ValueError for anything else."""
    files, _, total = text.partition(":")
    manifest = Manifest(int(files), int(total, 16))
    if manifest.text() != text or not 0 <= manifest.total <= MASK:
        raise ValueError(text[:80])
    return manifest
