"""城市索引 (city index): the only way a build reads the content, one small query at a time."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Self

from sanshen.content.addresses import ORIGINAL_LANGUAGE, original_path
from sanshen.content.body import Heading
from sanshen.content.item_record import ItemRecord
from sanshen.content.records import RecordStore
from sanshen.index.at_hand import NOTHING, AtHand, files_by_owner
from sanshen.index.change_log import ChangeLog
from sanshen.index.lists import Lists
from sanshen.index.place_rows import PlaceRows
from sanshen.index.record_reading import RecordReading
from sanshen.index.relations import Relations, read_relations
from sanshen.index.rows import AttachmentRow, Changes, ItemRow, ListingRow, ListScope
from sanshen.index.schema import get_meta, open_file, set_meta
from sanshen.index.unit_table import UnitTable

REMEMBERED = 50_000
"""Places remembered at most; then they are asked for anew."""

_UNKNOWN = ("", "", False)


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
        self._relations: Relations | None = None
        self._at_hand = NOTHING
        self._seen: dict[str, tuple[str, str, bool] | None] = {}
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
        if (held := self._at_hand.records.get(path)) is not None:
            return held
        row = self.item(path)
        if row is None:
            raise KeyError(path)
        column = self.columns[row.site, row.column]
        return self._reading.header(path, row.blob, self.sites[row.site], column)

    def record_of(self, row: ItemRow) -> ItemRecord:
        """As ``record``, of a row at hand."""
        held = self._at_hand.records.get(row.path)
        if held is not None:
            return held
        column = self.columns[row.site, row.column]
        return self._reading.record(row.path, row.blob, self.sites[row.site], column)

    def item(self, path: str) -> ItemRow | None:
        """The row of an item, shown or not; None where there is no (readable) item."""
        return self._at_hand.rows.get(path) or super().item(path)

    def items_at(self, paths: Iterable[str]) -> tuple[ItemRow, ...]:
        """The rows of those ``paths`` that are items, by path."""
        paths = tuple(paths)
        held = self._at_hand.items(paths)
        return super().items_at(paths) if held is None else held

    def attachment(self, path: str) -> AttachmentRow | None:
        """The row of an attachment, shown or not."""
        return self._at_hand.attachments.get(path) or super().attachment(path)

    def file_address(self, path: str) -> str | None:
        """The address of an attachment, shown or not; None where there is no such file."""
        held = self._at_hand.attachments.get(path)
        return super().file_address(path) if held is None else held.address

    def hold(self, items: Iterable[str], attachments: Iterable[str] = ()) -> None:
        """Have rows and records of these at hand, in place of those held before."""
        rows = super().items_at(items)
        owners = {original_path(row.path) for row in rows}
        if self._relations is not None:
            owners &= self._relations.owners
        owned = tuple(self.attachments_owned(owners))
        self._at_hand = AtHand(
            {row.path: row for row in rows},
            self._reading.stored(rows, self.sites, self.columns),
            {row.path: row for row in (*self.attachments_at(attachments), *owned)},
            files_by_owner(owners, owned),
        )

    def prepare_for_many(self) -> None:
        """Ask once for all relations and places, because most items will be looked at."""
        self._relations = read_relations(self._database, self.follow)
        query = f"SELECT path, site, address, shown FROM items LIMIT {REMEMBERED}"  # noqa: S608
        for path, site, address, shown in self._database.execute(query):
            self._seen[path] = (site, address, bool(shown))

    def seen(self, path: str) -> tuple[str, str, bool] | None:
        """(site, address, whether it is shown) of an item; remembered, for many link to it.

        Only for an index that nobody writes meanwhile.
        """
        found = self._seen.get(path, _UNKNOWN)
        return self._look(path) if found is _UNKNOWN else found

    def _look(self, path: str) -> tuple[str, str, bool] | None:
        if len(self._seen) >= REMEMBERED:
            self._seen.clear()
        query = "SELECT site, address, shown FROM items WHERE path = ?"
        row = self._database.execute(query, (path,)).fetchone()
        found = None if row is None else (row[0], row[1], bool(row[2]))
        self._seen[path] = found
        return found

    def known(self, path: str) -> bool:
        """Whether a file is at that path of the content."""
        return (path.endswith(".md") and self.seen(path) is not None) or super().known(path)

    def place(self, path: str) -> tuple[str, str] | None:
        """(site, address) of an item, shown or not."""
        seen = self.seen(path)
        return None if seen is None else seen[:2]

    def versions(self, path: str) -> tuple[ItemRow, ...]:
        """各语种版本: the original first, then its translations by path, shown or not."""
        if self._relations is None:
            return super().versions(path)
        original = original_path(path)
        others = self._relations.translations.get(original, ())
        first = self.item(original)
        return (*(() if first is None else (first,)), *(self.items_at(others) if others else ()))

    def interpretations(self, path: str) -> tuple[ItemRow, ...]:
        """解读: the interpretations (originals) of a document, by path, shown or not."""
        if self._relations is None:
            return super().interpretations(path)
        found = self._relations.interpretations.get(path, ())
        return self.items_at(found) if found else ()

    def documents(self, path: str) -> tuple[ItemRow, ...]:
        """解读对象: the documents an interpretation interprets, by path, shown or not."""
        if self._relations is None:
            return super().documents(path)
        found = self._relations.documents.get(path, ())
        return self.items_at(found) if found else ()

    def files(self, folder: str) -> tuple[AttachmentRow, ...]:
        """The shown attachments in an item's folder, by path."""
        owner = f"{folder}.md"
        if self._relations is not None and owner not in self._relations.owners:
            return ()
        held = self._at_hand.files.get(owner)
        return super().files(folder) if held is None else held

    def has_versions(self, row: ItemRow) -> bool:
        """Whether an item may have other languages; False only when that is known."""
        known = self._relations
        return known is None or bool(row.original) or row.path in known.translations

    def _languages(self, site: str) -> tuple[str, ...]:
        return self.sites[site].languages if site in self.sites else ()

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
