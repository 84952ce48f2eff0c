"""变更记录 (change log): what each update changed, until every site has been built from it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterator, Mapping
from typing import Any, Protocol

from sanshen.index.rows import (
    AttachmentChange,
    AttachmentRow,
    Changes,
    ItemChange,
    ItemRow,
)
from sanshen.index.schema import get_meta, packed, set_meta, transaction

ITEM, FILE, SETTING, THEME = "item", "file", "setting", "theme"

Entry = tuple[str, str, str]


class Rows(Protocol):
    """The rows of the index as they are now."""

    def item(self, path: str) -> ItemRow | None:
        """The row of an item."""

    def attachment(self, path: str) -> AttachmentRow | None:
        """The row of an attachment."""


class ChangeLog:
    """The log of an opened index: generation by generation, rows as they were before."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database

    @property
    def generation(self) -> int:
        """The number of the newest state."""
        return int(get_meta(self._database, "generation") or 0)

    def add(self, changes: Changes) -> None:
        """Note ``changes`` as the next generation; a full one forgets what went before."""
        generation = self.generation + 1
        set_meta(self._database, "generation", str(generation))
        if changes.full:
            set_meta(self._database, "complete_since", str(generation))
            self._database.execute("DELETE FROM change_log")
            return
        rows = [(generation, what, path, value) for what, path, value in _entries(changes)]
        self._database.executemany("INSERT INTO change_log VALUES (?, ?, ?, ?)", rows)

    def since(self, site: str, rows: Rows) -> Changes:
        """What changed since ``site`` was marked built; ``rows`` gives the rows as they are."""
        found = self._database.execute("SELECT generation FROM built WHERE site = ?", (site,))
        start = found.fetchone()
        if start is None or start[0] < int(get_meta(self._database, "complete_since") or 0):
            return Changes(full=True)
        before: dict[tuple[str, str], list[str]] = {}
        for what, path, value in self._database.execute(
            "SELECT what, path, value FROM change_log WHERE generation > ? ORDER BY generation",
            start,
        ):
            before.setdefault((what, path), []).append(value)
        return Changes(
            full=False,
            items=tuple(_items(before, rows)),
            attachments=tuple(_files(before, rows)),
            settings=frozenset(path for what, path in before if what == SETTING),
            theme=any(what == THEME for what, _ in before),
        )

    def mark_built(self, site: str, generation: int, codes: Collection[str]) -> None:
        """``site`` shows a state; what all sites (``codes``) show need not be kept."""
        with transaction(self._database):
            self._database.execute("INSERT OR REPLACE INTO built VALUES (?, ?)", (site, generation))
            known = dict(self._database.execute("SELECT site, generation FROM built"))
            oldest = min(number for code, number in known.items() if code in (*codes, site))
            self._database.execute("DELETE FROM change_log WHERE generation <= ?", (oldest,))


def _entries(changes: Changes) -> Iterator[Entry]:
    """(what, path, value) of everything that changed."""
    for change in changes.items:
        path = _path_of(change.old, change.new)
        value = {"old": change.old, "headings": change.headings, "related": change.related}
        yield ITEM, path, packed(value)
    for file in changes.attachments:
        yield FILE, _path_of(file.old, file.new), packed({"old": file.old})
    for path in sorted(changes.settings):
        yield SETTING, path, "{}"
    if changes.theme:
        yield THEME, "", "{}"


def _path_of(old: ItemRow | AttachmentRow | None, new: ItemRow | AttachmentRow | None) -> str:
    row = new or old
    if row is None:
        raise ValueError("a change of nothing")
    return row.path


def _items(before: Mapping[tuple[str, str], list[str]], rows: Rows) -> Iterator[ItemChange]:
    """Each item once: as it was before the first of its changes, as it is now."""
    for (what, path), values in sorted(before.items()):
        if what != ITEM:
            continue
        read = [json.loads(value) for value in values]
        old, new = _item(read[0]["old"]), rows.item(path)
        body = (old and old.blob) != (new and new.blob)
        headings = any(one["headings"] for one in read)
        related = sorted({path for one in read for path in one["related"]})
        if old != new or headings:
            yield ItemChange(old, new, body, headings, tuple(related))


def _files(before: Mapping[tuple[str, str], list[str]], rows: Rows) -> Iterator[AttachmentChange]:
    for (what, path), values in sorted(before.items()):
        if what != FILE:
            continue
        old, new = json.loads(values[0])["old"], rows.attachment(path)
        change = AttachmentChange(AttachmentRow._make(old) if old else None, new)
        if change.old != change.new:
            yield change


def _item(values: list[Any] | None) -> ItemRow | None:
    if values is None:
        return None
    row = ItemRow._make(values)
    return row._replace(tags=tuple(row.tags), former=tuple(row.former))
