"""拉平 (levelling): make one tree equal to another by hard links; no bytes are copied.

Files are never changed in place, so both trees may hold the same ones.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from pathlib import Path

from sanshen.output.files import (
    link_file,
    link_or_copy,
    make_folder,
    open_folder,
    remove_file,
    umask_hides,
)
from sanshen.output.walking import remove_empty_folders, walk_files


def level_paths(tree: Path, source: Path, paths: Iterable[str]) -> int:
    """Make ``tree`` equal to ``source`` at ``paths``; the number of files linked."""
    wanted = sorted(paths)
    there, here = open_folder(source), open_folder(tree)
    readable, linked = umask_hides(), 0
    try:
        gone = [path for path in wanted if not _is_file(path, there)]
        for path in gone:  # first, for a page may have become a folder
            remove_file(path, here)
        for path in sorted(set(wanted) - set(gone)):
            link_file(path, there, here, readable)
            linked += 1
    finally:
        os.close(there)
        os.close(here)
    return linked


def _is_file(path: str, folder: int) -> bool:
    try:
        mode = os.stat(path, dir_fd=folder, follow_symlinks=False).st_mode
    except (FileNotFoundError, NotADirectoryError):
        return False
    return not stat.S_ISDIR(mode)


def _fill(tree: Path, source: Path) -> int:
    """As ``level_everywhere``, of an empty tree: where nothing is, nothing is looked for."""
    there, here = open_folder(source), open_folder(tree)
    try:
        return _link_below(str(source), "", there, here, umask_hides())
    finally:
        os.close(there)
        os.close(here)


def _link_below(folder: str, prefix: str, there: int, here: int, readable: bool) -> int:
    """Link all files of one folder and of those in it; no folder comes without a file."""
    linked = 0
    with os.scandir(folder) as listing:
        entries = [(entry.name, entry.is_dir(follow_symlinks=False)) for entry in listing]
    for name, is_folder in entries:
        path = prefix + name
        if not is_folder:
            link_or_copy(path, path, there, here)
            linked += 1
            continue
        make_folder(path, here, readable)
        below = _link_below(f"{folder}/{name}", f"{path}/", there, here, readable)
        if not below:
            os.rmdir(path, dir_fd=here)
        linked += below
    return linked


def level_everywhere(tree: Path, source: Path) -> int:
    """Make ``tree`` equal to ``source``, whatever it holds; the number of files linked.

    A file that already is the same one (by inode) is left alone.
    """
    if not any(tree.iterdir()):
        return _fill(tree, source)
    wanted = {path: entry.inode() for path, entry in walk_files(source)}
    unlike = set(wanted)
    for path, entry in walk_files(tree):
        if wanted.get(path) == entry.inode():
            unlike.remove(path)
        else:
            unlike.add(path)
    linked = level_paths(tree, source, unlike)
    remove_empty_folders(tree)
    return linked
