"""备用树 (standby): make the standby tree the next release, then swap it in.

One release after the other: ``begin`` → put and remove files (``TreeWriter``) → ``finish`` →
``swap`` → ``level_standby``. Whatever is killed at any moment, the live tree stays as it is and
the log never says more of a tree than is true. Nothing costs more than what has changed, but
for the first release, whole builds, and the first one after a killed build.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sanshen.model.stops import Stop
from sanshen.output.delta_log import DeltaLog, TreeRecord, read_log, write_log
from sanshen.output.faults import reach
from sanshen.output.levelling import level_everywhere, level_paths
from sanshen.output.manifest import Manifest
from sanshen.output.site_lock import locked_trees
from sanshen.output.spreading import make_tree
from sanshen.output.trees import live_tree, standby_tree, swap_tree
from sanshen.output.walking import clear_undeclared


class OutputDiffersError(Stop):
    """What was written is not what the manifest says; nothing may be swapped in."""

    def __init__(self, site: str, wanted: Manifest, found: Manifest) -> None:
        super().__init__(f"{site}: {found.files} files, {wanted.files} wanted")
        self.key = "trees.differs"
        self.values = {"site": site, "wanted": wanted.files, "found": found.files}


class NoPreviousReleaseError(Stop):
    """There is no earlier release that could be served again."""

    def __init__(self, site: str) -> None:
        super().__init__(site)
        self.key = "trees.no-previous"
        self.values = {"site": site}


@dataclass(frozen=True, slots=True)
class Standby:
    """The tree to write into. ``base`` is what it holds; None: anything, write every file.

    ``unlike`` are the paths at which it may differ from the live tree before any writing.
    """

    path: Path
    base: Manifest | None
    unlike: frozenset[str] | None


class SiteTrees:
    """Both trees of a site, held alone: see ``open_trees``.

    ``lock`` is a descriptor for ``pass_fds`` of programs that write into a tree.
    """

    def __init__(self, root: Path, site: str, lock: int) -> None:
        self.root = root
        self.site = site
        self.lock = lock
        self._log = read_log(root, site)

    @property
    def target(self) -> Path:
        """The tree that is written into: never the live one."""
        return standby_tree(self.root, self.site)

    @property
    def held(self) -> tuple[int, ...]:
        """The locks that every process writing here has to keep."""
        return (self.lock,)

    @property
    def live(self) -> Path | None:
        """The tree being served."""
        return live_tree(self.root, self.site)

    @property
    def live_manifest(self) -> Manifest | None:
        """What the live tree holds, None when that is not known or nothing is served."""
        return self._log.of(self.live).manifest if self.live else None

    @property
    def previous(self) -> TreeRecord | None:
        """The release before the live one, if the standby tree holds it."""
        record = self._log.of(standby_tree(self.root, self.site))
        return record if record.manifest not in (None, self.live_manifest) else None

    def can_start_from(self, base: Manifest | None) -> bool:
        """Whether ``begin`` would give a tree that holds ``base``; nothing is touched."""
        tree = standby_tree(self.root, self.site)
        held = (self._log.of(tree).manifest, self.live_manifest)
        return base is not None and base in held

    def begin(self, base: Manifest | None) -> Standby:
        """Ready the standby tree for a release that is told as a difference to ``base``.

        It is made to hold ``base`` when either tree does; else, or when ``base`` is None, the
        caller writes every file of the release.
        """
        tree, live = standby_tree(self.root, self.site), self.live
        held, unlike = self._log.of(tree).manifest, self._log.differing
        self._write(self._log.marked(tree))
        reach("trees.marked")
        make_tree(tree)
        if base is not None and held == base:
            return Standby(tree, base, unlike)
        if base is not None and live is not None and self.live_manifest == base:
            self._level(tree, live, unlike if held is not None else None)
            reach("trees.levelled")
            return Standby(tree, base, frozenset())
        return Standby(tree, None, None)

    def finish(
        self,
        standby: Standby,
        manifest: Manifest,
        tally: Manifest,
        touched: Iterable[str] = (),
        declared: Collection[str] | None = None,
    ) -> bool:
        """Record the standby tree as the release ``manifest``; whether it is not live already.

        ``tally`` is what the writers did together, ``touched`` where; without a base,
        ``declared`` has every path of the release, and other files go. OutputDiffersError.
        """
        reach("trees.written")
        differing: frozenset[str] | None = None
        if standby.base is None:
            present = clear_undeclared(standby.path, declared or ())
            if present != manifest.files:
                raise OutputDiffersError(self.site, manifest, Manifest(present))
            reach("trees.cleared")
        elif standby.unlike is not None:
            differing = standby.unlike.union(touched)
        found = (standby.base or Manifest()).plus(tally)
        if found != manifest:
            raise OutputDiffersError(self.site, manifest, found)
        self._write(self._log.recorded(standby.path, manifest, differing))
        reach("trees.recorded")
        return self.live_manifest != manifest

    def swap(self) -> None:
        """Serve the standby tree, complete as ``finish`` left it. NoPreviousReleaseError."""
        tree = standby_tree(self.root, self.site)
        if self._log.of(tree).manifest is None:
            raise NoPreviousReleaseError(self.site)
        swap_tree(self.root, self.site, tree)
        reach("trees.swapped")

    def level_standby(self) -> int:
        """Fill a standby tree of which nothing is known from the live tree; files linked.

        A standby tree that holds the previous release keeps it. For after the swap.
        """
        tree, live = standby_tree(self.root, self.site), self.live
        if live is None or self.live_manifest is None or self._log.of(tree).manifest is not None:
            return 0
        self._write(self._log.marked(tree))
        reach("standby.marked")
        make_tree(tree)
        linked = level_everywhere(tree, live)
        reach("standby.levelling")
        self._write(self._log.levelled(tree, live))
        return linked

    def _level(self, tree: Path, live: Path, unlike: frozenset[str] | None) -> None:
        if unlike is None:
            level_everywhere(tree, live)
        else:
            level_paths(tree, live, unlike)
        reach("trees.levelling")

    def _write(self, log: DeltaLog) -> None:
        write_log(self.root, self.site, log)
        self._log = log


@contextmanager
def open_trees(root: Path, site: str) -> Iterator[SiteTrees]:
    """Both trees of ``site``, nobody else's until the block ends.

    Raises TreesBusyError, TreeError, ForeignFolderError.
    """
    with locked_trees(root, site) as lock:
        yield SiteTrees(root, site, lock)


def swap_back(root: Path, site: str) -> None:
    """Serve the previous release again. NoPreviousReleaseError when there is none."""
    with open_trees(root, site) as trees:
        if trees.previous is None:
            raise NoPreviousReleaseError(site)
        trees.swap()
