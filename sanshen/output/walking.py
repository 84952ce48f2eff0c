"""遍历输出树 (walking): every file of a tree, in the order of paths."""

from __future__ import annotations

import os
from collections.abc import Container, Iterator
from pathlib import Path


def walk_files(tree: str | Path, prefix: str = "") -> Iterator[tuple[str, os.DirEntry[str]]]:
    """(path, entry) of every file and symlink below ``tree``, by code points of the path.

    Symlinks are entries of their own and never followed. Raises OSError.
    """
    with os.scandir(tree) as listing:
        entries = [
            (f"{entry.name}/" if entry.is_dir(follow_symlinks=False) else entry.name, entry)
            for entry in listing
        ]
    entries.sort(key=lambda one: one[0])
    for name, entry in entries:
        if name.endswith("/"):
            yield from walk_files(entry.path, prefix + name)
        else:
            yield prefix + name, entry


def clear_undeclared(tree: str | Path, declared: Container[str]) -> int:
    """Remove every file below ``tree`` that is not declared, and folders without files.

    Gives the number of declared files that are there; a symlink is none.
    """
    present, _ = _clear(tree, "", declared)
    return present


def _clear(folder: str | Path, prefix: str, declared: Container[str] | None) -> tuple[int, bool]:
    present, empty = 0, True
    with os.scandir(folder) as listing:
        entries = list(listing)
    for entry in entries:
        path = prefix + entry.name
        if entry.is_dir(follow_symlinks=False):
            below, without = _clear(entry.path, f"{path}/", declared)
            if without:
                Path(entry.path).rmdir()
            present, empty = present + below, empty and without
        elif declared is None or (path in declared and not entry.is_symlink()):
            present, empty = present + 1, False
        else:
            Path(entry.path).unlink()
    return present, empty


def remove_empty_folders(tree: str | Path) -> None:
    """Remove every folder below ``tree`` that holds no file."""
    _clear(tree, "", None)
