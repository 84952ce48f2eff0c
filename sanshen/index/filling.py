"""填充 (filling): the index made anew from everything git lists."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

from sanshen.catalogue import blocking
from sanshen.content.addresses import column_address, home_address
from sanshen.content.collecting import collector_paused
from sanshen.content.facts import ItemFacts
from sanshen.content.layout import Layout, read_layout
from sanshen.content.redirects import Redirect
from sanshen.content.source import Blob
from sanshen.index.attachment_reading import known_attachments, read_attachments
from sanshen.index.change_log import ChangeLog
from sanshen.index.checks import Checks, is_as_released
from sanshen.index.inputs import Inputs, Reading
from sanshen.index.item_reading import read_facts
from sanshen.index.listing import State, read_listing
from sanshen.index.release_file import ReleaseFile
from sanshen.index.row_writing import RowWriter, domains_of, make_row
from sanshen.index.rows import AttachmentRow, Changes
from sanshen.index.schema import (
    OWN_META,
    IndexFileError,
    create_file,
    finish_file,
    index_tables,
    open_file,
    set_meta,
)
from sanshen.index.settings_reading import Settings, read_settings_files
from sanshen.index.settings_rows import encode_settings
from sanshen.index.source_files import ListedSource
from sanshen.model.releases import ReleasedFile

ROOT = "content/"


def fill(inputs: Inputs, state: State) -> tuple[frozenset[str], int]:
    """Make the index of ``state`` in ``inputs.file``; (paths in doubt, files examined).

    What earlier builds wrote (the units) is kept where the old file can be read. The new file
    takes the place of the old one at the very end.
    """
    fresh = inputs.file.with_name(f"{inputs.file.name}.{os.getpid()}.new")
    try:
        with collector_paused(), closing(create_file(fresh)) as database:
            known = _keep(database, inputs.file)
            result = _Filling(inputs, state, database).run(known)
            finish_file(database)
        fresh.replace(inputs.file)
    finally:
        fresh.unlink(missing_ok=True)
    return result


def describe_state(
    database: sqlite3.Connection, inputs: Inputs, state: State, seq: int, sound: bool
) -> None:
    """Note what the rows were made from."""
    for key, value in (
        ("mode", inputs.mode), ("state", state.text), ("tree", state.tree),
        ("commit", inputs.treeish), ("ledger_seq", str(seq)), ("sound", "1" if sound else ""),
    ):  # fmt: skip
        set_meta(database, key, value)


class _Filling:
    """One filling of one empty file."""

    def __init__(self, inputs: Inputs, state: State, database: sqlite3.Connection) -> None:
        self.inputs = inputs
        self.state = state
        self.database = database
        self.doubts: set[str] = set()
        self.deferred: list[tuple[str, tuple[str, str]]] = []
        self.shown_folders: set[str] = set()
        self.wrongly_unshown: set[str] = set()

    def run(self, known: Mapping[tuple[str, str], AttachmentRow]) -> tuple[frozenset[str], int]:
        """Everything in order; (paths in doubt, files examined)."""
        listing = {
            path: blob
            for path, blob in read_listing(self.inputs.root, self.state).items()
            if path.startswith(ROOT)
        }
        layout = read_layout(listing)
        source = ListedSource(self.inputs.root, listing, self.state.working)
        settings = read_settings_files(source, layout)
        self.doubts |= {one.path for one in blocking((*layout.findings, *settings.findings))}
        self.database.execute("BEGIN")
        writer = RowWriter(self.database, domains_of(settings.sites.values()))
        self._put_settings(writer, layout, settings, listing)
        with open_releases(self.inputs) as releases:
            seq = releases.seq if releases is not None else -1
            self._put_items(writer, layout, settings, listing, releases)
            self._put_attachments(writer, source, layout, known, releases)
        writer.finish()
        _put_others(self.database, listing)
        index_tables(self.database)
        self._check()
        describe_state(self.database, self.inputs, self.state, seq, not self.doubts)
        ChangeLog(self.database).add(Changes(full=True))
        self.database.execute("COMMIT")
        return frozenset(self.doubts), len(listing)

    def _put_settings(
        self, writer: RowWriter, layout: Layout, settings: Settings, listing: Mapping[str, Blob]
    ) -> None:
        rows: list[tuple[str, str, str, str]] = []
        for code, site in settings.sites.items():
            path = layout.sites[code]
            rows.append((path, listing[path].id, code, encode_settings(site)))
            for lang in site.languages:
                writer.claim(code, home_address(lang), path)
        for (code, column), one in settings.columns.items():
            path = layout.columns[code, column]
            rows.append((path, listing[path].id, code, encode_settings(one)))
            for lang in settings.sites[code].languages if code in settings.sites else ():
                writer.claim(code, column_address(column, lang), path)
        rows += [(path, listing[path].id, path.split("/")[1], "") for path in settings.lists]
        self.database.executemany("INSERT INTO settings VALUES (?,?,?,?)", rows)
        put_redirects(self.database, settings.redirects, listed=True)

    def _put_items(
        self, writer: RowWriter, layout: Layout, settings: Settings,
        listing: Mapping[str, Blob], releases: ReleaseFile | None,
    ) -> None:  # fmt: skip
        wanted = {
            path: listing[path]
            for path, parts in layout.items.items()
            if parts.site in settings.sites and (parts.site, parts.column) in settings.columns
        }
        ahead = _Ahead(releases)
        there = {*wanted, *layout.attachments, *settings.lists}
        there |= {layout.sites[code] for code in settings.sites}
        there |= {layout.columns[key] for key in settings.columns}
        domains = domains_of(settings.sites.values())
        reading = Reading(wanted, settings.sites, settings.columns)
        for facts in read_facts(self.inputs, reading):
            if facts.blocking or not facts.readable:
                self.doubts.add(facts.path)
                if not facts.readable:
                    continue
            released = ahead.take(facts.path)
            site = settings.sites[facts.site]
            row = make_row(facts, released, releases is not None, site.timezone)
            writer.put(row, facts)
            if facts.former:
                put_redirects(self.database, redirects_in(facts), listed=False)
            if not row.shown:
                continue
            self.shown_folders.add(facts.original or facts.path)
            if facts.dead or (releases and not is_as_released(row.blob, True, released)):
                self.doubts.add(facts.path)
            for link in facts.links:
                if link.fragment or link.path not in there:
                    self.deferred.append((facts.path, link))
            if any(link.host in domains for link in facts.outside):
                self.deferred.append((facts.path, ("", "")))
        self.wrongly_unshown = ahead.rest()

    def _put_attachments(
        self, writer: RowWriter, source: ListedSource, layout: Layout,
        known: Mapping[tuple[str, str], AttachmentRow], releases: ReleaseFile | None,
    ) -> None:  # fmt: skip
        for path, found, findings in read_attachments(source, layout.attachments, known):
            if blocking(findings):
                self.doubts.add(path)
            if found is None:
                continue
            row = found._replace(shown=found.owner in self.shown_folders)
            writer.put_attachment(row)
            if releases is not None:
                self.wrongly_unshown.discard(path)
                if not is_as_released(row.blob, row.shown, releases.released(path)):
                    self.doubts.add(path)

    def _check(self) -> None:
        checks = Checks(self.database)
        self.doubts |= self.wrongly_unshown
        self.doubts |= {*checks.settings(), *checks.all_claims(), *checks.all_translations()}
        self.doubts |= set(checks.all_redirects())
        suspects = {path for path, _ in self.deferred}
        if self.doubts:
            # a file that is there may still be no page: what leads to it was not deferred
            suspects = {row[0] for row in self.database.execute("SELECT path FROM items")}
        self.doubts |= set(checks.dead_links(sorted(suspects)))


class _Ahead:
    """The release list walked along with items in the order of their paths."""

    def __init__(self, releases: ReleaseFile | None) -> None:
        self._rows = releases.content() if releases is not None else iter(())
        self._next = next(self._rows, None)
        self._passed: set[str] = set()

    def take(self, path: str) -> ReleasedFile | None:
        """What is released at ``path``; paths must come in ascending order."""
        while self._next is not None and self._next.path < path:
            self._passed.add(self._next.path)
            self._next = next(self._rows, None)
        if self._next is None or self._next.path != path:
            return None
        found, self._next = self._next, next(self._rows, None)
        return found

    def rest(self) -> set[str]:
        """What is released and was not asked for: attachments, and what should not be."""
        while self._next is not None:
            self._passed.add(self._next.path)
            self._next = next(self._rows, None)
        return self._passed


@contextmanager
def open_releases(inputs: Inputs) -> Iterator[ReleaseFile | None]:
    """The release list of a publication, None in a preview."""
    if inputs.release_list is None:
        yield None
        return
    with closing(ReleaseFile(inputs.release_list, readonly=True)) as opened:
        yield opened


def redirects_in(facts: ItemFacts) -> tuple[Redirect, ...]:
    """The redirects that an item's header names."""
    return tuple(
        Redirect(facts.site, address, facts.path, facts.address, facts.path)
        for address in facts.former
    )


def put_redirects(
    database: sqlite3.Connection, redirects: tuple[Redirect, ...], listed: bool
) -> None:
    """Add redirects, from a list of the settings (``listed``) or from a header."""
    database.executemany(
        "INSERT INTO redirects VALUES (?,?,?,?,?,?,?,?)",
        (
            (
                one.site, one.address.lower(), one.address, one.target_path, one.target_address,
                one.source, one.line, listed,
            )
            for one in redirects
        ),
    )  # fmt: skip


def _put_others(database: sqlite3.Connection, listing: Mapping[str, Blob]) -> None:
    """Every file that is none of what the other tables hold: strays and what cannot be read."""
    known = {
        row[0]
        for table in ("items", "attachments", "settings")
        for row in database.execute(f"SELECT path FROM {table}")  # noqa: S608
    }
    rows = ((path, blob.id) for path, blob in listing.items() if path not in known)
    database.executemany("INSERT INTO others VALUES (?, ?)", rows)


def _keep(database: sqlite3.Connection, old: Path) -> dict[tuple[str, str], AttachmentRow]:
    """Take over the units of the old index, what others remember in it, and its attachments.

    Of these no file is read twice.
    """
    try:
        with closing(open_file(old, readonly=True)) as before:
            rows = before.execute("SELECT * FROM units").fetchall()
            told = before.execute("SELECT key, value FROM meta").fetchall()
            known = known_attachments(before)
    except (IndexFileError, sqlite3.DatabaseError):
        return {}
    database.executemany("INSERT INTO units VALUES (?,?,?,?,?,?,?)", rows)
    told = [row for row in told if row[0] not in OWN_META]
    database.executemany("INSERT INTO meta VALUES (?, ?)", told)
    return known
