"""独占 (site lock): one build at a time writes to the trees of a site."""

from __future__ import annotations

import fcntl
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from sanshen.model.stops import Stop
from sanshen.output.trees import trees_folder
from sanshen.output.writing import ForeignFolderError

LOCK = "lock"


class TreesBusyError(Stop):
    """Another process is building the site; the sentence names it."""

    def __init__(self, site: str, holder: str) -> None:
        super().__init__(f"{site}: {holder}")
        self.key = "trees.busy"
        self.values = {"site": site, "holder": holder}


@contextmanager
def locked_trees(root: Path, site: str) -> Iterator[int]:
    """The descriptor of the lock on a site's trees, this process's alone until the block ends.

    Workers inherit it, and so must every program that writes into the trees (``pass_fds``):
    when a build is killed, the lock stays until its last writer has ended.
    Raises TreesBusyError, naming the other; ForeignFolderError when the folder is not ours.
    """
    folder = trees_folder(root, site)
    _check_ours(folder)
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / LOCK).open("a+", encoding="utf-8") as lock:
        _take(lock, site)
        os.set_inheritable(lock.fileno(), True)
        lock.truncate(0)
        lock.write(json.dumps({"pid": os.getpid(), "program": Path(sys.argv[0]).name}))
        lock.flush()
        try:
            yield lock.fileno()
        finally:
            lock.truncate(0)
            # Workers were born with the lock; closing it here would not take it from them.
            fcntl.flock(lock, fcntl.LOCK_UN)


def _take(lock: IO[str], site: str) -> None:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        pid, program = _holder(lock)
        if pid and _alive(pid):
            raise TreesBusyError(site, f"{program} ({pid})") from None
        # Its workers outlive a killed build until their task at hand has ended.
        fcntl.flock(lock, fcntl.LOCK_EX)


def _holder(lock: IO[str]) -> tuple[int, str]:
    lock.seek(0)
    try:
        body = json.loads(lock.read())
        return int(body["pid"]), str(body["program"])
    except (ValueError, KeyError, TypeError):
        return 0, ""


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _check_ours(folder: Path) -> None:
    """ForeignFolderError for a folder that has files and no mark of an earlier build."""
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise ForeignFolderError(str(folder))
    if not folder.is_dir():
        return
    names = {file.name for file in folder.iterdir()}
    if names and LOCK not in names and not any(n.endswith(".manifest.json") for n in names):
        raise ForeignFolderError(str(folder))
