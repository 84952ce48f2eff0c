"""遍历输出树 (walking): every file of a tree, in the order of paths."""

from __future__ import annotations

import os
from collections.abc import Iterator
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


def remove_empty_folders(tree: str | Path) -> bool:
    """Remove every folder below ``tree`` that holds no file; whether ``tree`` is empty itself."""
    empty = True
    with os.scandir(tree) as listing:
        entries = list(listing)
    for entry in entries:
        if not entry.is_dir(follow_symlinks=False) or not remove_empty_folders(entry.path):
            empty = False
        else:
            Path(entry.path).rmdir()
    return empty
