"""剖析 (profile): where the time of one cold build of ours goes, by its own stage times.

``SANSHEN_TIMES=1`` makes the build print one line for each stage to stderr:
``time STAGE wall=SECONDS cpu=SECONDS [count=NUMBER]``, cpu over all processes. Beside it the
functions of the first process, by cProfile, in a run of its own because that slows it.
"""

from __future__ import annotations

import pstats
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path
from typing import NamedTuple

from benchmarks.measure import Sample, require_success, run_measured
from benchmarks.ours import COMMAND, TIMES_VARIABLE, Ours

Tell = Callable[[str], None]
TOP = 30
_STAGE = re.compile(
    r"^time (?P<name>\S+) wall=(?P<wall>[\d.]+) cpu=(?P<cpu>[\d.]+)(?: count=(?P<count>\d+))?$",
    re.MULTILINE,
)


class Stage(NamedTuple):
    """One stage of a build; ``things`` is how many things it handled, 0 when it does not say."""

    name: str
    wall: float
    cpu: float
    things: int


def parse_stages(log: str) -> tuple[Stage, ...]:
    """The stages a build printed, in its order."""
    return tuple(
        Stage(m["name"], float(m["wall"]), float(m["cpu"]), int(m["count"] or 0))
        for m in _STAGE.finditer(log)
    )


def stage_table(stages: tuple[Stage, ...], sample: Sample, articles: int) -> Iterator[str]:
    """The table: each stage with its share and its microseconds per article, then the rest."""
    yield "| stage | wall s | cpu s | % of cpu | cpu us/article | count |"
    yield "| --- | --- | --- | --- | --- | --- |"
    known_wall = sum(stage.wall for stage in stages)
    known_cpu = sum(stage.cpu for stage in stages)
    rest = Stage("(not in any stage)", sample.wall - known_wall, sample.cpu - known_cpu, 0)
    whole = Stage("whole command", sample.wall, sample.cpu, 0)
    for stage in (*stages, rest, whole):
        share, each = 100 * stage.cpu / sample.cpu, stage.cpu / articles * 1e6
        count = str(stage.things) if stage.things else ""
        yield (f"| {stage.name} | {stage.wall:.3f} | {stage.cpu:.3f} | {share:.1f} | {each:.0f} "
               f"| {count} |")  # fmt: skip


def run_profile(folder: Path, size: int, theme: str, limit: float, tell: Tell) -> int:
    """Print both profiles of a cold build of ``size`` articles; 0, or 1 without stage times."""
    place = folder / f"profile-{size}"
    shutil.rmtree(place, ignore_errors=True)
    ours = Ours(theme, place, size)
    tell(f"{theme} {size}: laid down")
    warm = run_measured(COMMAND, ours.fresh_clone("clone-warm"), {}, limit)
    require_success(theme, warm)
    clone = ours.fresh_clone("clone-times")
    sample = run_measured(COMMAND, clone, {TIMES_VARIABLE: "1"}, limit)
    require_success(theme, sample)
    stages = parse_stages(sample.log)
    print("\n".join(stage_table(stages, sample, size)), flush=True)
    print(f"\n{_functions(ours, limit)}", flush=True)
    shutil.rmtree(place)
    if not stages:
        tell(f"the build printed no stage times ({TIMES_VARIABLE}=1)")
    return 0 if stages else 1


def _functions(ours: Ours, limit: float) -> str:
    clone = ours.fresh_clone("clone-functions")
    data = clone.parent / "functions.prof"
    command = (sys.executable, "-m", "cProfile", "-o", str(data), *COMMAND[1:])
    require_success(ours.name, run_measured(command, clone, {}, limit))
    text = StringIO()
    pstats.Stats(str(data), stream=text).strip_dirs().sort_stats("tottime").print_stats(TOP)
    return text.getvalue()
