"""记录库 (records): what was parsed and rendered once is kept, keyed by blob id.

A cache in one SQLite file; its key is (blob id, renderer version, digest of the other things
the record was made from). Nothing in it is code: rows are JSON, and every row carries a
checksum. A store that cannot be read is rebuilt and the fact is told, never hidden.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self

from sanshen import catalogue

_FORMAT = 1
_SCHEMA = (
    "CREATE TABLE IF NOT EXISTS records (blob TEXT NOT NULL, renderer TEXT NOT NULL, "
    "context TEXT NOT NULL, checksum TEXT NOT NULL, value TEXT NOT NULL, "
    "PRIMARY KEY (blob, renderer, context)) WITHOUT ROWID"
)
_BATCH = 200


class RecordKey(NamedTuple):
    """记录键: the blob, the version of all code that made it, and a digest of its other inputs."""

    blob: str
    renderer: str
    context: str


def context_digest(*inputs: object) -> str:
    """A digest of further inputs of a record (path, site, column), by their ``repr``."""
    return hashlib.sha256(
        "\0".join(map(repr, inputs)).encode("utf-8", "backslashreplace")
    ).hexdigest()


class RecordStore:
    """The store in ``file``; opened on construction, rebuilt when it is not a sound store.

    ``notes`` says in the catalogue's words (``lang``) what was rebuilt or dropped. Values are
    JSON objects. Use as a context manager, or call ``close``.
    """

    def __init__(self, file: Path, lang: str = "zh") -> None:
        self.file = file
        self._lang = lang
        self.notes: tuple[str, ...] = ()
        file.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._database = self._open()
        except sqlite3.DatabaseError as error:
            self._rebuild(error)

    def load(self, keys: Iterable[RecordKey]) -> Mapping[RecordKey, Any]:
        """The stored values of those ``keys`` that are there; damaged rows count as absent."""
        try:
            return self._load(list(dict.fromkeys(keys)))
        except sqlite3.DatabaseError as error:
            self._database.close()
            self._rebuild(error)
            return {}

    def save(self, records: Mapping[RecordKey, Any]) -> None:
        """Keep ``records`` (JSON values), replacing rows of the same key; one transaction."""
        rows = [
            (*key, _checksum(key, text), text)
            for key, value in records.items()
            for text in (json.dumps(value, ensure_ascii=False, separators=(",", ":")),)
        ]
        with self._database:
            self._database.executemany("INSERT OR REPLACE INTO records VALUES (?,?,?,?,?)", rows)

    def forget_others(self, renderer: str) -> int:
        """Delete the rows of other renderer versions; how many there were."""
        with self._database:
            done = self._database.execute("DELETE FROM records WHERE renderer <> ?", (renderer,))
        return done.rowcount

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _open(self) -> sqlite3.Connection:
        database = sqlite3.connect(self.file)
        try:
            (found,) = database.execute("PRAGMA user_version").fetchone()
            if found not in (0, _FORMAT):
                raise sqlite3.DatabaseError(f"format {found}")
            database.execute("PRAGMA synchronous=OFF")
            database.execute(_SCHEMA)
            database.execute("SELECT blob, renderer, context, checksum, value FROM records LIMIT 1")
            database.execute(f"PRAGMA user_version={_FORMAT}")
            database.commit()
        except sqlite3.DatabaseError:
            database.close()
            raise
        return database

    def _rebuild(self, error: Exception) -> None:
        for file in (self.file, *self.file.parent.glob(f"{self.file.name}-*")):
            file.unlink(missing_ok=True)
        self._note("records.rebuilt", file=self.file, error=error)
        self._database = self._open()

    def _note(self, key: str, **args: object) -> None:
        self.notes += (catalogue.message(key, self._lang, **args),)

    def _load(self, keys: list[RecordKey]) -> dict[RecordKey, Any]:
        found: dict[RecordKey, Any] = {}
        damaged: list[RecordKey] = []
        for start in range(0, len(keys), _BATCH):
            part = keys[start : start + _BATCH]
            marks = ",".join(["(?,?,?)"] * len(part))
            rows = self._database.execute(
                f"SELECT * FROM records WHERE (blob, renderer, context) IN (VALUES {marks})",  # noqa: S608
                [value for key in part for value in key],
            )
            for blob, renderer, context, checksum, text in rows:
                key = RecordKey(blob, renderer, context)
                if checksum == _checksum(key, text):
                    found[key] = json.loads(text)
                else:
                    damaged.append(key)
        if damaged:
            self._note("records.damaged", file=self.file, count=len(damaged))
        return found


def _checksum(key: RecordKey, text: str) -> str:
    return hashlib.blake2b("\0".join((*key, text)).encode(), digest_size=16).hexdigest()
