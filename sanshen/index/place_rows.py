"""位置查询 (place rows): where things are, for links and redirects; the index as ``Places``."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from urllib.parse import unquote

from sanshen.content.body import HEADING_PREFIX
from sanshen.content.redirect_checks import settle
from sanshen.content.redirects import Redirect, forwarded
from sanshen.content.targets import Target
from sanshen.index.item_rows import ItemRows, parted
from sanshen.index.rows import ItemRow
from sanshen.index.settings_rows import read_settings
from sanshen.model.sites import Column, Site

_REDIRECT = "site, address, target_path, target_address, source, line"


class PlaceRows(ItemRows):
    """Items, columns, files and redirects of an opened index by path and by address."""

    def __init__(self, database: sqlite3.Connection) -> None:
        super().__init__(database)
        self.sites: Mapping[str, Site]
        self.columns: Mapping[tuple[str, str], Column]
        self.sites, self.columns = read_settings(database)

    def place(self, path: str) -> tuple[str, str] | None:
        """(site, address) of an item, shown or not."""
        query = "SELECT site, address FROM items WHERE path = ?"
        found: tuple[str, str] | None = self._database.execute(query, (path,)).fetchone()
        return found

    def known(self, path: str) -> bool:
        """Whether a file is at that path of the content."""
        return any(
            self._database.execute(f"SELECT 1 FROM {table} WHERE path = ?", (path,)).fetchone()  # noqa: S608
            for table in ("items", "attachments", "settings", "others")
        )

    def file_address(self, path: str) -> str | None:
        """The address of an attachment, shown or not; None where there is no such file."""
        query = "SELECT address FROM attachments WHERE path = ?"
        row = self._database.execute(query, (path,)).fetchone()
        return None if row is None else str(row[0])

    def path_at(self, site: str, address: str) -> str | None:
        """What is at an address: the path of an item, column.yml, site.yml or attachment."""
        query = (
            "SELECT path FROM claims WHERE site = ? AND folded = ? AND address = ? ORDER BY path"
        )
        row = self._database.execute(query, (site, address.lower(), address)).fetchone()
        return None if row is None else str(row[0])

    def anchor(self, path: str, fragment: str) -> bool:
        """Whether an item has the anchor that ``#fragment`` means."""
        query = "SELECT anchors FROM items WHERE path = ?"
        row = self._database.execute(query, (path,)).fetchone()
        wanted = unquote(fragment)
        return row is not None and not {HEADING_PREFIX + wanted, wanted}.isdisjoint(parted(row[0]))

    def redirect(self, site: str, address: str) -> Redirect | None:
        """The redirect at an address of a site, with its target; None where none leads to a page.

        What an item names for itself goes before what a list says.
        """
        for redirect, listed in self._redirects("site = ? AND folded = ?", site, address.lower()):
            if redirect.address == address:
                follow = self._named if listed else _nowhere
                found = settle(self, (redirect,), follow).get((site, address))
                if found is not None:
                    return found
        return None

    def redirected(self, site: str, address: str) -> str | None:
        """The path of what a former address of a site leads to."""
        found = self.redirect(site, address)
        return None if found is None else found.target_path

    def redirects(self, site: str) -> Iterator[Redirect]:
        """Every redirect of a site that leads to a page, by address."""
        query = "SELECT DISTINCT address FROM redirects WHERE site = ? ORDER BY address"
        for (address,) in self._database.execute(query, (site,)).fetchall():
            found = self.redirect(site, address)
            if found is not None:
                yield found

    def redirects_to(self, path: str) -> tuple[Redirect, ...]:
        """The redirects that lead to a path, or name it or an address it has or had."""
        wanted = dict.fromkeys(one for one, _ in self._redirects("target_path = ?", path))
        for site, address in self._addresses(path):
            found = self._redirects("site = ? AND target_address = ?", site, address)
            wanted |= dict.fromkeys(one for one, _ in found if not one.target_path)
        return tuple(sorted(wanted, key=lambda one: (one.site, one.address)))

    def named_redirects(self, condition: str, *values: str) -> tuple[Redirect, ...]:
        """The redirects as they are written, chosen by an SQL condition."""
        return tuple(redirect for redirect, _ in self._redirects(condition, *values))

    def follow(self, path: str) -> str:
        """Where what a link names by ``path`` is now; the path itself where it did not move."""
        return forwarded(self, Target(path, "")).path

    def interpretations(self, path: str) -> tuple[ItemRow, ...]:
        """解读: the interpretations (originals) of a document, by path, shown or not."""
        return tuple(
            row
            for row in self.items_at(self.referrers(path))
            if not row.original and path in map(self.follow, self.interprets(row.path))
        )

    def documents(self, path: str) -> tuple[ItemRow, ...]:
        """解读对象: the documents an interpretation interprets, by path, shown or not."""
        row = self.item(path)
        if row is None or row.original:
            return ()
        return self.items_at(map(self.follow, self.interprets(path)))

    def _named(self, site: str, address: str) -> str | None:
        for redirect, listed in self._redirects("site = ? AND folded = ?", site, address.lower()):
            if redirect.address == address and not listed:
                found = settle(self, (redirect,), _nowhere).get((site, address))
                return None if found is None else found.target_path
        return None

    def _redirects(self, condition: str, *values: str) -> list[tuple[Redirect, bool]]:
        query = f"SELECT {_REDIRECT}, listed FROM redirects WHERE {condition} "  # noqa: S608
        rows = self._database.execute(f"{query} ORDER BY listed, source, line", values)
        return [(Redirect(*row[:-1]), bool(row[-1])) for row in rows]


def _nowhere(site: str, address: str) -> None:
    """Nothing leads on: what items name for themselves leads to their own pages."""
