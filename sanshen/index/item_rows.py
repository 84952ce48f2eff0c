"""稿件查询 (item rows): items and attachments of one opened index, and how they belong together."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence

from sanshen.content.addresses import original_path
from sanshen.content.old_addresses import address_of, path_of
from sanshen.index.rows import AttachmentRow, ItemRow
from sanshen.index.schema import packed
from sanshen.index.settings_rows import decode_site

ITEM = ", ".join({"order": "ord"}.get(name, f'"{name}"') for name in ItemRow._fields)
ATTACHMENT = ", ".join(AttachmentRow._fields)
_TAGS, _FORMER = ItemRow._fields.index("tags"), ItemRow._fields.index("former")
_SHOWN, _BASELINE = ItemRow._fields.index("shown"), ItemRow._fields.index("baseline")
_BATCH = 400


def own_address(site: str, address: str) -> str:
    """How the index writes the target of a link to an address of one of our sites."""
    return f"//{site}{address}"


def joined(texts: Iterable[str]) -> str:
    """Several one-line texts in one column."""
    return "\n".join(texts)


def parted(text: str) -> tuple[str, ...]:
    """What ``joined`` wrote."""
    return tuple(text.split("\n")) if text else ()


def item_row(values: tuple[object, ...]) -> ItemRow:
    """A row of the table ``items``, columns as in ``ITEM``."""
    row = list(values)
    row[_TAGS] = parted(str(row[_TAGS]))
    row[_FORMER] = parted(str(row[_FORMER]))
    row[_SHOWN] = bool(row[_SHOWN])
    row[_BASELINE] = bool(row[_BASELINE])
    return ItemRow._make(row)


def attachment_row(values: tuple[object, ...]) -> AttachmentRow:
    """A row of the table ``attachments``."""
    return AttachmentRow._make((*values[:-1], bool(values[-1])))


def _parts(texts: Iterable[str]) -> Iterator[list[str]]:
    """Different ones of ``texts``, sorted, as many at a time as one query takes."""
    wanted = sorted(set(texts))
    return (wanted[start : start + _BATCH] for start in range(0, len(wanted), _BATCH))


def _marks(values: Sequence[str]) -> str:
    return ",".join("?" * len(values))


class ItemRows:
    """The items and attachments of an opened index."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database

    def item(self, path: str) -> ItemRow | None:
        """The row of an item, shown or not; None where there is no (readable) item."""
        return next(self._items("path = ?", path), None)

    def items_at(self, paths: Iterable[str]) -> tuple[ItemRow, ...]:
        """The rows of those ``paths`` that are items, by path."""
        return tuple(
            row
            for part in _parts(paths)
            for row in self._items(f"path IN ({_marks(part)}) ORDER BY path", *part)
        )

    def item_paths(self, site: str) -> Iterator[str]:
        """The paths of the shown items of a site, in order."""
        return self._paths("items", site)

    def attachment_paths(self, site: str) -> Iterator[str]:
        """The paths of the shown attachments of a site, in order."""
        return self._paths("attachments", site)

    def shown_blobs(self, paths: Sequence[str]) -> dict[str, str]:
        """The blobs of those ``paths`` that are shown, items or attachments."""
        wanted, found = packed(paths), dict[str, str]()
        for table in ("items", "attachments"):
            query = (
                f"SELECT path, blob FROM {table} "  # noqa: S608
                "WHERE shown AND path IN (SELECT value FROM json_each(?))"
            )
            found |= self._database.execute(query, (wanted,))
        return found

    def versions(self, path: str) -> tuple[ItemRow, ...]:
        """各语种版本: the original first, then its translations by path, shown or not."""
        original = original_path(path)
        first = self.item(original)
        others = self._items("original = ? AND original <> '' ORDER BY path", original)
        return (*(() if first is None else (first,)), *others)

    def interprets(self, path: str) -> tuple[str, ...]:
        """The paths an item's header names as what it interprets."""
        query = "SELECT interprets FROM items WHERE path = ?"
        row = self._database.execute(query, (path,)).fetchone()
        return parted(row[0]) if row else ()

    def referrers(self, path: str) -> tuple[str, ...]:
        """The items whose text or header links to a path of the content, settings included.

        Links to its address on its site count, and links to where it was before it moved.
        """
        targets = self._targets(path)
        return self._linking(targets)

    def linking_to(self, site: str, address: str) -> tuple[str, ...]:
        """The items that link to an address, or to the path whose page would be there."""
        targets = (own_address(site, address), path_of(site, address, self._languages(site)))
        return self._linking(targets)

    def _linking(self, targets: Sequence[str]) -> tuple[str, ...]:
        marks, chosen = _marks(targets), "links JOIN items ON items.id = links.item"
        query = f"SELECT DISTINCT items.path FROM {chosen} WHERE links.target IN ({marks})"  # noqa: S608
        rows = self._database.execute(f"{query} ORDER BY items.path", targets)
        return tuple(row[0] for row in rows)

    def _targets(self, path: str) -> list[str]:
        """Everything a link may be written as that leads to a path."""
        targets = {path}
        for site, address in self._addresses(path):
            targets.add(own_address(site, address))
            targets.add(path_of(site, address, self._languages(site)))
        return sorted(targets - {""})

    def _addresses(self, path: str) -> list[tuple[str, str]]:
        """The addresses a path has, had, or would have."""
        claims = self._database.execute("SELECT site, address FROM claims WHERE path = ?", (path,))
        old = self._database.execute(
            "SELECT site, address FROM redirects WHERE source = ? OR target_path = ?", (path, path)
        )
        place = address_of(path)
        return list(dict.fromkeys((*claims, *old, *((place,) if place else ()))))

    def _languages(self, site: str) -> tuple[str, ...]:
        query = "SELECT value FROM settings WHERE path = ?"
        row = self._database.execute(query, (f"content/{site}/site.yml",)).fetchone()
        return decode_site(row[0]).languages if row else ()

    def attachment(self, path: str) -> AttachmentRow | None:
        """The row of an attachment, shown or not."""
        return next(self._attachments("path = ?", path), None)

    def attachments_of(self, owner: str) -> tuple[AttachmentRow, ...]:
        """The attachments of an original item, shown or not, by path."""
        return tuple(self._attachments("owner = ? ORDER BY path", owner))

    def attachments_at(self, paths: Iterable[str]) -> Iterator[AttachmentRow]:
        """The rows of those ``paths`` that are attachments, by path."""
        for part in _parts(paths):
            yield from self._attachments(f"path IN ({_marks(part)}) ORDER BY path", *part)

    def attachments_owned(self, owners: Iterable[str]) -> Iterator[AttachmentRow]:
        """The attachments of several original items, shown or not, by owner and path."""
        for part in _parts(owners):
            yield from self._attachments(f"owner IN ({_marks(part)}) ORDER BY owner, path", *part)

    def files(self, folder: str) -> tuple[AttachmentRow, ...]:
        """The shown attachments in an item's folder, by path."""
        return tuple(row for row in self.attachments_of(f"{folder}.md") if row.shown)

    def _paths(self, table: str, site: str) -> Iterator[str]:
        chosen = "shown AND path > ? AND path < ? ORDER BY path"
        query = f"SELECT path FROM {table} WHERE {chosen}"  # noqa: S608
        rows = self._database.execute(query, (f"content/{site}/", f"content/{site}0"))
        return (path for (path,) in rows)

    def _items(self, condition: str, *values: str) -> Iterator[ItemRow]:
        query = f"SELECT {ITEM} FROM items WHERE {condition}"  # noqa: S608
        return map(item_row, self._database.execute(query, values))

    def _attachments(self, condition: str, *values: str) -> Iterator[AttachmentRow]:
        query = f"SELECT {ATTACHMENT} FROM attachments WHERE {condition}"  # noqa: S608
        return map(attachment_row, self._database.execute(query, values))
