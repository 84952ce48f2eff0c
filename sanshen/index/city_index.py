"""城市索引 (city index): the only way a build reads the content, one small query at a time."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Self

from sanshen.content.addresses import ORIGINAL_LANGUAGE
from sanshen.content.body import Heading
from sanshen.content.item_record import ItemRecord
from sanshen.content.records import RecordStore
from sanshen.index.change_log import ChangeLog
from sanshen.index.lists import Lists
from sanshen.index.place_rows import PlaceRows
from sanshen.index.record_reading import RecordReading
from sanshen.index.rows import Changes, ListingRow, ListScope
from sanshen.index.schema import get_meta, open_file, set_meta
from sanshen.index.unit_table import UnitTable


class CityIndex(PlaceRows, UnitTable):
    """The index in one file: every item of all sites as rows, links, releases, units.

    ``sites`` by code, ``columns`` by (site, column path). Open it with ``open``; every method
    asks one small query. Not to be shared between processes: a worker opens the file anew,
    read only. After an update through another connection, open it anew.
    """

    def __init__(self, database: sqlite3.Connection, reading: RecordReading) -> None:
        super().__init__(database)
        self.publishing = get_meta(database, "mode") == "publish"
        self._lists = Lists(database)
        self._reading = reading
        self._log = ChangeLog(database)
        self._generation = self._log.generation

    @classmethod
    def open(
        cls, file: Path, records: RecordStore | None = None, root: Path | None = None,
        readonly: bool = True,
    ) -> Self:  # fmt: skip
        """Open the index in ``file``.

        ``records`` and ``root`` (the city's repository) are where ``record`` and ``header``
        take texts from: the store, else git. IndexFileError when the file is missing, damaged,
        or of another format or code version.
        """
        database = open_file(file, readonly)
        working = not get_meta(database, "commit")
        return cls(database, RecordReading(records, root, working))

    def close(self) -> None:
        """Close the file."""
        self._database.close()
        self._reading.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def meta(self, key: str) -> str:
        """A named value of the index (``commit``, ``tree``, ``ledger_seq``, …); "" for none."""
        return get_meta(self._database, key)

    def remember(self, key: str, value: str) -> None:
        """Set a named value of the index (``meta`` reads it)."""
        set_meta(self._database, key, value)

    def record(self, path: str) -> ItemRecord:
        """The header and parsed body of an item; KeyError where there is none."""
        row = self.item(path)
        if row is None:
            raise KeyError(path)
        column = self.columns[row.site, row.column]
        return self._reading.record(path, row.blob, self.sites[row.site], column)

    def header(self, path: str) -> ItemRecord:
        """As ``record``, without the cost of the body where that can be spared."""
        row = self.item(path)
        if row is None:
            raise KeyError(path)
        column = self.columns[row.site, row.column]
        return self._reading.header(path, row.blob, self.sites[row.site], column)

    def count(self, scope: ListScope) -> int:
        """How many items a list holds."""
        return self._lists.count(scope)

    def slice(self, scope: ListScope, start: int, stop: int) -> tuple[ListingRow, ...]:
        """Rows ``start`` to ``stop`` of a list, oldest first."""
        return self._lists.slice(scope, start, stop)

    def newest(self, scope: ListScope, number: int) -> tuple[ListingRow, ...]:
        """The ``number`` newest rows of a list, newest first."""
        return self._lists.newest(scope, number)

    def rank(self, scope: ListScope, order: str) -> int:
        """How many rows of a list come before ``order``."""
        return self._lists.rank(scope, order)

    def languages(self, site: str) -> tuple[str, ...]:
        """The site's languages that show an item, in its order; the original one always."""
        used = {ORIGINAL_LANGUAGE, *(lang for own, lang, _ in self._filled if own == site)}
        return tuple(lang for lang in self.sites[site].languages if lang in used)

    def filled(self, site: str, lang: str) -> frozenset[str]:
        """The paths of columns that themselves show an item of that language."""
        return self._filled_columns.get((site, lang), frozenset())

    @cached_property
    def _filled(self) -> frozenset[tuple[str, str, str]]:
        rows = self._database.execute('SELECT DISTINCT site, lang, "column" FROM counts')
        return frozenset(rows)

    @cached_property
    def _filled_columns(self) -> Mapping[tuple[str, str], frozenset[str]]:
        found: dict[tuple[str, str], set[str]] = {}
        for site, lang, column in self._filled:
            found.setdefault((site, lang), set()).add(column)
        return {key: frozenset(columns) for key, columns in found.items()}

    def tags(self, site: str, lang: str) -> tuple[tuple[str, int], ...]:
        """(tag, number of shown items), by tag."""
        rows = self._database.execute(
            "SELECT tag, sum(number) FROM tag_counts WHERE site = ? AND lang = ? "
            "GROUP BY tag ORDER BY tag",
            (site, lang),
        )
        return tuple(rows)

    def years(self, site: str, column: str, lang: str) -> tuple[str, ...]:
        """The years of the shown items of exactly this column, ascending."""
        rows = self._database.execute(
            'SELECT DISTINCT year FROM counts WHERE site = ? AND lang = ? AND "column" = ? '
            "AND year <> '' ORDER BY year",
            (site, lang, column),
        )
        return tuple(row[0] for row in rows)

    def headings(self, path: str) -> tuple[Heading, ...]:
        """The headings of an item's text; KeyError where there is no readable item."""
        body = self.record(path).body
        return () if body is None else body.headings

    def changes(self, site: str) -> Changes:
        """What changed since ``site`` was last marked built; everything where it never was."""
        return self._log.since(site, self)

    def mark_built(self, site: str) -> None:
        """What the index held when it was opened is what ``site`` shows.

        Changes from then on count as not built, whoever made them.
        """
        self._log.mark_built(site, self._generation, self.sites.keys())
