"""一次构建 (site build): prepare, make, finish; in one process or handed between two.

``prepare`` brings the index up to date and chooses the units to look at; ``make_all`` declares,
renders, checks and writes them, on as many workers as pays; ``finish`` checks the whole, records
tree and index, and says what was done. Nothing is served by this; that is the swap.
"""

from __future__ import annotations

import fcntl
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from sanshen.catalogue import blocking
from sanshen.content.records import RecordStore
from sanshen.index.city_index import CityIndex
from sanshen.index.inputs import FOLDER, PREVIEW, PUBLISH, Inputs, Update
from sanshen.index.updating import update
from sanshen.model.findings import Finding, finding
from sanshen.output.manifest import Manifest, parse_manifest
from sanshen.output.standby import Standby
from sanshen.output.tree_writer import TreeWriter
from sanshen.publish.choosing import choose, shared_key
from sanshen.publish.executor import Executor, SerialExecutor, open_executor
from sanshen.publish.gathering import Gathered, check_whole
from sanshen.publish.plan_error import PlanError
from sanshen.publish.reports import changed_paths, write_report
from sanshen.publish.theme_source import read_theme
from sanshen.publish.timing import stage
from sanshen.publish.work_plan import WorkPlan
from sanshen.publish.workshop import Made, Order, make_units, open_workshop
from sanshen.theming.templating import PageRenderer
from sanshen.theming.theme import Theme, ThemeError
from sanshen.units.book import UnitBook
from sanshen.units.unit import UnitRef

RECORDS = "build/records.sqlite"
FEW = 60
"""So many units are made in this process: starting workers would take longer."""
BATCH = 48

Progress = Callable[[int, int], None]


class Place(Protocol):
    """Where a build goes: the standby tree of a site (``SiteTrees``), or a preview folder.

    ``held`` are the descriptors of the locks that keep it ours.
    """

    @property
    def target(self) -> Path:
        """The tree that is written into."""

    @property
    def held(self) -> tuple[int, ...]:
        """The locks that every process writing here has to keep."""

    def can_start_from(self, base: Manifest | None) -> bool:
        """Whether ``begin`` would give a tree that holds ``base``."""

    @property
    def live_manifest(self) -> Manifest | None:
        """What is served (or shown) already, None when that is not known."""

    def begin(self, base: Manifest | None) -> Standby:
        """Ready the tree for a release that is told as a difference to ``base``."""

    def finish(
        self,
        standby: Standby,
        manifest: Manifest,
        tally: Manifest,
        touched: Iterable[str] = (),
        declared: Collection[str] | None = None,
    ) -> bool:
        """Record the tree as complete; whether it differs from what is served."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A build that may begin: its plan, the tree (None: what is served is right already),
    the manifest of the unit table, what the update of the index said, and the content that
    changed since the last build (path → what of it)."""

    plan: WorkPlan
    standby: Standby | None
    base: Manifest | None
    update: Update
    changed: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class SiteOutput:
    """What a site's tree holds after a build; ``made`` and ``removed`` are paths.

    ``fresh``: the tree is not what is served already.
    """

    manifest: Manifest
    made: tuple[str, ...]
    removed: tuple[str, ...]
    fresh: bool

    @property
    def reused(self) -> int:
        """沿用: files that were left as they are."""
        return self.manifest.files - len(self.made)


@contextmanager
def building(root: Path, publishing: bool) -> Iterator[None]:
    """The index of a mode is ours alone; another build of the same city waits its turn."""
    file = root / FOLDER / f"{PUBLISH if publishing else PREVIEW}.lock"
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def prepare(
    root: Path,
    site: str,
    treeish: str,
    release_list: Path | None,
    place: Place,
    full: bool = False,
) -> Prepared:
    """Bring the index to ``treeish`` and the release list, choose what to look at.

    With ``full`` everything is read and made anew. Raises PlanError with every blocking
    finding of the site.
    """
    with RecordStore(root / RECORDS) as records, open_executor() as executor:
        inputs = Inputs(root, treeish, release_list, records, executor)
        with stage("index"):
            done = update(inputs, full)
        _refuse(done.findings, site)
        theme = read_theme(root, treeish or None)
        with CityIndex.open(inputs.file, records, root) as index:
            if site not in index.sites:
                known = "、".join(sorted(index.sites)) or "—"
                raise PlanError((finding("B107", f"content/{site}", known=known),))
            return _prepared(index, inputs, site, theme, place, done, full)


def _prepared(
    index: CityIndex,
    inputs: Inputs,
    site: str,
    theme: Theme,
    place: Place,
    done: Update,
    full: bool,
) -> Prepared:
    base = None if full else _remembered(index, site)
    known = place.can_start_from(base)
    try:
        with stage("choose"):
            chosen = choose(index, UnitBook(index, site, theme), known, done.changes.settings)
    except ThemeError as error:
        raise PlanError((finding("B109", "theme", reason=error),)) from error
    standby = None
    if chosen.refs or base is None or place.live_manifest != base:
        standby = place.begin(base if known else None)
    plan = WorkPlan(
        site=site,
        treeish=inputs.treeish,
        publishing=inputs.release_list is not None,
        index=inputs.file,
        records=inputs.records.file,
        tree=standby.path if standby is not None else Path(),
        every=chosen.every,
        reason=chosen.reason,
        refs=chosen.refs,
    )
    return Prepared(plan, standby, base, done, changed_paths(chosen.changes))


def _remembered(index: CityIndex, site: str) -> Manifest | None:
    """The manifest of the unit table; None where there is none, or none that can be read."""
    try:
        return parse_manifest(index.meta(manifest_key(site)))
    except ValueError:
        return None


def manifest_key(site: str) -> str:
    """The name under which the index remembers the manifest its unit table describes."""
    return f"manifest:{site}"


def make_all(
    root: Path, plan: WorkPlan, theme: Theme, progress: Progress = lambda _done, _all: None
) -> Iterator[Made]:
    """Make the units of a plan, in tasks; results in the order of the references."""
    many = len(plan.refs) > FEW
    order = Order(
        root, plan.site, plan.treeish, plan.index, plan.records, theme, plan.tree, plan.every, many
    )
    if not many:
        yield from _made(SerialExecutor(), order, plan.refs, progress)
        return
    # Templates compiled here are found, ready, by every worker.
    PageRenderer(theme, plan.publishing).prepare()
    with open_executor() as executor:
        yield from _made(executor, order, plan.refs, progress)


def _made(
    executor: Executor, order: Order, refs: Sequence[UnitRef], progress: Progress
) -> Iterator[Made]:
    tasks = [tuple(refs[start : start + BATCH]) for start in range(0, len(refs), BATCH)]
    done = 0
    for made in executor.map_sharing(open_workshop, order, make_units, tasks):
        done += BATCH
        progress(min(done, len(refs)), len(refs))
        yield made


def finish(
    root: Path, prepared: Prepared, theme: Theme, results: Iterable[Made], place: Place
) -> tuple[SiteOutput | None, tuple[Finding, ...]]:
    """Check the whole, then record tree and index; (None, findings) when anything is wrong."""
    plan, site = prepared.plan, prepared.plan.site
    gathered = Gathered(plan.every)
    for made in results:
        gathered.add(site, made)
    with (
        RecordStore(plan.records) as records,
        CityIndex.open(plan.index, records, root, readonly=False) as index,
    ):
        found = check_whole(gathered, index, site, plan.tree)
        if blocking(found):
            return None, found
        removed = _remove(gathered, index, prepared)
        manifest = _manifest(gathered, index, prepared, removed)
        declared = gathered.rows.keys() if plan.every else None
        touched = (*gathered.rows, *removed)
        fresh = False
        if prepared.standby is not None:
            fresh = place.finish(prepared.standby, manifest, gathered.tally, touched, declared)
        if plan.every:
            gone = {row.path for row in index.units(site)} - gathered.rows.keys()
            removed = tuple(sorted(gone))
        index.remove_units(site, removed)
        index.save_units(site, gathered.rows.values())
        index.remember(manifest_key(site), manifest.text())
        index.remember(shared_key(site), UnitBook(index, site, theme).shared_inputs())
        index.mark_built(site)
    made_paths = tuple(sorted(gathered.rows))
    write_report(root, plan, made_paths, removed, prepared.changed)
    return SiteOutput(manifest, made_paths, removed, fresh), found


def _remove(gathered: Gathered, index: CityIndex, prepared: Prepared) -> tuple[str, ...]:
    """Remove what went from the tree, and tally it; a tree made anew is cleared as a whole."""
    if prepared.standby is None or prepared.standby.base is None:
        return ()
    removed = tuple(sorted(gathered.removed))
    with TreeWriter(prepared.standby.path) as writer:
        for path in removed:
            row = index.unit(prepared.plan.site, path)
            writer.remove(path, row.sha256 if row is not None else "")
        gathered.tally = gathered.tally.plus(writer.take_tally())
    return removed


def _manifest(
    gathered: Gathered, index: CityIndex, prepared: Prepared, removed: Iterable[str]
) -> Manifest:
    """The manifest that base and units say, whatever the writers did."""
    manifest = prepared.base
    if manifest is None or prepared.plan.every:
        return Manifest.of((row.path, row.sha256) for row in gathered.rows.values())
    for path in (*gathered.rows, *removed):
        before, after = index.unit(prepared.plan.site, path), gathered.rows.get(path)
        manifest = manifest.changed(
            path, before.sha256 if before else "", after.sha256 if after else ""
        )
    return manifest


def _refuse(findings: Iterable[Finding], site: str) -> None:
    prefix = f"content/{site}/"
    found = tuple(one for one in blocking(findings) if one.path.startswith(prefix))
    if found:
        raise PlanError(found)
