"""单元表 (unit table): the files of each site's output and the keys they were written under."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator

from sanshen.index.rows import UnitRow
from sanshen.index.schema import packed, transaction

_UNIT = "path, type, args, key, sha256, size"
# Left to itself SQLite takes the primary key, and reads every unit of the site.
_BY_REFERENCE = "FROM units INDEXED BY units_reference WHERE site = ? AND type = ?"


class UnitTable:
    """The units of an opened index."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database

    def units(self, site: str) -> Iterator[UnitRow]:
        """The files of a site's output, in path order."""
        query = f"SELECT {_UNIT} FROM units WHERE site = ? ORDER BY path"  # noqa: S608
        return map(_unit, self._database.execute(query, (site,)))

    def unit(self, site: str, path: str) -> UnitRow | None:
        """One file of a site's output."""
        query = f"SELECT {_UNIT} FROM units WHERE site = ? AND path = ?"  # noqa: S608
        row = self._database.execute(query, (site, path)).fetchone()
        return None if row is None else _unit(row)

    def unit_of(self, site: str, type: str, args: tuple[str, ...]) -> UnitRow | None:
        """The file that was written for a unit's reference; None when there is none."""
        query = f"SELECT {_UNIT} {_BY_REFERENCE} AND args = ?"
        row = self._database.execute(query, (site, type, packed(args))).fetchone()
        return None if row is None else _unit(row)

    def units_of(self, site: str, type: str) -> Iterator[tuple[str, ...]]:
        """The arguments of every unit of a type that has a file."""
        query = f"SELECT args {_BY_REFERENCE} ORDER BY args"
        for (args,) in self._database.execute(query, (site, type)):
            yield tuple(json.loads(args))

    def save_units(self, site: str, rows: Iterable[UnitRow]) -> None:
        """Keep ``rows``, in place of rows of the same path; one transaction."""
        values = (
            (site, row.path, row.type, packed(row.args), row.key, row.sha256, row.size)
            for row in rows
        )
        with transaction(self._database):
            self._database.executemany(
                "INSERT OR REPLACE INTO units VALUES (?,?,?,?,?,?,?)", values
            )

    def remove_units(self, site: str, paths: Iterable[str]) -> None:
        """Forget the files at ``paths``; one transaction."""
        with transaction(self._database):
            self._database.executemany(
                "DELETE FROM units WHERE site = ? AND path = ?", ((site, path) for path in paths)
            )


def _unit(row: tuple[str, str, str, str, str, int]) -> UnitRow:
    path, kind, args, key, sha256, size = row
    return UnitRow(path, kind, tuple(json.loads(args)), key, sha256, size)
