"""车间 (workshop): what one process needs to make units: index, theme, renderer, tree, checks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from sanshen.content.body import find_anchor
from sanshen.content.records import RecordStore
from sanshen.gitio.blobs import BlobReader
from sanshen.gitio.repository import Repository
from sanshen.index.city_index import CityIndex
from sanshen.index.rows import UnitRow
from sanshen.model.findings import Finding
from sanshen.output.tree_writer import TreeWriter
from sanshen.publish.page_checks import PageChecker
from sanshen.theming.templating import PageRenderer
from sanshen.theming.theme import Theme
from sanshen.units.book import UnitBook
from sanshen.units.files import AttachmentFiles
from sanshen.units.item_pages import ItemPages
from sanshen.units.page_types import declare
from sanshen.units.unit import Context, Unit, UnitKind, UnitRef

EVERYWHERE = frozenset({"main", "top"})
"""Anchors the base template gives every page."""


class Order(NamedTuple):
    """What every worker is given: where index, repository and tree are. Picklable.

    ``treeish`` is empty where files are read from the working tree. ``every``: make each unit
    even where its key is the one recorded, because the tree holds nothing yet. ``many``: so
    many units that it pays to ask for the relations of all items at once.
    """

    root: Path
    site: str
    treeish: str
    index_file: Path
    records: Path
    theme: Theme
    tree: Path
    every: bool
    many: bool


class Made(NamedTuple):
    """What came of some references: rows of files written, files that went, what is wrong.

    ``tally`` is what the writer did to the tree, as the text of a manifest.

    ``same`` counts units whose key is the recorded one. ``targets`` are (address inside the
    site, page that links to it), each address once in a process.
    """

    rows: tuple[UnitRow, ...]
    gone: tuple[str, ...]
    same: int
    findings: tuple[Finding, ...]
    targets: tuple[tuple[str, str], ...]
    tally: str


class Links:
    """Notes what pages link to, to be looked up when all that is declared is known."""

    def __init__(self, index: CityIndex, site: str) -> None:
        self.index = index
        self.site = site
        self.page = ""
        self._noted: set[str] = set()
        self._fresh: list[tuple[str, str]] = []

    def is_file(self, path: str) -> bool:
        """Notes a file linked to; the answer comes later, from everything that was made."""
        if path not in self._noted:
            self._noted.add(path)
            self._fresh.append((path, self.page))
        return True

    def take_fresh(self) -> tuple[tuple[str, str], ...]:
        """What has been noted since it was last asked: a task's own, however many came before."""
        fresh, self._fresh = self._fresh, []
        return tuple(fresh)

    def has_anchor(self, path: str, anchor: str) -> bool:
        """Whether a page has an anchor; of pages without headings of their own only noted."""
        if anchor in EVERYWHERE:
            return True
        source = self.index.path_at(self.site, f"/{path}")
        if source is None or not source.endswith(".md"):
            return self.is_file(f"{path}#{anchor}")
        return find_anchor(self.index.headings(source), anchor) is not None


class Workshop:
    """An open workshop of one process."""

    def __init__(
        self, order: Order, index: CityIndex, writer: TreeWriter, blobs: BlobReader
    ) -> None:
        self.order = order
        self.index = index
        self.book = UnitBook(index, order.site, order.theme)
        self.renderer = PageRenderer(order.theme, index.publishing)
        self.writer = writer
        self.links = Links(index, order.site)
        self.checker = PageChecker(
            self.book.site, index.publishing, self.links.is_file, self.links.has_anchor
        )
        self.repository = Repository(order.root)
        self.blobs = blobs

    def make(self, units: Sequence[Unit]) -> tuple[list[UnitRow], list[Finding]]:
        """Write the files of ``units``; what is wrong with pages comes back with the rows.

        One stage after the other for all of them: each has its code and data at hand, which
        takes a quarter less than all stages for one unit after the other.
        """
        contexts = [u.context() if u.kind is UnitKind.PAGE else {} for u in units]
        blobs = self._blobs_of(units)
        files = [self.data(u, c, blobs) for u, c in zip(units, contexts, strict=True)]
        found: list[Finding] = []
        for unit, data in zip(units, files, strict=True):
            if unit.kind is UnitKind.PAGE:
                self.links.page = unit.path
                found += self.checker.check(unit.path, unit.level, unit.lang, data)
        rows = []
        for unit, data in zip(units, files, strict=True):
            sha256 = self.writer.put(unit.path, data, self._before(unit.path))
            rows.append(UnitRow(unit.path, *unit.ref, unit.key, sha256, len(data)))
        return rows, found

    def _before(self, path: str) -> str | None:
        """The SHA-256 of what the tree has at ``path``, "" for nothing, None if not known."""
        if self.order.every:
            return None
        row = self.index.unit(self.order.site, path)
        return row.sha256 if row is not None else ""

    def _blobs_of(self, units: Iterable[Unit]) -> Mapping[str, bytes]:
        """The bytes of files to be copied, asked of git at once; none of a working tree's."""
        wanted = [u.blob for u in units if u.kind is UnitKind.FILE and self.order.treeish]
        return dict(zip(wanted, self.blobs.read(wanted), strict=True))

    def data(self, unit: Unit, context: Context, blobs: Mapping[str, bytes]) -> bytes:
        """The bytes of a unit; ``context`` is what the template of a page is given."""
        if unit.kind is UnitKind.PAGE:
            return self.renderer.render(unit.template, context, unit.path)
        if unit.kind is UnitKind.TEXT:
            return unit.text()
        if not self.order.treeish:
            return self.repository.read_working_file(unit.sources[0][0])
        return blobs[unit.blob]


def _named(refs: Iterable[UnitRef], type_: str) -> Iterator[str]:
    return (ref.args[0] for ref in refs if ref.type == type_)


@contextmanager
def open_workshop(order: Order) -> Iterator[Workshop]:
    """The workshop of one process; opened once, used for many tasks."""
    with (
        RecordStore(order.records) as records,
        CityIndex.open(order.index_file, records, order.root) as index,
        TreeWriter(order.tree) as writer,
        BlobReader(order.root) as blobs,
    ):
        if order.many:
            index.prepare_for_many()
        yield Workshop(order, index, writer, blobs)


def make_units(shop: Workshop, refs: tuple[UnitRef, ...]) -> Made:
    """Declare, render, check and write the units of ``refs``; unchanged ones are left alone."""
    units: list[Unit] = []
    gone: list[str] = []
    same = 0
    shop.index.hold(_named(refs, ItemPages.name), _named(refs, AttachmentFiles.name))
    for ref in refs:
        before = None if shop.order.every else shop.index.unit_of(shop.order.site, *ref)
        unit = declare(shop.book, ref)
        if before is not None and (unit is None or unit.path != before.path):
            gone.append(before.path)
        elif before is not None and unit is not None and before.key == unit.key:
            same += 1
            continue
        if unit is not None:
            units.append(unit)
    rows, found = shop.make(units)
    tally = shop.writer.take_tally().text()
    fresh = shop.links.take_fresh()
    return Made(tuple(rows), tuple(gone), same, tuple(found), fresh, tally)
