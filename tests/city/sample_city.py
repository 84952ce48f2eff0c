"""The sample city as a repository of one's own: changed, released and built in this process."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple

from sanshen.content.records import RecordStore
from sanshen.index.city_index import CityIndex
from sanshen.index.inputs import Inputs, Update
from sanshen.index.release_file import PLACE, ReleaseFile, Row
from sanshen.index.updating import update
from sanshen.model.findings import Finding
from sanshen.model.releases import ReleasedFile
from sanshen.output.preview_folder import PreviewFolder
from sanshen.output.standby import open_trees
from sanshen.publish.executor import SerialExecutor
from sanshen.publish.site_build import (
    RECORDS,
    Place,
    Prepared,
    SiteOutput,
    finish,
    make_all,
    prepare,
)
from sanshen.publish.theme_source import read_theme
from sanshen.units.book import UnitBook
from sanshen.units.page_types import all_refs, declare
from sanshen.units.unit import Unit

WHO = ("-c", "user.name=t", "-c", "user.email=t@t.invalid", "-c", "commit.gpgsign=false")
PUBLISHED = "2026-03-20T02:05:00+00:00"

Files = Mapping[str, bytes | str | None]


class Built(NamedTuple):
    """A build in this process: what was prepared, what came of it, what is wrong."""

    prepared: Prepared
    output: SiteOutput | None
    findings: tuple[Finding, ...]

    @property
    def made(self) -> set[str]:
        """The paths that were written."""
        return set(self.output.made) if self.output is not None else set()


class SampleCity:
    """A repository of its own in ``root`` with one commit of ``files``; nothing released yet."""

    def __init__(self, root: Path, files: Files) -> None:
        self.root = root
        root.mkdir(parents=True)
        self.git("init", "-q", "-b", "main")
        self.write({".gitignore": "build/\noutput/\n__pycache__/\n", **files})
        self.commit()

    def git(self, *arguments: str) -> str:
        """Run git as nobody in particular."""
        command = ["git", *WHO, *arguments]
        done = subprocess.run(command, cwd=self.root, check=True, capture_output=True, text=True)
        return done.stdout.strip()

    def write(self, files: Files) -> None:
        """Change files of the working tree; None deletes."""
        for path, data in files.items():
            file = self.root / path
            if data is None:
                file.unlink()
                continue
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data.encode() if isinstance(data, str) else data)

    def replace(self, path: str, old: str, new: str, count: int = -1) -> None:
        """Change text of one file; AssertionError where it does not stand there."""
        text = (self.root / path).read_text(encoding="utf-8")
        assert old in text, (path, old)
        self.write({path: text.replace(old, new, count)})

    def commit(self) -> str:
        """Commit everything; the commit."""
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", "x")
        return self.git("rev-parse", "HEAD")

    def release(
        self,
        published: str = PUBLISHED,
        updated: str = "",
        baseline: bool = False,
        change: int = 7,
        but: tuple[str, ...] = (),
        again: bool = True,
    ) -> Path:
        """Release all content as it is in HEAD but for what begins with one of ``but``; the list.

        Without ``again``, what is released already as it is keeps its times.
        """
        place = self.root / PLACE
        listing = self.git("ls-tree", "-r", "HEAD", "content/").splitlines()
        held = {row.split("\t")[1]: row.split()[0] + ":" + row.split()[2] for row in listing}
        with closing(ReleaseFile(place, new=not place.exists())) as released:
            before = {path: value for path, value, _ in released.rows()}
            rows: list[Row] = []
            for path in sorted(before.keys() | held.keys()):
                if path not in held or path.startswith(but):
                    rows.append((path, held.get(path), None))
                elif again or before.get(path) != held[path]:
                    blob = held[path].partition(":")[2]
                    one = ReleasedFile(
                        path, blob, change, published, updated or published, baseline
                    )
                    rows.append((path, held[path], one))
            seq = released.seq + 1
            released.put(seq, rows, logged=True)
            released.set("seq", seq)
        return place

    def listed(self, publishing: bool) -> Path | None:
        """The release list, None for a preview."""
        return self.root / PLACE if publishing else None

    def update(self, publishing: bool = False, full: bool = False) -> Update:
        """Bring the index of the working tree, or of HEAD when publishing, up to date."""
        with RecordStore(self.root / RECORDS) as records:
            return update(self._inputs(records, publishing), full)

    @contextmanager
    def book(self, site: str = "portal", publishing: bool = False) -> Iterator[UnitBook]:
        """The unit book of a site, its index up to date and free of findings."""
        done = self.update(publishing)
        assert done.findings == (), done.findings
        with RecordStore(self.root / RECORDS) as records:
            inputs = self._inputs(records, publishing)
            with CityIndex.open(inputs.file, records, self.root) as index:
                yield UnitBook(index, site, read_theme(self.root, inputs.treeish or None))

    def unit_keys(self, site: str = "portal", publishing: bool = False) -> dict[str, str]:
        """Path to key of every unit of a site."""
        with self.book(site, publishing) as book:
            return {unit.path: unit.key for unit in units_of(book)}

    def place(self, site: str = "portal") -> PreviewFolder:
        """A folder that builds in this process write into."""
        return PreviewFolder(self.root / "build" / "here" / site, site)

    def build(
        self,
        site: str = "portal",
        publishing: bool = False,
        full: bool = False,
        place: Place | None = None,
    ) -> Built:
        """Prepare, make and finish a site in this process, without Pelican."""
        treeish, place = "HEAD" if publishing else "", place or self.place(site)
        prepared = prepare(self.root, site, treeish, self.listed(publishing), place, full)
        theme = read_theme(self.root, treeish or None)
        made = make_all(self.root, prepared.plan, theme)
        output, findings = finish(self.root, prepared, theme, made, place)
        return Built(prepared, output, findings)

    def serve(self, site: str = "portal") -> Built:
        """Build what is released into the standby tree and swap it in."""
        with open_trees(self.root, site) as trees:
            built = self.build(site, True, place=trees)
            if built.output is not None and built.output.fresh:
                trees.swap()
            return built

    def _inputs(self, records: RecordStore, publishing: bool) -> Inputs:
        treeish = "HEAD" if publishing else ""
        return Inputs(self.root, treeish, self.listed(publishing), records, SerialExecutor())


def units_of(book: UnitBook) -> tuple[Unit, ...]:
    """Every unit a site declares, by path."""
    found = (declare(book, ref) for ref in all_refs(book))
    return tuple(sorted((unit for unit in found if unit), key=lambda unit: unit.path))


def unit_at(book: UnitBook, path: str) -> Unit:
    """The one unit at a path; ValueError where there is none or more than one."""
    (unit,) = (unit for unit in units_of(book) if unit.path == path)
    return unit


def read_files(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, and its bytes."""
    files = sorted(file for file in folder.rglob("*") if file.is_file())
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in files}
