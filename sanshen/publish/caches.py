"""缓存 (caches): files that can be made again; damaged ones are found out, and go.

A build trusts them until something fails. Then each is read through once: what SQLite finds
wrong in a file is no fault of the content, and the build begins again without that file.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from sanshen.index.inputs import FOLDER, PREVIEW, PUBLISH
from sanshen.index.release_file import PLACE
from sanshen.index.schema import index_file_is_whole


def drop_damaged(root: Path, publishing: bool) -> tuple[Path, ...]:
    """Remove the index of a mode and the release list where they are damaged; those removed."""
    index = root / FOLDER / f"{PUBLISH if publishing else PREVIEW}.sqlite"
    dropped = tuple(_damaged(index, root / PLACE))
    for file in dropped:
        for part in (file, *file.parent.glob(f"{file.name}-*")):
            part.unlink(missing_ok=True)
    return dropped


def _damaged(index: Path, releases: Path) -> Iterator[Path]:
    for file in (index, releases):
        if file.exists() and not (_is_sound(file) and (file != index or index_file_is_whole(file))):
            yield file


def _is_sound(file: Path) -> bool:
    """Whether SQLite finds nothing wrong with a file, all of it read."""
    try:
        with closing(sqlite3.connect(file)) as database:
            found = database.execute("PRAGMA quick_check(1)").fetchone()
            return bool(found == ("ok",))
    except sqlite3.DatabaseError:
        return False
