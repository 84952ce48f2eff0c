"""记录读取 (record reading): the header and text of one item, from the record store or its file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from sanshen.content.item_record import ItemRecord, decode_record, read_item
from sanshen.content.reading import item_key
from sanshen.content.records import Columns, RecordKey, RecordStore, context_digest
from sanshen.gitio.blobs import BlobReader
from sanshen.gitio.repository import Repository
from sanshen.index.rows import ItemRow
from sanshen.index.schema import content_version
from sanshen.model.sites import Column, Site


class RecordReading:
    """Reads records by blob: from ``store`` first, else from the repository at ``root``.

    ``working``: the index is of a working tree, whose files git may not have.
    """

    def __init__(self, store: RecordStore | None, root: Path | None, working: bool) -> None:
        self._store = store
        self._repository = Repository(root) if root is not None else None
        self._blobs = BlobReader(root) if root is not None else None
        self._working = working
        self._contexts: dict[tuple[str, str], str] = {}

    def record(self, path: str, blob: str, site: Site, column: Column) -> ItemRecord:
        """The record of an item; KeyError where neither store nor repository has it."""
        return self._read(path, blob, site, column, Columns.BODY)

    def header(self, path: str, blob: str, site: Site, column: Column) -> ItemRecord:
        """As ``record``; the body may be missing."""
        return self._read(path, blob, site, column, Columns.HEADER)

    def stored(
        self,
        rows: Iterable[ItemRow],
        sites: Mapping[str, Site],
        columns: Mapping[tuple[str, str], Column],
    ) -> dict[str, ItemRecord]:
        """The records of several items that the store has, by path, in one query a few dozen."""
        if self._store is None:
            return {}
        keys = {
            self._key(row.path, row.blob, sites[row.site], columns[row.site, row.column]): row.path
            for row in rows
        }
        found = self._store.load_many(keys, Columns.BODY)
        return {keys[key]: decode_record(record) for key, record in found}

    def _key(self, path: str, blob: str, site: Site, column: Column) -> RecordKey:
        place = (site.code, column.path)
        if place not in self._contexts:
            self._contexts[place] = context_digest(site, column)
        return item_key(path, blob, content_version(), self._contexts[place])

    def close(self) -> None:
        """End the git that reads files, if one was needed."""
        if self._blobs is not None:
            self._blobs.close()

    def _read(
        self, path: str, blob: str, site: Site, column: Column, columns: Columns
    ) -> ItemRecord:
        if self._store is not None:
            key = self._key(path, blob, site, column)
            stored = self._store.load((key,), columns).get(key)
            if stored is not None:
                return decode_record(stored)
        if self._repository is None or self._blobs is None:
            raise KeyError(path)
        if self._working:
            data = self._repository.read_working_file(path)
        else:
            data = next(self._blobs.read((blob,)))
        return read_item(path, blob, data, site, column)
