"""写盘 (writing): single files, and folders that are nobody else's."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from sanshen.output.files import open_folder, read_same, replace_file, umask_hides
from sanshen.output.verification import file_digest
from sanshen.output.walking import walk_files


class ForeignFolderError(Exception):
    """The output folder holds files that no build of ours wrote; nothing may be removed there."""


def write_file(file: Path, data: bytes) -> bool:
    """Write by temporary file and rename; False, and nothing touched, when the bytes are there.

    Identical files keep their inode, so that copying tools see real changes only. Raises
    OSError, for a folder in the way too.
    """
    if file.is_dir() and not file.is_symlink():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(file))
    file.parent.mkdir(parents=True, exist_ok=True)
    folder = open_folder(file.parent)
    try:
        if read_same(file.name, folder, data):
            return False
        replace_file(file.name, data, folder, umask_hides())
    finally:
        os.close(folder)
    return True


def manifest_file(output: Path) -> Path:
    """Where the record of an output folder is: beside it, so that it is never served."""
    return output.with_name(f"{output.name}.manifest.json")


def check_ours(output: Path) -> None:
    """ForeignFolderError when ``output`` holds files and no record of ours lies beside it."""
    if output.is_symlink() or (output.exists() and not output.is_dir()):
        raise ForeignFolderError(str(output))
    if output.is_dir() and any(output.iterdir()) and not manifest_file(output).is_file():
        raise ForeignFolderError(str(output))


def folder_manifest(output: Path) -> dict[str, str]:
    """The sha256 of every file below ``output``, as it is on disk; links are not followed."""
    if not output.is_dir():
        return {}
    return {
        path: file_digest(entry) for path, entry in walk_files(output) if not entry.is_symlink()
    }
