"""拉平 (levelling): make one tree equal to another by hard links; no bytes are copied.

Files are never changed in place, so both trees may hold the same ones.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from pathlib import Path

from sanshen.output.files import link_file, open_folder, remove_file, umask_hides
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


def level_everywhere(tree: Path, source: Path) -> int:
    """Make ``tree`` equal to ``source``, whatever it holds; the number of files linked.

    A file that already is the same one (by inode) is left alone.
    """
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
