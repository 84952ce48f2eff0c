"""增量更新 (delta update): the rows of what changed, replaced one by one."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from sanshen.catalogue import blocking
from sanshen.content.addresses import original_path, split_item_path
from sanshen.content.facts import ItemFacts
from sanshen.content.layout import read_layout
from sanshen.content.source import Blob
from sanshen.content.tree_checks import Claim
from sanshen.index.attachment_reading import read_attachments
from sanshen.index.change_log import ChangeLog
from sanshen.index.delta_checks import DeltaChecks
from sanshen.index.filling import describe_state, put_redirects, redirects_in
from sanshen.index.inputs import Inputs, Reading
from sanshen.index.item_reading import read_facts
from sanshen.index.item_rows import parted
from sanshen.index.listing import Delta, State
from sanshen.index.place_rows import PlaceRows
from sanshen.index.release_file import ReleaseFile
from sanshen.index.row_writing import RowWriter, domains_of, make_row, with_release
from sanshen.index.rows import AttachmentChange, Changes, ItemChange, ItemRow
from sanshen.index.schema import get_meta, transaction
from sanshen.index.source_files import ListedSource

ROOT, THEME = "content/", "theme/"


class NeedsFilling(Exception):  # noqa: N818 - no error: the long way is taken
    """The change is not one that rows can be replaced for; the text says why.

    ``settings`` are the settings files whose change was the reason.
    """

    def __init__(self, why: str, settings: frozenset[str] = frozenset()) -> None:
        super().__init__(why)
        self.settings = settings


class DeltaUpdate:
    """One update of one opened index."""

    def __init__(
        self,
        inputs: Inputs,
        state: State,
        database: sqlite3.Connection,
        releases: ReleaseFile | None,
    ) -> None:
        self.inputs = inputs
        self.state = state
        self.database = database
        self.releases = releases
        self.places = PlaceRows(database)
        self.doubts: set[str] = set()

    def run(self, delta: Delta) -> tuple[Changes, frozenset[str], int]:
        """(what changed, paths in doubt, files looked at), all in one transaction."""
        now = {path: after for path, (_, after) in delta.items() if path.startswith(ROOT)}
        theme = any(path.startswith(THEME) for path in delta)
        with transaction(self.database):
            released = self._released_since()
            items, files = self._sorted(now, released)
            old_items, old_anchors, old_claims, old_related = self._before(items)
            facts = dict(self._read(now, items))
            self._write_items(items, now, facts, old_items)
            attachments = self._write_attachments(now, files, items)
            changes = Changes(
                full=False,
                items=tuple(self._item_changes(items, old_items, old_anchors, old_related)),
                attachments=attachments,
                theme=theme,
            )
            paths = {path for path, one in facts.items() if one.dead}
            check = DeltaChecks(self.database, self.releases)
            self.doubts |= check.run(changes, old_claims, paths, released)
            describe_state(
                self.database, self.inputs, self.state,
                self.releases.seq if self.releases else -1, not self.doubts,
            )  # fmt: skip
            if not changes.empty:
                ChangeLog(self.database).add(changes)
        return changes, frozenset(self.doubts), len(items) + len(files)

    def _released_since(self) -> frozenset[str]:
        """Content whose release fields entries of the ledger changed since last time."""
        if self.releases is None:
            return frozenset()
        seq = int(get_meta(self.database, "ledger_seq") or -1)
        if seq < int(self.releases.get("logged_since") or -1) or seq > self.releases.seq:
            raise NeedsFilling("the ledger was read anew")
        return frozenset(p for p in self.releases.touched_since(seq) if p.startswith(ROOT))

    def _sorted(
        self, now: dict[str, Blob | None], released: frozenset[str]
    ) -> tuple[list[str], dict[str, str]]:
        """(paths of items to look at, attachments to look at with their originals)."""
        near = self._neighbourhood(now)
        layout = read_layout(near)
        self.doubts |= {one.path for one in blocking(layout.findings)}
        items, files = set(), {}
        for path in {*now, *released}:
            if path in layout.attachments:
                files[path] = layout.attachments[path]
            elif path in layout.items or self.places.item(path) is not None:
                items.add(path)
            elif (row := self.places.attachment(path)) is not None:
                files[path] = row.owner
            elif now.get(path) is not None and path not in {one.path for one in layout.findings}:
                raise NeedsFilling(f"not understood: {path}")
        return sorted(items), files

    def _neighbourhood(self, now: dict[str, Blob | None]) -> dict[str, Blob]:
        """Of what decides what the changed paths are: every file, as it is now."""
        near: dict[str, Blob] = {}
        for path, blob in now.items():
            if blob is not None:
                near[path] = blob
            folder = path.rpartition("/")[0]
            owners = {original_path(path), f"{folder}.md", original_path(f"{folder}.md")}
            for owner in owners:
                for row in self.places.versions(owner):
                    near.setdefault(row.path, Blob("100644", row.blob))
                for file in self.places.attachments_of(owner):
                    near.setdefault(file.path, Blob("100644", file.blob))
            below = original_path(path).removesuffix(".md") + "/"
            nested = self.database.execute(
                "SELECT path, blob FROM items WHERE path > ? AND path < ? LIMIT 50",
                (below, below[:-1] + "0"),
            )
            for other, blob_id in nested:
                near.setdefault(other, Blob("100644", blob_id))
        for path in list(near):
            near |= self._settings_above(path)
        return {path: blob for path, blob in near.items() if now.get(path, blob) is not None}

    def _settings_above(self, path: str) -> dict[str, Blob]:
        parts = path.split("/")[:-1]
        names = ["/".join((*parts[:2], "site.yml"))]
        names += ["/".join((*parts[:depth], "column.yml")) for depth in range(3, len(parts) + 1)]
        marks = ",".join("?" * len(names))
        rows = self.database.execute(
            f"SELECT path, blob FROM settings WHERE path IN ({marks})",  # noqa: S608
            names,
        )
        return {name: Blob("100644", blob) for name, blob in rows}

    def _before(
        self, items: list[str]
    ) -> tuple[dict[str, ItemRow], dict[str, str], list[Claim], dict[str, tuple[str, ...]]]:
        rows: dict[str, ItemRow] = {}
        anchors: dict[str, str] = {}
        claims: list[Claim] = []
        related: dict[str, tuple[str, ...]] = {}
        for path in items:
            row = self.places.item(path)
            if row is None:
                continue
            rows[path] = row
            anchors[path] = self._anchors(path)
            claims.append((row.site, row.address, path))
            claims += [(row.site, address, path) for address in row.former]
            related[path] = self._related(path)
        return rows, anchors, claims, related

    def _anchors(self, path: str) -> str:
        query = "SELECT anchors FROM items WHERE path = ?"
        row = self.database.execute(query, (path,)).fetchone()
        return str(row[0]) if row else ""

    def _related(self, path: str) -> tuple[str, ...]:
        named = self.places.interprets(path)
        return tuple(dict.fromkeys((*named, *map(self.places.follow, named))))

    def _read(
        self, now: dict[str, Blob | None], items: list[str]
    ) -> Iterator[tuple[str, ItemFacts]]:
        """The facts of items that are there and whose file changed."""
        wanted: dict[str, Blob] = {}
        for path in items:
            blob = now.get(path)
            parts = split_item_path(path)
            if blob is None or parts is None or path in self.doubts:
                continue
            if (parts.site, parts.column) in self.places.columns:
                wanted[path] = blob
        reading = Reading(wanted, dict(self.places.sites), dict(self.places.columns))
        for facts in read_facts(self.inputs, reading):
            if facts.blocking or not facts.readable:
                self.doubts.add(facts.path)
            if facts.readable:
                yield facts.path, facts

    def _write_items(
        self,
        items: list[str],
        now: dict[str, Blob | None],
        facts: dict[str, ItemFacts],
        before: dict[str, ItemRow],
    ) -> None:
        writer = RowWriter(self.database, domains_of(self.places.sites.values()))
        for path in items:
            old = before.get(path)
            released = self.releases.released(path) if self.releases else None
            if path in now and old is not None:
                writer.remove(old)
                self.database.execute("DELETE FROM redirects WHERE source = ?", (path,))
            if path in facts:
                zone = self.places.sites[facts[path].site].timezone
                row = make_row(facts[path], released, self.releases is not None, zone)
                writer.put(row, facts[path])
                put_redirects(self.database, redirects_in(facts[path]), listed=False)
            elif path not in now and old is not None:
                zone = self.places.sites[old.site].timezone
                writer.update(old, with_release(old, released, zone))
        writer.finish()

    def _write_attachments(
        self, now: dict[str, Blob | None], files: dict[str, str], items: list[str]
    ) -> tuple[AttachmentChange, ...]:
        owners = {original_path(path) for path in items}
        before = {row.path: row for owner in owners for row in self.places.attachments_of(owner)}
        for path in files:
            row = self.places.attachment(path)
            if row is not None:
                before[path] = row
        after = dict(before)
        changed = {path: blob for path, blob in now.items() if path in files}
        present = {path: blob for path, blob in changed.items() if blob is not None}
        source = ListedSource(self.inputs.root, present, self.state.working)
        for path in changed:
            after.pop(path, None)
        for path, row, findings in read_attachments(source, {p: files[p] for p in present}, {}):
            if blocking(findings):
                self.doubts.add(path)
            if row is not None:
                after[path] = row
        writer = RowWriter(self.database, {})
        changes = []
        for path in sorted({*before, *after}):
            old, new = before.get(path), after.get(path)
            if new is not None:
                new = new._replace(shown=any(v.shown for v in self.places.versions(new.owner)))
            if old != new:
                changes.append(AttachmentChange(old, new))
                if old is not None:
                    writer.remove_attachment(path)
                if new is not None:
                    writer.put_attachment(new)
        writer.finish()
        return tuple(changes)

    def _item_changes(
        self,
        items: list[str],
        before: dict[str, ItemRow],
        anchors: dict[str, str],
        related: dict[str, tuple[str, ...]],
    ) -> Iterator[ItemChange]:
        for path in items:
            old, new = before.get(path), self.places.item(path)
            if old == new:
                continue
            body = (old and old.blob) != (new and new.blob)
            headings = parted(anchors.get(path, "")) != parted(self._anchors(path))
            named = dict.fromkeys((*related.get(path, ()), *self._related(path)))
            yield ItemChange(old, new, body, headings, tuple(named))
