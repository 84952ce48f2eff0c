"""快速检查 (checks): whether anything in the index is wrong; what is wrong, ``explain`` says.

Answers only yes or no, with the paths concerned. ``tests/index`` holds the law that this says
yes exactly where the slow reading of the whole tree has a blocking finding.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator

from sanshen.catalogue import blocking
from sanshen.content.redirect_checks import LISTED, check_redirects
from sanshen.content.redirects import Redirect, forwarded
from sanshen.content.targets import Target
from sanshen.content.tree_checks import Claim, check_domains, check_reserved_columns
from sanshen.index.place_rows import PlaceRows
from sanshen.index.rows import ItemRow
from sanshen.model.releases import ReleasedFile

Edge = tuple[str, str]
"""(target as the index writes it, fragment) of a link."""


class Checks:
    """The questions, over the rows of an index whose changes are written."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        self.places = PlaceRows(database)

    def leads(self, edge: Edge) -> bool:
        """Whether a link leads somewhere: as ``links.resolve_link`` decides."""
        target, fragment = edge
        if target.startswith("//"):
            return self._own_address(target[2:], fragment)
        path = forwarded(self.places, Target(target, fragment)).path
        if path.endswith(".md"):
            if self.places.place(path) is None:
                return False
            return not fragment or self.places.anchor(path, fragment)
        folders, _, name = path.rpartition("/")
        if name in ("column.yml", "site.yml"):
            _, site, *columns = folders.split("/")
            column = "/".join(columns)
            known = (site, column) in self.places.columns if column else True
            return known and site in self.places.sites
        return self.places.file_address(path) is not None

    def _own_address(self, text: str, fragment: str) -> bool:
        site, slash, rest = text.partition("/")
        path = self.places.path_at(site, slash + rest) or self.places.redirected(site, slash + rest)
        if path is None:
            return False
        return not fragment or not path.endswith(".md") or self.places.anchor(path, fragment)

    def dead_links(self, paths: Iterable[str]) -> Iterator[str]:
        """Those of ``paths`` that are shown and have a link that leads nowhere."""
        for path in paths:
            edges = self._database.execute(
                "SELECT target, fragment FROM items CROSS JOIN links "
                "ON links.id >= items.first_link AND links.id < items.end_link "
                "WHERE items.path = ? AND items.shown",
                (path,),
            ).fetchall()
            if not all(map(self.leads, edges)):
                yield path

    def settings(self) -> Iterator[str]:
        """Domains used twice, columns named like a language, no site at all, no item at all."""
        sites, columns = self.places.sites, self.places.columns
        files = {code: f"content/{code}/site.yml" for code in sites}
        paths = {key: f"content/{key[0]}/{key[1]}/column.yml" for key in columns}
        found = (*check_domains(sites, files), *check_reserved_columns(columns, sites, paths))
        yield from (one.path for one in blocking(found))
        if not sites or self._database.execute("SELECT 1 FROM items LIMIT 1").fetchone() is None:
            yield "content"

    def all_claims(self) -> Iterator[str]:
        """Paths that claim the address of another."""
        yield from self._shared(
            "SELECT site, address FROM items GROUP BY site, address HAVING count(*) > 1"
        )
        yield from self._shared(
            "SELECT site, folded FROM pages GROUP BY site, folded HAVING count(*) > 1"
        )
        yield from self._shared(
            "SELECT pages.site, folded FROM pages CROSS JOIN items "
            "ON items.site = pages.site AND items.address = pages.folded"
        )

    def claims_of(self, paths: Iterable[str]) -> Iterator[str]:
        """As ``all_claims``, for the addresses of ``paths``."""
        for path in paths:
            yield from self._shared("SELECT site, folded FROM claims WHERE path = ?", path)

    def _shared(self, query: str, *values: str) -> Iterator[str]:
        for site, folded in self._database.execute(query, values).fetchall():
            rows = self._database.execute(
                "SELECT DISTINCT path FROM claims WHERE site = ? AND folded = ?", (site, folded)
            ).fetchall()
            if len(rows) > 1:
                yield from (row[0] for row in rows)

    def all_translations(self) -> Iterator[str]:
        """Translations of nothing, or in a language their site does not list."""
        rows = self._database.execute(
            "SELECT path FROM items WHERE original <> '' AND NOT EXISTS "
            "(SELECT 1 FROM items AS first WHERE first.path = items.original)"
        )
        yield from (row[0] for row in rows)
        pairs = self._database.execute(
            "SELECT site, lang, min(path) FROM items WHERE original <> '' GROUP BY site, lang"
        )
        for site, lang, path in pairs:
            if lang not in self.places.sites[site].languages:
                yield path

    def translations_of(self, rows: Iterable[ItemRow]) -> Iterator[str]:
        """As ``all_translations``, for these rows and what translates them."""
        for path in sorted({row.original or row.path for row in rows}):
            versions = self.places.versions(path)
            for row in versions:
                if row.original and versions[0].original:
                    yield row.path
                if row.original and row.lang not in self.places.sites[row.site].languages:
                    yield row.path

    def all_redirects(self) -> Iterator[str]:
        """Redirects whose address is taken or whose target is not there."""
        return self._redirects(self.places.named_redirects("1"))

    def redirects_near(self, paths: Iterable[str], addresses: Iterable[Claim]) -> Iterator[str]:
        """As ``all_redirects``, for those that name, are named by, or are in the way of these.

        ``paths`` are changed files, ``addresses`` what they claim or claimed, redirect or
        redirected.
        """
        near: dict[Redirect, None] = {}
        named = self.places.named_redirects
        for path in paths:
            near |= dict.fromkeys((*named("source = ?", path), *self.places.redirects_to(path)))
        for site, address, _ in addresses:
            folded = address.lower()
            near |= dict.fromkeys(named("site = ? AND folded = ?", site, folded))
            below = ("site = ? AND folded > ? AND folded < ?", site, f"{folded}/", f"{folded}0")
            near |= dict.fromkeys(named(*below))
            near |= dict.fromkeys(named("site = ? AND target_address = ?", site, address))
            near |= dict.fromkeys(self._archives(site, folded))
        return self._redirects(tuple(near))

    def _archives(self, site: str, folded: str) -> Iterator[Redirect]:
        """Redirects that stand where the archive pages of a column would be."""
        if folded.endswith("/index.html"):
            folder = folded.removesuffix("index.html")
            start, end = f"{folder}page-", f"{folder}page."
            condition = "site = ? AND folded > ? AND folded < ?"
            yield from self.places.named_redirects(condition, site, start, end)

    def _redirects(self, chosen: tuple[Redirect, ...]) -> Iterator[str]:
        if not chosen:
            return
        claims: dict[Claim, None] = {}
        beside: dict[Redirect, None] = dict.fromkeys(chosen)
        for one in chosen:
            for address in self._concerned(one):
                rows = self._database.execute(
                    "SELECT site, address, path FROM claims WHERE site = ? AND folded = ?",
                    (one.site, address),
                )
                claims |= dict.fromkeys(rows.fetchall())
                same = self.places.named_redirects("site = ? AND folded = ?", one.site, address)
                beside |= dict.fromkeys(same)
        settled = {
            (one.site, one.address): found
            for one in beside
            if (found := self.places.redirect(one.site, one.address)) is not None
        }
        wrong = blocking(check_redirects(claims, beside, settled, self.places.sites))
        yield from (one.path for one in wrong)

    def _concerned(self, redirect: Redirect) -> Iterator[str]:
        """Addresses that decide whether a redirect can stand: its own, those above, its list's."""
        folded = redirect.address.lower()
        yield folded
        above = folded.rpartition("/")[0]
        while above:
            yield above
            above = above.rpartition("/")[0]
        listed = LISTED.fullmatch(folded)
        if listed is not None:
            yield f"{listed['column']}index.html"


def is_as_released(blob: str, shown: bool, released: ReleasedFile | None) -> bool:
    """Whether what is shown is exactly what was released (§ law 1)."""
    if not shown:
        return released is None
    return released is not None and released.blob == blob
