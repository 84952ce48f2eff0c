"""记录读取 (record reading): the header and text of one item, from the record store or from git."""

from __future__ import annotations

from pathlib import Path

from sanshen.content.item_record import ItemRecord, decode_record, read_item
from sanshen.content.reading import code_version
from sanshen.content.records import RecordKey, RecordStore, context_digest
from sanshen.gitio.repository import Repository
from sanshen.model.sites import Column, Site


class RecordReading:
    """Reads records by blob: ``store`` first, else the blob itself from the repository ``root``."""

    def __init__(self, store: RecordStore | None, root: Path | None) -> None:
        self._store = store
        self._repository = Repository(root) if root is not None else None

    def record(self, path: str, blob: str, site: Site, column: Column) -> ItemRecord:
        """The record of an item; KeyError where neither store nor repository has it."""
        if self._store is not None:
            context = context_digest("item", path, context_digest(site, column))
            key = RecordKey(blob, code_version(), context)
            value = self._store.load([key]).get(key)
            if value is not None:
                return decode_record(value)
        if self._repository is None:
            raise KeyError(path)
        return read_item(path, blob, self._repository.read_blob(blob), site, column)

    def header(self, path: str, blob: str, site: Site, column: Column) -> ItemRecord:
        """As ``record``; the body may be missing."""
        return self.record(path, blob, site, column)
