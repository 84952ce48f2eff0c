"""增量检查 (delta checks): whether what changed, or what leads to it, is wrong now."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from sanshen.content.tree_checks import Claim
from sanshen.index.checks import Checks, is_as_released
from sanshen.index.release_file import ReleaseFile
from sanshen.index.rows import AttachmentRow, Changes, ItemRow


class DeltaChecks:
    """The questions about one update, over the rows it has written."""

    def __init__(self, database: sqlite3.Connection, releases: ReleaseFile | None) -> None:
        self._checks = Checks(database)
        self._places = self._checks.places
        self._releases = releases

    def run(
        self, changes: Changes, old_claims: list[Claim], dead: set[str], released: frozenset[str]
    ) -> set[str]:
        """The paths in doubt.

        ``old_claims`` are the addresses that changed items had or redirected, ``dead`` the
        items with a link that is bad by itself, ``released`` what the ledger released anew.
        """
        rows = [row for change in changes.items for row in change[:2] if row is not None]
        files = [file for change in changes.attachments for file in change if file is not None]
        paths = {*(row.path for row in rows), *(file.path for file in files)}
        claims = list(old_claims)
        claims += [(row.site, one, row.path) for row in rows for one in (row.address, *row.former)]
        claims += [(file.path.split("/")[1], file.address, file.path) for file in files]
        doubts = {path for path in dead if self._is_shown(path)}
        doubts |= set(self._checks.dead_links(sorted(self._suspects(changes, claims))))
        doubts |= {*self._checks.claims_of(paths), *self._checks.translations_of(rows)}
        doubts |= set(self._checks.redirects_near(paths, claims))
        if any(change.new is None for change in changes.items):
            doubts |= set(self._checks.settings())
        return doubts | set(self._unlike_releases({*paths, *released}))

    def _suspects(self, changes: Changes, claims: list[Claim]) -> set[str]:
        """The changed items, and those that lead to what went, moved or lost an anchor."""
        suspects = set()
        for change in changes.items:
            row = change.new or change.old
            if row is not None:
                suspects.add(row.path)
                if change.headings:
                    suspects |= set(self._places.referrers(row.path))
        for file in changes.attachments:
            if file.old is not None:
                suspects |= set(self._places.referrers(file.old.path))
        for site, address, _ in claims:
            suspects |= set(self._places.linking_to(site, address))
        return suspects

    def _is_shown(self, path: str) -> bool:
        row = self._places.item(path)
        return row is not None and row.shown

    def _unlike_releases(self, paths: set[str]) -> Iterator[str]:
        if self._releases is None:
            return
        for path in sorted(paths):
            row: ItemRow | AttachmentRow | None = self._places.item(path)
            row = row or self._places.attachment(path)
            blob, shown = (row.blob, row.shown) if row else ("", False)
            if not path.endswith(".yml") and not is_as_released(
                blob, shown, self._releases.released(path)
            ):
                yield path
