"""放行清单文件 (release list file): what the ledger releases, as rows that can be moved forward.

One SQLite file; of every file of main its ``<mode>:<blob id>``, and of every released one the
fields of ``ReleasedFile``. Nothing in it is believed that the ledger does not say: see
``release_book``.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path

import sanshen.index
import sanshen.ledger
import sanshen.model
import sanshen.review
from sanshen.model.releases import ReleasedFile

FORMAT = 1
PLACE = "build/release-list.sqlite"
_SETTINGS = ("/site.yml", "/column.yml", "/redirects.yml")
_MODULUS = 1 << 256
_BATCH = 500

TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE files (
    path TEXT PRIMARY KEY, held TEXT, blob TEXT, change INTEGER, published TEXT, updated TEXT,
    baseline INTEGER
) WITHOUT ROWID;
CREATE TABLE submissions (change INTEGER PRIMARY KEY, seq INTEGER NOT NULL, blob TEXT NOT NULL);
CREATE TABLE touched (
    seq INTEGER NOT NULL, path TEXT NOT NULL, before TEXT, PRIMARY KEY (seq, path)
) WITHOUT ROWID;
"""

Row = tuple[str, str | None, ReleasedFile | None]
"""(path, ``<mode>:<blob id>`` on main or None, what is released or None)."""


@cache
def fold_version() -> str:
    """记账代码的版本: of all code that decides what an entry releases."""
    digest = hashlib.sha256()
    for package in (sanshen.index, sanshen.ledger, sanshen.model, sanshen.review):
        for folder in package.__path__:
            for file in sorted(Path(folder).glob("*.py")):
                digest.update(file.read_bytes())
    return digest.hexdigest()[:20]


class ReleaseFile:
    """The rows of one release list. Use as ``with closing(...)``."""

    def __init__(self, file: Path, readonly: bool = False, new: bool = False) -> None:
        """Open ``file``; ``new`` makes an empty one. sqlite3.DatabaseError when it is not ours."""
        self.file = file
        mode = "rwc" if new else "ro" if readonly else "rw"
        if new:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.unlink(missing_ok=True)
        name = str(file.resolve()).replace("%", "%25").replace("?", "%3f").replace("#", "%23")
        self.database = sqlite3.connect(f"file:{name}?mode={mode}", uri=True, isolation_level=None)
        self.database.execute("PRAGMA synchronous=OFF")
        if new:
            self.database.executescript(TABLES)
            self.database.execute(f"PRAGMA user_version={FORMAT}")
            self.set("version", fold_version())
        try:
            self._check()
        except sqlite3.DatabaseError:
            self.database.close()
            raise

    def _check(self) -> None:
        (found,) = self.database.execute("PRAGMA user_version").fetchone()
        if found != FORMAT or self.get("version") != fold_version():
            raise sqlite3.DatabaseError(f"{self.file}: made by another version")

    def close(self) -> None:
        """Close the file."""
        self.database.close()

    def get(self, key: str) -> str:
        """A named value; empty where there is none."""
        row = self.database.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return str(row[0]) if row else ""

    def set(self, key: str, value: object) -> None:
        """Set a named value."""
        self.database.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, str(value)))

    @property
    def seq(self) -> int:
        """The newest entry folded in, -1 for none."""
        return int(self.get("seq") or -1)

    @property
    def digest(self) -> int:
        """行摘要: the sum of the digests of all rows, whatever their order."""
        return int(self.get("digest") or "0", 16)

    def released(self, path: str) -> ReleasedFile | None:
        """What is released at a path."""
        row = self.row(path)
        return None if row is None else row[2]

    def row(self, path: str) -> Row | None:
        """The row of a path, None where there is none."""
        found = self.database.execute("SELECT * FROM files WHERE path = ?", (path,)).fetchone()
        return None if found is None else _row(found)

    def rows_at(self, paths: Iterable[str]) -> Iterator[Row]:
        """The rows of those of ``paths`` that have one."""
        wanted = sorted(set(paths))
        for start in range(0, len(wanted), _BATCH):
            part = wanted[start : start + _BATCH]
            marks = ",".join("?" * len(part))
            query = f"SELECT * FROM files WHERE path IN ({marks})"  # noqa: S608
            yield from map(_row, self.database.execute(query, part).fetchall())

    def rows(self) -> Iterator[Row]:
        """All rows, by path."""
        return map(_row, self.database.execute("SELECT * FROM files ORDER BY path"))

    def main(self) -> frozenset[tuple[str, str]]:
        """What main holds: (path, ``<mode>:<blob id>``) of every file."""
        held = self.database.execute("SELECT path, held FROM files WHERE held IS NOT NULL")
        return frozenset(held)

    def rows_below(self, folder: str) -> Iterator[Row]:
        """The rows of all files below a folder (with its closing slash), by path."""
        found = self.database.execute(
            "SELECT * FROM files WHERE path > ? AND path < ? ORDER BY path",
            (folder, folder[:-1] + "0"),
        )
        return map(_row, found)

    def content(self) -> Iterator[ReleasedFile]:
        """Every released file of the content that is no settings file, by path."""
        for _, _, released in self.rows_below("content/"):
            if released is not None and not released.path.endswith(_SETTINGS):
                yield released

    def blobs(self, paths: Sequence[str]) -> dict[str, str]:
        """The blobs that are released at those of the ``paths`` where something is."""
        query = (
            "SELECT path, blob FROM files "
            "WHERE blob IS NOT NULL AND path IN (SELECT value FROM json_each(?))"
        )
        return dict(self.database.execute(query, (json.dumps(paths),)))

    def content_paths(self, site: str) -> Iterator[str]:
        """The path of every released file of a site that is no settings file, ascending."""
        found = self.database.execute(
            "SELECT path FROM files WHERE blob IS NOT NULL AND path > ? AND path < ? ORDER BY path",
            (f"content/{site}/", f"content/{site}0"),
        )
        return (path for (path,) in found if not path.endswith(_SETTINGS))

    def touched_since(self, seq: int) -> tuple[str, ...]:
        """The paths whose rows entries after ``seq`` changed."""
        found = self.database.execute(
            "SELECT DISTINCT path FROM touched WHERE seq > ? ORDER BY path", (seq,)
        )
        return tuple(row[0] for row in found)

    def held_since(self, seq: int) -> Iterator[tuple[str, str | None, str | None]]:
        """(path, what main held after entry ``seq``, what it holds now) of the paths touched."""
        before: dict[str, str | None] = {}
        for path, held in self.database.execute(
            "SELECT path, before FROM touched WHERE seq > ? ORDER BY seq", (seq,)
        ):
            before.setdefault(path, held)
        for path, held in before.items():
            row = self.row(path)
            yield path, held, row[1] if row else None

    def put(self, seq: int, rows: Sequence[Row], logged: bool) -> None:
        """Replace the rows of those paths, because of entry ``seq``; the digest moves along."""
        digest = self.digest
        written: list[tuple[object, ...]] = []
        gone: list[tuple[str]] = []
        before = {row[0]: row for row in self.rows_at(path for path, _, _ in rows)}
        for row in rows:
            old = before.get(row[0])
            if old == row:
                continue
            digest += row_digest(row) - (row_digest(old) if old is not None else 0)
            if row[1] is None and row[2] is None:
                gone.append((row[0],))
            else:
                written.append(_values(row))
            if logged:
                values = (seq, row[0], old[1] if old else None)
                self.database.execute("INSERT OR IGNORE INTO touched VALUES (?, ?, ?)", values)
        self.database.executemany("DELETE FROM files WHERE path = ?", gone)
        self.database.executemany("INSERT OR REPLACE INTO files VALUES (?,?,?,?,?,?,?)", written)
        self.set("digest", f"{digest % _MODULUS:064x}")


def row_digest(row: Row) -> int:
    """The digest of one row as a number; 0 for the row of nothing."""
    path, held, released = row
    if held is None and released is None:
        return 0
    fields: tuple[object, ...] = (path, held)
    if released is not None:
        fields += (
            released.blob, released.change, released.published, released.updated,
            released.baseline,
        )  # fmt: skip
    return int.from_bytes(hashlib.sha256(repr(fields).encode()).digest())


def _row(row: tuple[str, str | None, str | None, int, str, str, int]) -> Row:
    path, held, blob, change, published, updated, baseline = row
    if blob is None:
        return path, held, None
    return path, held, ReleasedFile(path, blob, change, published, updated, bool(baseline))


def _values(row: Row) -> tuple[object, ...]:
    path, held, one = row
    if one is None:
        return (path, held, None, None, None, None, None)
    return (path, held, one.blob, one.change, one.published, one.updated, one.baseline)
