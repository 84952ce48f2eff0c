"""记录库 (records): what was parsed and rendered once is kept, keyed by blob id.

A cache in one SQLite file; its key is (blob id, renderer version, digest of the other things
the record was made from). Nothing in it is code, and every column of a row carries a checksum.
A store that cannot be read is rebuilt and the fact is told, never hidden.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from enum import Enum
from itertools import chain, islice
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

import xxhash

from sanshen import catalogue

_FORMAT = 3
_SCHEMA = (
    "CREATE TABLE IF NOT EXISTS heads (id INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, "
    "renderer TEXT NOT NULL, facts BLOB NOT NULL, header BLOB NOT NULL)",
    # apart from the heads, so that looking through those does not touch every body
    "CREATE TABLE IF NOT EXISTS bodies (id INTEGER PRIMARY KEY, body BLOB NOT NULL)",
)
_BATCH = 200
_CHECKSUM = 8

_DAMAGE = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


class RecordKey(NamedTuple):
    """记录键: the blob, the version of all code that made it, and a digest of its other inputs."""

    blob: str
    renderer: str
    context: str


class Record(NamedTuple):
    """记录: three columns of bytes; those not asked for come back empty."""

    facts: bytes = b""
    header: bytes = b""
    body: bytes = b""


class Columns(Enum):
    """Which columns of records to load."""

    FACTS = ("facts",)
    HEADER = ("header",)
    BODY = ("header", "body")
    ALL = Record._fields


def context_digest(*inputs: object) -> str:
    """A digest of further inputs of a record (path, site, column), by their ``repr``."""
    return hashlib.sha256(
        "\0".join(map(repr, inputs)).encode("utf-8", "backslashreplace")
    ).hexdigest()


class RecordStore:
    """The store in ``file``; opened on construction, rebuilt when it is not a sound store.

    ``notes`` says in the catalogue's words (``lang``) what was rebuilt or dropped. Use as a
    context manager, or call ``close``.
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

    def load(
        self, keys: Iterable[RecordKey], columns: Columns = Columns.ALL
    ) -> Mapping[RecordKey, Record]:
        """The records of those ``keys`` that are there; damaged ones count as absent."""
        return dict(self.load_many(keys, columns))

    def load_many(
        self, keys: Iterable[RecordKey], columns: Columns = Columns.ALL
    ) -> Iterator[tuple[RecordKey, Record]]:
        """As ``load``, a few at a time, so that a whole site is never in memory; no order."""
        waiting = iter(dict.fromkeys(keys))
        while part := list(islice(waiting, _BATCH)):
            try:
                found = self._load(part, columns)
            except sqlite3.DatabaseError as error:
                self._database.close()
                self._rebuild(error)
                return
            yield from found

    def save(self, records: Mapping[RecordKey, Record]) -> None:
        """Keep ``records``, replacing those of the same key; one transaction."""
        self.save_many(records.items())

    def save_many(self, records: Iterable[tuple[RecordKey, Record]]) -> None:
        """As ``save``, for records that come one after another; one transaction.

        A store found damaged meanwhile begins again, with those not yet saved.
        """
        waiting, part = iter(records), list[tuple[RecordKey, Record]]()
        try:
            with self._database:
                number = self._last
                while part := list(islice(waiting, _BATCH)):
                    self._save(dict(part), number)
                    number += len(part)
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode & 0xFF not in _DAMAGE:
                raise
            self._database.close()
            self._rebuild(error)
            with self._database:
                self._save(dict(chain(part, waiting)), 0)

    @property
    def _last(self) -> int:
        (last,) = self._database.execute("SELECT max(id) FROM heads").fetchone()
        return last or 0

    def forget_others(self, renderer: str) -> int:
        """Delete the records of other renderer versions; how many there were."""
        with self._database:
            self._database.execute(
                "DELETE FROM bodies WHERE id IN (SELECT id FROM heads WHERE renderer <> ?)",
                (renderer,),
            )
            done = self._database.execute("DELETE FROM heads WHERE renderer <> ?", (renderer,))
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
            if not found:
                database.execute("PRAGMA page_size=8192")
                for table in _SCHEMA:
                    database.execute(table)
                database.execute(f"PRAGMA user_version={_FORMAT}")
            database.execute("SELECT key, renderer, facts, header FROM heads LIMIT 1")
            database.execute("SELECT id, body FROM bodies LIMIT 1")
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

    def _save(self, records: Mapping[RecordKey, Record], number: int) -> None:
        keys = {key: _stored_key(key) for key in records}
        marks = ",".join("?" * len(keys))
        old = f"SELECT id FROM heads WHERE key IN ({marks})"  # noqa: S608
        gone = self._database.execute(old, tuple(keys.values())).fetchall()
        self._database.executemany("DELETE FROM bodies WHERE id=?", gone)
        self._database.executemany("DELETE FROM heads WHERE id=?", gone)
        heads, bodies = [], []
        for row, (key, record) in enumerate(records.items(), number + 1):
            seed = _seed(stored := keys[key])
            facts, header, body = (_sealed(value, seed) for value in record)
            heads.append((row, stored, key.renderer, facts, header))
            bodies.append((row, body))
        self._database.executemany("INSERT INTO heads VALUES (?,?,?,?,?)", heads)
        self._database.executemany("INSERT INTO bodies VALUES (?,?)", bodies)

    def _load(self, keys: list[RecordKey], columns: Columns) -> list[tuple[RecordKey, Record]]:
        named = {_stored_key(key): key for key in keys}
        tables = (
            "heads"
            if columns in (Columns.FACTS, Columns.HEADER)
            else "heads JOIN bodies USING (id)"
        )
        marks = ",".join("?" * len(named))
        rows = self._database.execute(
            f"SELECT key, {','.join(columns.value)} FROM {tables} WHERE key IN ({marks})",  # noqa: S608
            tuple(named),
        )
        before = (b"",) * Record._fields.index(columns.value[0])
        found, damaged = [], 0
        for stored, *sealed in rows:
            seed = _seed(stored)
            values = [value for one in sealed if (value := _opened(one, seed)) is not None]
            if len(values) < len(sealed):
                damaged += 1
            else:
                found.append((named[stored], Record(*before, *values)))
        if damaged:
            self._note("records.damaged", file=self.file, count=damaged)
        return found


def _stored_key(key: RecordKey) -> bytes:
    return xxhash.xxh3_128_digest("\0".join(key).encode())


def _seed(stored: bytes) -> int:
    """Makes the checksums of a row those of its key: a row under another key is damaged."""
    return int.from_bytes(stored[:8])


def _sealed(value: bytes, seed: int) -> bytes:
    return xxhash.xxh3_64_digest(value, seed) + value


def _opened(sealed: object, seed: int) -> bytes | None:
    """The value without its checksum, None where they do not belong together."""
    if not isinstance(sealed, bytes):
        return None
    value = sealed[_CHECKSUM:]
    return value if sealed[:_CHECKSUM] == xxhash.xxh3_64_digest(value, seed) else None
