"""冷构建 (cold builds): every generator in turn, again and again, each time from nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from benchmarks.measure import (
    RunError,
    Sample,
    paired_ratio,
    require_success,
    run_measured,
    tree_size,
)
from benchmarks.ours import COMMAND, Ours, output_of
from benchmarks.peer import Peer
from benchmarks.results import Cold, Results, Skipped

SLOW = 120.0
MB = 1024 * 1024
Tell = Callable[[str], None]


class Contestant(Protocol):
    """One generator over one laid-down corpus: what a cold run of it is."""

    @property
    def name(self) -> str:
        """The generator's name in the results."""

    def cold(self, mark: str, limit: float, sample_memory: bool) -> tuple[Sample, Path]:
        """Build from nothing into a directory that never was; the sample and the output."""


@dataclass
class OurContestant:
    """Ours: a fresh clone for every run."""

    ours: Ours

    @property
    def name(self) -> str:
        """The theme's generator name."""
        return self.ours.name

    def cold(self, mark: str, limit: float, sample_memory: bool) -> tuple[Sample, Path]:
        """Clone, not timed, then build."""
        clone = self.ours.fresh_clone(f"clone-{mark}")
        sample = run_measured(COMMAND, clone, {}, limit, sample_memory)
        require_success(self.name, sample)
        return sample, output_of(clone)


@dataclass
class PeerContestant:
    """A peer: its site stays, its output goes where nothing was. None of them keeps a cache."""

    peer: Peer
    folder: Path

    @property
    def name(self) -> str:
        """The peer's name."""
        return self.peer.name

    def cold(self, mark: str, limit: float, sample_memory: bool) -> tuple[Sample, Path]:
        """A full build."""
        output = self.folder.parent / f"{self.folder.name}-output-{mark}"
        command, environment = self.peer.command(output), self.peer.environment()
        sample = run_measured(command, self.folder, environment, limit, sample_memory)
        return require_success(self.name, sample), output


def measure_cold(
    results: Results,
    contestants: Sequence[Contestant],
    size: int,
    sources: int,
    reference: str,
    limit: float,
    tell: Tell,
) -> None:
    """Run all in turn ``results.runs`` times (A B A B), then each once more for its memory.

    What fails is left out from then on and named among what was skipped. A generator that is
    neither ours nor the reference and takes longer than ``SLOW`` is run once.
    """
    entries = {c.name: Cold(c.name, size, sources) for c in contestants}
    running = list(contestants)
    for turn in range(results.runs):
        for contestant in tuple(running):
            entry = entries[contestant.name]
            if turn and _is_slow(contestant, entry, reference):
                continue
            try:
                sample, output = contestant.cold(str(turn), limit, sample_memory=False)
            except RunError as error:
                results.skipped.append(Skipped(contestant.name, size, str(error)))
                tell(str(error))
                running.remove(contestant)
                continue
            _note(entry, sample, output if not turn else None)
            tell(f"{contestant.name} {size}: {sample.wall:.2f} s, cpu {sample.cpu:.2f} s, "
                 f"foreign {sample.foreign:.2f}")  # fmt: skip
    for contestant in running:
        _measure_memory(contestant, entries[contestant.name], limit, results, tell)
    found = {c.name: entries[c.name] for c in running}
    _set_ratios(found, reference)
    results.cold.extend(found.values())


def _is_slow(contestant: Contestant, entry: Cold, reference: str) -> bool:
    ours = isinstance(contestant, OurContestant)
    return not ours and contestant.name != reference and max(entry.wall) > SLOW


def _note(entry: Cold, sample: Sample, output: Path | None) -> None:
    entry.wall.append(sample.wall)
    entry.cpu.append(sample.cpu)
    entry.foreign.append(sample.foreign)
    if output is not None:
        entry.files, entry.bytes = tree_size(output)


def _measure_memory(
    contestant: Contestant, entry: Cold, limit: float, results: Results, tell: Tell
) -> None:
    try:
        # Sampling slows what is sampled.
        sample, _ = contestant.cold("memory", limit * 2, sample_memory=True)
    except RunError as error:
        results.skipped.append(Skipped(contestant.name, entry.articles, f"memory: {error}"))
        return
    entry.memory_mb = sample.memory / MB
    tell(f"{contestant.name} {entry.articles}: {entry.memory_mb:.0f} MB PSS")


def _set_ratios(entries: Mapping[str, Cold], reference: str) -> None:
    theirs = entries.get(reference)
    if theirs is None:
        return
    for entry in entries.values():
        count = min(len(entry.wall), len(theirs.wall))
        entry.ratio = paired_ratio(entry.wall[:count], theirs.wall[:count])


def names_of(contestants: Iterable[Contestant]) -> str:
    """The names, for a line of progress."""
    return ", ".join(contestant.name for contestant in contestants)
