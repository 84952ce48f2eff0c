"""写盘 (writing): a changed file is a new inode; nothing undeclared stays in our folders."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Container, Mapping
from pathlib import Path

from sanshen.output.files import (
    open_folder,
    read_same,
    replace_file,
    umask_hides,
)
from sanshen.output.verification import file_digest
from sanshen.output.walking import remove_empty_folders, walk_files

FORMAT = "sanshen/manifest/1"


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
    """Where the manifest of an output folder is: beside it, so that it is never served."""
    return output.with_name(f"{output.name}.manifest.json")


def claim_folder(output: Path) -> None:
    """Mark ``output`` as ours before the first write; ForeignFolderError when others filled it."""
    check_ours(output)
    output.mkdir(parents=True, exist_ok=True)
    if not manifest_file(output).is_file():
        write_manifest(output, {}, {})


def check_ours(output: Path) -> None:
    """ForeignFolderError when ``output`` holds files and no manifest of ours lies beside it."""
    if output.is_symlink() or (output.exists() and not output.is_dir()):
        raise ForeignFolderError(str(output))
    if output.is_dir() and any(output.iterdir()) and not manifest_file(output).is_file():
        raise ForeignFolderError(str(output))


def write_manifest(output: Path, files: Mapping[str, str], keys: Mapping[str, str]) -> None:
    """Record what a build wrote: sha256 and unit key of each path."""
    rows = {path: {"sha256": files[path], "key": keys.get(path, "")} for path in sorted(files)}
    body = {"format": FORMAT, "files": rows}
    text = json.dumps(body, ensure_ascii=False, indent=0, sort_keys=True)
    write_file(manifest_file(output), text.encode() + b"\n")


def recorded_keys(output: Path) -> dict[str, str] | None:
    """The unit key of each file, as the last whole build recorded them.

    None when there is no such record, or the files are not the ones it names any more.
    """
    try:
        body = json.loads(manifest_file(output).read_text(encoding="utf-8"))
        rows = {path: (row["sha256"], row["key"]) for path, row in body["files"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    if {path: digest for path, (digest, _) in rows.items()} != folder_manifest(output):
        return None
    return {path: key for path, (_, key) in rows.items()}


def folder_manifest(output: Path) -> dict[str, str]:
    """The sha256 of every file below ``output``, as it is on disk; links are not followed."""
    if not output.is_dir():
        return {}
    return {
        path: file_digest(entry) for path, entry in walk_files(output) if not entry.is_symlink()
    }


def remove_undeclared(output: Path, declared: Container[str]) -> tuple[str, ...]:
    """Delete what is in a folder of ours and not in ``declared``; gives the paths removed."""
    removed = tuple(path for path, _ in walk_files(output) if path not in declared)
    for path in removed:
        (output / path).unlink()
    remove_empty_folders(output)
    return removed
