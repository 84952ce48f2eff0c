"""One chain: a city, edits, builds after them, each compared with a full build elsewhere."""

from __future__ import annotations

import copy
import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random

from sanshen.catalogue import render_finding
from sanshen.model.changes import ChangeClass, class_of
from sanshen.publish.build import BuildReport
from sanshen.publish.caches import drop_damaged
from sanshen.publish.pelican_process import Starter
from tests.chains import building, troubles
from tests.chains.building import Files, RenderHere, said
from tests.chains.drafting import Draft
from tests.chains.edits import CONTENT
from tests.chains.history import History
from tests.chains.model import WAITING, new_town
from tests.chains.oracle import check_complete
from tests.chains.settings_edits import GUARD
from tests.chains.versions import versions

SITES = ("cs", "xian")
Told = tuple[list[tuple[str, str]], Files]


class Chain:
    """A city under edits in ``folder``. ``counts`` says what was done how often."""

    def __init__(
        self,
        folder: Path,
        counts: Counter[str],
        start: Starter = RenderHere,
        themes: Path | None = None,
    ) -> None:
        self.folder = folder
        self.counts = counts
        self.start = start
        self.themes = themes
        self.town, legacy = new_town()
        self.history = History.found(folder / "city", self.town.files(), legacy)
        self.root = self.history.root
        self.code = self.library = 0
        self.fulls: dict[tuple[str, ...], Told] = {}
        self.rows: dict[tuple[str, ...], list[tuple[object, ...]]] = {}
        self.clones = 0

    def edit(self, kind: str, seed: int) -> bool:
        """Do one edit of a kind; whether there was something to do."""
        self.history.later(**Random(seed).choice(({"seconds": 0}, {"minutes": 3}, {"days": 40})))
        change, other = EDITS.get(kind), OTHERS.get(kind)
        done = self._draft(change, seed) if change is not None else False
        done = done or (other is not None and bool(other(self, seed)))
        self.counts[f"edit {kind}"] += done
        return done

    def _draft(self, change: Callable[[Draft], None], seed: int) -> bool:
        draft = Draft(copy.deepcopy(self.town), seed)
        try:
            change(draft)
        except LookupError:
            return False
        self.town = draft.town
        return self.release(draft)

    def release(self, draft: Draft) -> bool:
        """Release what differs from main: content first, then what guards it."""
        wanted, held = self.town.files(), self.history.files
        changed = {
            p: wanted.get(p) for p in wanted.keys() | held.keys() if wanted.get(p) != held.get(p)
        }
        for klass, moves in ((ChangeClass.CONTENT, tuple(draft.moves)), (ChangeClass.GUARD, ())):
            files = {path: data for path, data in changed.items() if class_of(path) is klass}
            if files:
                self.history.release(files, moves, klass)
        return bool(changed)

    def build(self, site: str, start: Starter | None = None, swap: bool = True) -> BuildReport:
        """An incremental build of a site."""
        self.counts["builds"] += 1
        with versions(self.code, self.library):
            return building.publish(self.root, site, start or self.start, swap)

    def check(self, site: str) -> None:
        """Build, and hold the result to a full build in a fresh clone, and to the sources."""
        before = building.served(self.root, site)
        report = self.build(site)
        wrong, full = self.full(site)
        shown = [render_finding(one, "en") for one in report.findings]
        assert said(report) == wrong, (shown, wrong)
        now = building.served(self.root, site)
        if wrong:
            self.counts["refused"] += 1
            self.counts.update(f"refused by {code}" for code, _ in set(wrong))
            assert now == before, "a refused build changed what is served"
            return
        differing = {path for path in now.keys() | full.keys() if now.get(path) != full.get(path)}
        assert not differing, f"{site}: not as a full build: {sorted(differing)}"
        self.counts["compared"] += 1
        self.counts["files compared"] += len(now)
        try:
            with versions(self.code, self.library):
                building.check_records(self.root, site)
                rows = [tuple(row) for row in building.units(self.root, site)]
        except sqlite3.DatabaseError:
            # damage on a page that this build had no need of; whoever comes to it begins again
            self.counts["damage met later"] += 1
            assert drop_damaged(self.root, publishing=True)
            return self.check(site)
        assert rows == self.rows[self._key(site)], "the unit table is not what is declared"
        published, waiting = check_complete(self.history, self.town, site, now)
        self.counts["sources published"] += published
        self.counts["sources waiting"] += waiting

    def full(self, site: str) -> Told:
        """(what blocks, files) of a full build of this state in a clone without caches."""
        key = self._key(site)
        if key not in self.fulls:
            clone = self.clone()
            with versions(self.code, self.library):
                report = building.publish(clone, site, self.start)
                files = building.served(clone, site)
                self.fulls[key] = said(report), files
                self.rows[key] = (
                    [tuple(row) for row in building.units(clone, site)] if files else []
                )
            self.counts["full builds"] += 1
            shutil.rmtree(clone)
        return self.fulls[key]

    def clone(self, working: bool = False) -> Path:
        """A fresh clone; most have compiled templates, from earlier fresh clones only."""
        self.clones += 1
        clone = building.fresh_clone(self.root, self.folder / f"clone{self.clones}", working)
        if self.themes is not None and self.clones % 5:
            (clone / ".git" / "sanshen").mkdir(parents=True, exist_ok=True)
            (clone / ".git" / "sanshen" / "theme").symlink_to(self.themes)
        return clone

    def _key(self, site: str) -> tuple[str, ...]:
        return (site, self.history.head, str(self.code), str(self.library))


def release_waiting(chain: Chain, seed: int) -> bool:
    """A baseline item without a known time is edited, and so released, its files with it."""
    if WAITING not in chain.town.pieces or chain.town.pieces[WAITING].title.startswith("放行"):
        return False
    chain.town.pieces[WAITING].title = f"放行{chain.town.say()}"
    return chain.release(Draft(chain.town, seed))


def date_again(chain: Chain, seed: int) -> bool:
    """An item is taken away and released again: it has another date from then on."""
    draft = Draft(chain.town, seed)
    path = draft.some(lambda _, one: not one.interprets and one.kind != "normative")
    piece = chain.town.pieces[path]
    if path.replace(".md", ".en.md") in chain.town.pieces:
        return False
    chain.history.release({path: None})
    chain.history.later(days=3)
    return chain.release(draft) and bool(piece.title)


def submit_only(chain: Chain, seed: int) -> bool:
    """A change that nobody has released changes nothing."""
    path = Draft(chain.town, seed).some()
    chain.history.submit({path: b"nobody has read this"})
    return True


def code_changes(chain: Chain, seed: int) -> bool:
    """Another version of our own code, or the one before."""
    chain.code = seed % 3 if seed % 3 != chain.code else chain.code + 1
    return True


def library_changes(chain: Chain, seed: int) -> bool:
    """Another version of the Markdown parser, or the one before."""
    chain.library = seed % 3 if seed % 3 != chain.library else chain.library + 1
    return True


EDITS = {change.__name__: change for change in (*CONTENT, *GUARD)}
OTHERS: dict[str, Callable[[Chain, int], object]] = {
    act.__name__: act
    for act in (
        release_waiting, date_again, submit_only, code_changes, library_changes, *troubles.TROUBLES
    )
}  # fmt: skip
KINDS = (*EDITS, *OTHERS)


def walk(chain: Chain, steps: list[tuple[str, int]]) -> None:
    """Edit after edit; the portal is built after most, the other site after some."""
    for site in SITES:
        chain.check(site)
    for kind, seed in steps:
        if not chain.edit(kind, seed):
            chain.edit("edit_body", seed)
        dice = Random(seed + 1)
        for site, often in (("cs", 0.8), ("xian", 0.4)):
            if dice.random() < often:
                chain.check(site)
    for site in SITES:
        chain.check(site)
    chain.counts["chains"] += 1
