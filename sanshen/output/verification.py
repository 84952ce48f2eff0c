"""核对输出树 (verification): a tree holds exactly the files of its manifest, to the byte."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from sanshen.model.canonical import sha256_bytes
from sanshen.model.findings import Finding, finding
from sanshen.output.walking import walk_files

Row = tuple[str, str]


def verify_tree(tree: Path, site: str, rows: Iterable[Row]) -> Iterator[Finding]:
    """Differences between ``tree`` and (path, SHA-256) rows in ascending order of paths.

    B111 missing, B112 extra, B141 other bytes; a symlink is never one of ours. Neither side
    is held in memory. Raises ValueError for rows that are out of order, OSError.
    """
    wanted = ascending(rows)
    row = next(wanted, None)
    for path, entry in walk_files(tree):
        while row is not None and row[0] < path:
            yield finding("B111", f"output/{site}/{row[0]}")
            row = next(wanted, None)
        if row is None or row[0] != path or entry.is_symlink():
            yield finding("B112", f"output/{site}/{path}")
            continue
        if file_digest(entry) != row[1]:
            yield finding("B141", f"output/{site}/{path}")
        row = next(wanted, None)
    while row is not None:
        yield finding("B111", f"output/{site}/{row[0]}")
        row = next(wanted, None)


def ascending(rows: Iterable[Row]) -> Iterator[Row]:
    """The rows as they come; ValueError at the first whose path is not above the one before."""
    last = ""
    for row in rows:
        if row[0] <= last:
            raise ValueError(f"{row[0]!r} comes after {last!r}")
        last = row[0]
        yield row


def file_digest(entry: os.DirEntry[str]) -> str:
    """The SHA-256 of a file's bytes."""
    return sha256_bytes(Path(entry.path).read_bytes())
