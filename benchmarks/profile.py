"""剖析 (profile): where the time of one cold build of ours goes, over all its processes.

Two tables. The stages, as the build times them itself: ``SANSHEN_TIMES=1`` makes it print a line
``time STAGE wall=SECONDS cpu=SECONDS [count=NUMBER]`` for each. And the functions, sampled from
outside by py-spy in a run of its own: a sample counts for the innermost frame of our own code,
so that what a library does is found under whoever asked for it.
"""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from benchmarks.measure import Sample, require_success, run_measured
from benchmarks.ours import COMMAND, TIMES_VARIABLE, Ours
from benchmarks.peer import UnavailableError, make_venv

Tell = Callable[[str], None]
SPY = "py-spy==0.4.2"
SAMPLES_A_SECOND = 200
TOP = 40
OUR_CODE = re.compile(r"\b(?:sanshen|sanshen_pelican|plugins)/")
_STAGE = re.compile(
    r"^time (?P<name>\S+) wall=(?P<wall>[\d.]+) cpu=(?P<cpu>[\d.]+)(?: count=(?P<count>\d+))?$",
    re.MULTILINE,
)
_FRAME = re.compile(r"(?P<function>.+) \((?P<file>.+?)(?::\d+)?\)")


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
        yield (
            f"| {stage.name} | {stage.wall:.3f} | {stage.cpu:.3f} | {share:.1f} | {each:.0f} "
            f"| {count} |"
        )


def count_functions(stacks: Iterable[str]) -> tuple[Counter[str], Counter[str]]:
    """(samples by the innermost function of ours, by the innermost function) of folded stacks.

    A line is ``outer;…;inner COUNT``, a frame ``function (file:line)``.
    """
    ours: Counter[str] = Counter()
    inner: Counter[str] = Counter()
    for line in stacks:
        text, _, count = line.rstrip().rpartition(" ")
        frames = [m for m in map(_FRAME.fullmatch, text.split(";")) if m]
        if not frames or not count.isdigit():
            continue
        own = [frame for frame in frames if OUR_CODE.search(frame["file"])]
        ours[_name(own[-1]) if own else "(interpreter, imports, libraries)"] += int(count)
        inner[_name(frames[-1])] += int(count)
    return ours, inner


def _name(frame: re.Match[str]) -> str:
    parts = frame["file"].split("/")
    return f"{'/'.join(parts[-3:])} {frame['function']}"


def function_table(title: str, found: Counter[str], cpu: float, articles: int) -> Iterator[str]:
    """The most sampled functions, scaled to the ``cpu`` seconds of a run without sampling."""
    whole = found.total()
    yield f"| {title} | % | us/article |"
    yield "| --- | --- | --- |"
    for name, count in found.most_common(TOP):
        yield f"| {name} | {100 * count / whole:.1f} | {count / whole * cpu / articles * 1e6:.0f} |"


def run_profile(folder: Path, size: int, theme: str, limit: float, tell: Tell) -> int:
    """Print both profiles of a cold build of ``size`` articles; 1 when one of them is lacking."""
    place = folder / f"profile-{size}"
    shutil.rmtree(place, ignore_errors=True)
    ours = Ours(theme, place, size)
    tell(f"{theme} {size}: laid down")
    require_success(theme, run_measured(COMMAND, ours.fresh_clone("clone-warm"), {}, limit))
    clone = ours.fresh_clone("clone-times")
    sample = require_success(theme, run_measured(COMMAND, clone, {TIMES_VARIABLE: "1"}, limit))
    stages = parse_stages(sample.log)
    print("\n".join(stage_table(stages, sample, size)), flush=True)
    if not stages:
        tell(f"NOT MEASURED: the build printed no stage times ({TIMES_VARIABLE}=1)")
    try:
        own, inner = count_functions(_sampled(ours, folder / "tools", limit))
    except UnavailableError as error:
        tell(f"NOT MEASURED: functions: {error}")
        return 1
    for title, found in (("function of ours", own), ("innermost function", inner)):
        print("\n" + "\n".join(function_table(title, found, sample.cpu, size)), flush=True)
    shutil.rmtree(place)
    return 0 if stages else 1


def _sampled(ours: Ours, tools: Path, limit: float) -> list[str]:
    """The folded stacks of one more build."""
    spy = make_venv(tools / "py-spy", SPY) / "bin" / "py-spy"
    stacks = ours.folder / "stacks.txt"
    command = (
        str(spy), "record", "--subprocesses", "--format", "raw", "--rate", str(SAMPLES_A_SECOND),
        "--output", str(stacks), "--", *COMMAND,
    )  # fmt: skip
    sample = run_measured(command, ours.fresh_clone("clone-sampled"), {}, limit)
    # py-spy may end with an error of its own after everything was written.
    if not stacks.exists() or not stacks.stat().st_size:
        raise UnavailableError(sample.log.strip()[-500:])
    return stacks.read_text(encoding="utf-8").splitlines()
