"""写入行 (row writing): items and attachments put into the index and taken out again."""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable

from sanshen.content.facts import ItemFacts
from sanshen.content.item import Attachment
from sanshen.index.item_rows import ITEM, joined, own_address
from sanshen.index.order import bucket_of, order_of
from sanshen.index.rows import AttachmentRow, ItemRow
from sanshen.model.releases import ReleasedFile
from sanshen.model.sites import Site

_PLACES = ",".join("?" * (len(ItemRow._fields) + 5))
_INSERT = (
    f"INSERT INTO items (id, {ITEM}, anchors, interprets, first_link, end_link) VALUES ({_PLACES})"  # noqa: S608
)

_BATCH, _MOST_TAGS = 2_000, 20_000

Domains = dict[str, str]


def domains_of(sites: Iterable[Site]) -> Domains:
    """Site codes by host name."""
    return {site.domain: site.code for site in sites}


def make_row(
    facts: ItemFacts, released: ReleasedFile | None, publishing: bool, timezone: str
) -> ItemRow:
    """The row of an item; in a preview everything is shown and nothing has a time."""
    # Named once, with all it holds: a row replaced by another would cost as much again.
    if publishing:
        shown, published, updated, change, baseline = _release_fields(released)
    else:
        shown, published, updated, change, baseline = True, "", "", 0, False
    order = order_of(facts.column, facts.lang, facts.address, published, timezone)
    tags = tuple(dict.fromkeys(facts.tags)) if facts.tags else ()
    return ItemRow(
        facts.path, facts.blob, facts.site, facts.column, facts.kind, facts.lang,
        facts.text_lang, facts.original, facts.address, facts.title, facts.year, tags,
        facts.former, order, shown, published, updated, change, baseline,
    )  # fmt: skip


def with_release(row: ItemRow, released: ReleasedFile | None, timezone: str) -> ItemRow:
    """The row of the same file in a publication, with the release fields it has now."""
    shown, published, updated, change, baseline = _release_fields(released)
    order = order_of(row.column, row.lang, row.address, published, timezone)
    return row._replace(
        order=order, shown=shown, published=published, updated=updated, change=change,
        baseline=baseline,
    )  # fmt: skip


def _release_fields(released: ReleasedFile | None) -> tuple[bool, str, str, int, bool]:
    """Whether an item is shown, and what the ledger says of it: the last fields of its row."""
    if released is None:
        return False, "", "", 0, False
    return True, released.published, released.updated, released.change, released.baseline


class RowWriter:
    """Collects rows and writes them in batches; counts what is shown."""

    def __init__(self, database: sqlite3.Connection, domains: Domains) -> None:
        self._database = database
        self._domains = domains
        (last,) = database.execute("SELECT max(id) FROM items").fetchone()
        self._next = (last or 0) + 1
        self._items: list[tuple[object, ...]] = []
        (last,) = database.execute("SELECT max(id) FROM links").fetchone()
        self._next_link = (last or 0) + 1
        self._links: list[tuple[int, int, str, str]] = []
        self._tags: defaultdict[tuple[str, str, str], list[tuple[str, int]]] = defaultdict(list)
        self._tagged = 0
        self._attachments: list[AttachmentRow] = []
        self._pages: list[tuple[str, str, str, str]] = []
        self._counts: Counter[tuple[str, str, str, str, str, str]] = Counter()
        self._tag_counts: Counter[tuple[str, str, str, str]] = Counter()

    def put(self, row: ItemRow, facts: ItemFacts) -> None:
        """Add an item with its links; there must be none at its path."""
        number = self._next
        self._next += 1
        first = self._next_link
        self._put_links(number, facts)
        self._items.append(
            (
                number, row.path, row.blob, row.site, row.column, row.kind, row.lang,
                row.text_lang, row.original, row.address, row.title, row.year, joined(row.tags),
                joined(row.former), row.order, row.shown, row.published, row.updated,
                row.change, row.baseline, joined(facts.headings), joined(facts.interprets),
                first, self._next_link,
            )
        )  # fmt: skip
        if row.shown:
            self._put_tags(row, number)
            self._count(row, 1)
        if len(self._items) >= _BATCH:
            self._flush_items()
        if self._tagged >= _MOST_TAGS:
            self._flush_tags()

    def _put_tags(self, row: ItemRow, number: int) -> None:
        entry = (row.order, number)
        for tag in row.tags:
            self._tags[row.site, row.lang, tag].append(entry)
        self._tagged += len(row.tags)

    def _put_links(self, number: int, facts: ItemFacts) -> None:
        targets: list[tuple[str, str]] = list(facts.links)
        for link in facts.outside:
            if link.host in self._domains:
                target = own_address(self._domains[link.host], link.address)
                targets.append((target, link.fragment))
        for named in targets:
            self._links.append((self._next_link, number, *named))
            self._next_link += 1

    def remove(self, row: ItemRow) -> None:
        """Take an item out."""
        self.flush()
        find = "SELECT id, first_link, end_link FROM items WHERE path = ?"
        number, first, end = self._database.execute(find, (row.path,)).fetchone()
        self._database.execute("DELETE FROM items WHERE id = ?", (number,))
        self._database.execute("DELETE FROM links WHERE id >= ? AND id < ?", (first, end))
        self._remove_tags(row)
        if row.shown:
            self._count(row, -1)

    def _remove_tags(self, row: ItemRow) -> None:
        self._database.executemany(
            "DELETE FROM tags WHERE site = ? AND lang = ? AND tag = ? AND ord = ?",
            [(row.site, row.lang, tag, row.order) for tag in row.tags],
        )

    def claim(self, site: str, address: str, path: str) -> None:
        """Note that the page or file of ``path`` is at an address."""
        self._pages.append((site, address.lower(), path, address))

    def put_attachment(self, row: AttachmentRow) -> None:
        """Add an attachment; there must be none at its path."""
        self._attachments.append(row)
        self.claim(row.path.split("/")[1], row.address, row.path)

    def remove_attachment(self, path: str) -> None:
        """Take an attachment out."""
        self.flush()
        self._database.execute("DELETE FROM attachments WHERE path = ?", (path,))
        self._database.execute("DELETE FROM pages WHERE path = ?", (path,))

    def flush(self) -> None:
        """Write what has been collected."""
        self._flush_items()
        self._flush_tags()
        self._database.executemany("INSERT INTO pages VALUES (?,?,?,?)", self._pages)
        self._pages.clear()
        marks = ",".join("?" * len(AttachmentRow._fields))
        insert = f"INSERT INTO attachments VALUES ({marks})"  # noqa: S608
        self._database.executemany(insert, self._attachments)
        self._attachments.clear()

    def _flush_items(self) -> None:
        self._database.executemany(_INSERT, self._items)
        self._database.executemany("INSERT INTO links VALUES (?,?,?,?)", self._links)
        self._items.clear()
        self._links.clear()

    def _flush_tags(self) -> None:
        # rows that lie together are written together
        rows = (
            (*key, order, number)
            for key, entries in sorted(self._tags.items())
            for order, number in sorted(entries)
        )
        self._database.executemany("INSERT INTO tags VALUES (?,?,?,?,?)", rows)
        self._tags.clear()
        self._tagged = 0

    def update(self, old: ItemRow, new: ItemRow) -> None:
        """Give an item whose file is the same other release fields."""
        self.flush()
        find = "SELECT id FROM items WHERE path = ?"
        (number,) = self._database.execute(find, (old.path,)).fetchone()
        self._database.execute(
            "UPDATE items SET ord = ?, shown = ?, published = ?, updated = ?, change = ?, "
            "baseline = ? WHERE id = ?",
            (new.order, new.shown, new.published, new.updated, new.change, new.baseline, number),
        )
        self._remove_tags(old)
        if old.shown:
            self._count(old, -1)
        if new.shown:
            self._put_tags(new, number)
            self._count(new, 1)

    def finish(self) -> None:
        """Write everything, the counts too."""
        self.flush()
        for table, names, counts in (
            ("counts", ("site", "lang", '"column"', "kind", "year", "bucket"), self._counts),
            ("tag_counts", ("site", "lang", "tag", "bucket"), self._tag_counts),
        ):
            marks = ",".join("?" * (len(names) + 1))
            self._database.executemany(
                f"INSERT INTO {table} VALUES ({marks}) ON CONFLICT DO UPDATE "  # noqa: S608
                "SET number = number + excluded.number",
                ((*key, number) for key, number in counts.items() if number),
            )
            where = " AND ".join(f"{name} = ?" for name in names)
            self._database.executemany(
                f"DELETE FROM {table} WHERE {where} AND number = 0",  # noqa: S608
                (key for key, number in counts.items() if number < 0),
            )
            counts.clear()

    def _count(self, row: ItemRow, number: int) -> None:
        bucket = bucket_of(row.order)
        self._counts[row.site, row.lang, row.column, row.kind, row.year, bucket] += number
        for tag in row.tags:
            self._tag_counts[row.site, row.lang, tag, bucket] += number


def make_attachment_row(
    attachment: Attachment, owner: str, sha256: str, shown: bool
) -> AttachmentRow:
    """The row of an attachment."""
    return AttachmentRow(
        attachment.path, attachment.blob, owner, attachment.size, attachment.media_type, sha256,
        attachment.address, shown,
    )  # fmt: skip
