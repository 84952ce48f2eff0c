"""结果 (results): what a run of the benchmarks says, as JSON with documented keys."""

from __future__ import annotations

import json
import os
import platform
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

FORMAT = "sanshen/bench/1"
PROJECT = Path(__file__).parents[1]

KEYS: Mapping[str, str] = {
    "format": "name and version of this format",
    "commit": "the project's commit; ends in + when its files were changed since",
    "runs": "paired runs asked for (A B A B)",
    "machine.cores": "processor cores of the machine",
    "machine.memory_mb": "main memory, megabytes",
    "machine.system": "kernel and architecture",
    "machine.python": "version of Python",
    "versions": "version of each generator, by name",
    "cold[].generator": "generator: sanshen (equal theme), sanshen-real (our theme), or a peer",
    "cold[].articles": "N: Chinese articles of the corpus",
    "cold[].sources": "content files: articles, English versions, pictures",
    "cold[].files": "output files",
    "cold[].bytes": "bytes of all output files",
    "cold[].wall": "seconds of each run",
    "cold[].cpu": "processor seconds (user and system, all processes) of each run",
    "cold[].foreign": "cores that other programs used during each run; 0 is a quiet machine",
    "cold[].wall_median": "median of wall",
    "cold[].cpu_median": "median of cpu",
    "cold[].ratio": "median of wall / wall of the reference in the same pair; null without one",
    "cold[].us_per_file": "median microseconds of wall per output file",
    "cold[].memory_mb": "peak of the sum of PSS over all processes, in a run of its own; or null",
    "changes[].generator": "generator",
    "changes[].articles": "N",
    "changes[].kind": "edit (a body) or addition (a new article)",
    "changes[].wall": "seconds of each run, from the release to the end of the command",
    "changes[].live": "seconds of each run until the output was swapped; empty where it is not",
    "changes[].cpu": "processor seconds of each run",
    "changes[].foreign": "cores that other programs used during each run",
    "changes[].median": "median of live where there is one, else of wall",
    "skipped[].generator": "generator that was not measured",
    "skipped[].articles": "N, 0 when it was not measured at all",
    "skipped[].reason": "why",
    "aims[].name": "the aim",
    "aims[].limit": "at most this",
    "aims[].measured": "what was measured, null when it was not",
    "aims[].unit": "x (times the reference) or s (seconds)",
    "aims[].met": "whether it is met, null when not measured",
}
"""Every key of the JSON file; ``[]`` marks the entries of a list."""


@dataclass(slots=True)
class Cold:
    """冷构建: a full build into a fresh directory, nothing of it there before."""

    generator: str
    articles: int
    sources: int
    files: int = 0
    bytes: int = 0
    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    foreign: list[float] = field(default_factory=list)
    ratio: float | None = None
    memory_mb: float | None = None

    def row(self) -> dict[str, Any]:
        """The entry of the JSON file."""
        middle = median(self.wall)
        per_file = middle / self.files * 1e6 if self.files else 0.0
        more = {"wall_median": middle, "cpu_median": median(self.cpu), "us_per_file": per_file}
        return asdict(self) | more


@dataclass(slots=True)
class Change:
    """一次改动: one released change, from the ledger's entry to the output."""

    generator: str
    articles: int
    kind: str
    wall: list[float] = field(default_factory=list)
    live: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    foreign: list[float] = field(default_factory=list)

    @property
    def median(self) -> float:
        """Seconds until the output is there: swapped, where it is swapped."""
        return median(self.live if len(self.live) == len(self.wall) else self.wall)

    def row(self) -> dict[str, Any]:
        """The entry of the JSON file."""
        return asdict(self) | {"median": self.median}


@dataclass(frozen=True, slots=True)
class Skipped:
    """What was not measured, and why."""

    generator: str
    articles: int
    reason: str


@dataclass(frozen=True, slots=True)
class Aim:
    """目标: a limit and what was measured against it."""

    name: str
    limit: float
    measured: float | None
    unit: str

    @property
    def met(self) -> bool | None:
        """Whether it is met; None when it was not measured."""
        return None if self.measured is None else self.measured <= self.limit

    def row(self) -> dict[str, Any]:
        """The entry of the JSON file."""
        return asdict(self) | {"met": self.met}


@dataclass(slots=True)
class Results:
    """Everything one run of the benchmarks found."""

    runs: int
    versions: dict[str, str] = field(default_factory=dict)
    cold: list[Cold] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)

    def find_cold(self, generator: str, articles: int) -> Cold | None:
        """The cold builds of a generator at one size."""
        found = (c for c in self.cold if (c.generator, c.articles) == (generator, articles))
        return next(found, None)

    def document(self, aims: tuple[Aim, ...]) -> dict[str, Any]:
        """The JSON document."""
        return {
            "format": FORMAT,
            "commit": project_commit(),
            "runs": self.runs,
            "machine": machine(),
            "versions": dict(self.versions),
            "cold": [entry.row() for entry in self.cold],
            "changes": [entry.row() for entry in self.changes],
            "skipped": [asdict(entry) for entry in self.skipped],
            "aims": [aim.row() for aim in aims],
        }


def render_json(document: Mapping[str, Any]) -> str:
    """The document as text; seconds and microseconds with four digits after the point."""
    return json.dumps(_rounded(document), ensure_ascii=False, indent=1) + "\n"


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 4)
    if isinstance(value, Mapping):
        return {key: _rounded(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_rounded(inner) for inner in value]
    return value


def keys_of(document: Mapping[str, Any], prefix: str = "") -> Iterator[str]:
    """Every key of a document in the notation of ``KEYS``; ``versions`` has names as keys."""
    for key, value in document.items():
        name = f"{prefix}{key}"
        if isinstance(value, Mapping) and name != "versions":
            yield from keys_of(value, f"{name}.")
        elif isinstance(value, list) and value and isinstance(value[0], Mapping):
            for entry in value:
                yield from keys_of(entry, f"{name}[].")
        else:
            yield name


def machine() -> dict[str, Any]:
    """The machine, without its name."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 1024**2
    system = f"{platform.system()} {platform.release()} {platform.machine()}"
    return {
        "cores": os.cpu_count() or 0,
        "memory_mb": memory,
        "system": system,
        "python": platform.python_version(),
    }


def project_commit() -> str:
    """The commit measured, with + when files differ from it; empty outside a checkout."""

    def git(*words: str) -> str:
        done = subprocess.run(
            ["git", *words], cwd=PROJECT, capture_output=True, text=True, check=False
        )
        return done.stdout.strip()

    changed = git("status", "--porcelain", "--untracked-files=no")
    return git("rev-parse", "--short=12", "HEAD") + ("+" if changed else "")
