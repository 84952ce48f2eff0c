"""运行 (run): lays everything down, measures size by size, prints the table, writes the JSON."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

import sanshen
from benchmarks import eleventy, hugo, pelican_stock
from benchmarks.changes import measure_our_changes, measure_peer_changes
from benchmarks.cold import Contestant, OurContestant, PeerContestant, measure_cold, names_of
from benchmarks.corpus import source_count
from benchmarks.ours import THEMES, Ours
from benchmarks.peer import Peer, UnavailableError
from benchmarks.peers import BY_NAME, REFERENCE
from benchmarks.results import Results, Skipped

Tell = Callable[[str], None]
T = TypeVar("T")
PEER_CHANGE_RUNS, LONG = 3, 30.0
"""A peer's change is a build of everything: measured so often, once where that takes longer."""


@dataclass(frozen=True, slots=True)
class Options:
    """What to measure. ``limit``: seconds after which a single build is stopped."""

    folder: Path
    sizes: tuple[int, ...] = (1_000, 10_000, 100_000)
    peers: tuple[str, ...] = tuple(BY_NAME)
    themes: tuple[str, ...] = tuple(THEMES)
    runs: int = 5
    limit: float = 1200.0
    keep: bool = False


def run_benchmarks(options: Options, tell: Tell) -> Results:
    """Everything asked for. What cannot be measured is named in ``skipped``, never left out."""
    results = Results(options.runs, versions=_versions())
    peers = _installed(options, results, tell)
    for size in options.sizes:
        folder = options.folder / f"{size}"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        _measure_size(options, results, peers, folder, size, tell)
        if not options.keep:
            shutil.rmtree(folder)
    return results


def _versions() -> dict[str, str]:
    return {
        "sanshen": sanshen.__version__,
        "hugo": hugo.VERSION,
        "eleventy": eleventy.VERSION,
        "pelican": pelican_stock.VERSION,
    }


def _installed(options: Options, results: Results, tell: Tell) -> list[Peer]:
    ready = []
    for name in options.peers:
        try:
            BY_NAME[name].install(options.folder / "tools")
            ready.append(BY_NAME[name])
        except UnavailableError as error:
            results.skipped.append(Skipped(name, 0, str(error)))
            tell(f"NOT MEASURED: {name}: {error}")
    return ready


def _measure_size(
    options: Options, results: Results, peers: Sequence[Peer], folder: Path, size: int, tell: Tell
) -> None:
    ours = [_timed(tell, name, size, partial(Ours, name, folder / name, size))
            for name in options.themes]  # fmt: skip
    contestants: list[Contestant] = [OurContestant(each) for each in ours]
    for peer in peers:
        _timed(tell, peer.name, size, partial(peer.lay_down, folder / peer.name, size))
        contestants.append(PeerContestant(peer, folder / peer.name))
    # The reference stands first: each of the others is then next to one of its runs.
    contestants.sort(key=lambda one: one.name != REFERENCE)
    tell(f"N = {size}: {names_of(contestants)}")
    sources = source_count(size)
    measure_cold(results, contestants, size, sources, REFERENCE, options.limit, tell)
    for each in ours:
        measure_our_changes(results, each, size, options.limit, tell)
    for peer in peers:
        cold = results.find_cold(peer.name, size)
        if cold is not None:
            runs = 1 if max(cold.wall) > LONG else min(options.runs, PEER_CHANGE_RUNS)
            measure_peer_changes(results, peer, folder, size, options.limit, runs, tell)


def _timed(tell: Tell, name: str, size: int, act: Callable[[], T]) -> T:
    begun = time.monotonic()
    done = act()
    tell(f"{name} {size}: laid down in {time.monotonic() - begun:.1f} s")
    return done
