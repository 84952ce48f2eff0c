"""测量 (measure): one command's wall time, processor time of its whole tree, and its memory.

Memory is the sum of PSS over every process of the command, sampled, in a run of its own:
reading ``smaps_rollup`` stops the process that is read, so a timed run is never sampled.
"""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

PROC = Path("/proc")
SAMPLE_EVERY = 0.02
TICKS = os.sysconf("SC_CLK_TCK")
IDLE_FIELDS = (3, 4)
UNWANTED = ("SANSHEN_", "PYTHONDONTWRITEBYTECODE", "PYTHONHASHSEED", "PELICAN", "GIT_")


@dataclass(frozen=True, slots=True)
class Sample:
    """One run: seconds, bytes, and the share of the cores that other programs used meanwhile."""

    wall: float
    cpu: float
    memory: int
    exit: int
    timed_out: bool
    foreign: float
    started: float
    left_behind: int
    log: str


class RunError(RuntimeError):
    """A measured command failed, ran too long or left processes behind; nothing is quoted of it."""


def run_measured(
    command: Sequence[str],
    folder: Path,
    environment: Mapping[str, str],
    limit: float,
    sample_memory: bool = False,
) -> Sample:
    """Run ``command`` in ``folder``, alone in a session, for at most ``limit`` seconds."""
    os.sync()
    log = folder.parent / f"{folder.name}.log"
    before, started, begun = _busy(), time.time(), time.monotonic()
    with log.open("wb") as stream:
        process = subprocess.Popen(
            command, cwd=folder, env={**_plain_environment(), **environment},
            stdin=subprocess.DEVNULL,
            stdout=stream, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
    watch = _Watch(process.pid, limit, sample_memory)
    watch.start()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.monotonic() - begun
    process.returncode = os.waitstatus_to_exitcode(status)
    watch.stop()
    cpu = usage.ru_utime + usage.ru_stime
    foreign = max(0.0, _busy() - before - cpu) / wall
    left = sum(1 for _ in session_processes(process.pid))
    text = log.read_text(encoding="utf-8", errors="replace")
    return Sample(
        wall, cpu, watch.peak, process.returncode, watch.timed_out, foreign, started, left, text
    )


def _plain_environment() -> dict[str, str]:
    """This process's environment without what would change how a build runs."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(UNWANTED)}
    return kept | {"LC_ALL": "C.UTF-8"}


def require_success(name: str, sample: Sample) -> Sample:
    """The sample again; RunError when it may not be quoted."""
    if sample.timed_out:
        raise RunError(f"{name}: stopped after {sample.wall:.0f} s")
    if sample.exit != 0:
        raise RunError(f"{name}: exit {sample.exit}\n{sample.log[-2000:]}")
    if sample.left_behind:
        raise RunError(f"{name}: {sample.left_behind} processes still run after it ended")
    return sample


class _Watch(threading.Thread):
    """Beside a running command: stops it at the limit, samples its memory when asked to."""

    def __init__(self, session: int, limit: float, sample: bool) -> None:
        super().__init__(daemon=True)
        self.session = session
        self.end = time.monotonic() + limit
        self.sample = sample
        self.over = threading.Event()
        self.peak = 0
        self.timed_out = False

    def run(self) -> None:
        pause = SAMPLE_EVERY if self.sample else 1.0
        while not self.over.wait(pause):
            if self.sample:
                self.peak = max(self.peak, session_memory(self.session))
            if time.monotonic() > self.end:
                self.timed_out = True
                os.killpg(self.session, signal.SIGKILL)
                return

    def stop(self) -> None:
        """End the watching."""
        self.over.set()
        self.join()


def session_processes(session: int) -> Iterator[int]:
    """The living processes of a session, and all below them, whichever session those are in."""
    parents: dict[int, int] = {}
    members = set()
    for entry in PROC.iterdir():
        fields = _stat(entry) if entry.name.isdigit() else None
        if fields is None or fields[0] == "Z":
            continue
        parents[int(entry.name)] = int(fields[1])
        if int(fields[3]) == session:
            members.add(int(entry.name))
    grown = True
    while grown:
        below = {pid for pid, parent in parents.items() if parent in members} - members
        members |= below
        grown = bool(below)
    yield from sorted(members)


def _stat(entry: Path) -> list[str] | None:
    """The fields of ``/proc/PID/stat`` after the name; None when the process is gone."""
    try:
        text = (entry / "stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    return text.rpartition(")")[2].split()


def session_memory(session: int) -> int:
    """Bytes of memory a session uses: shared pages are split among those who share them (PSS)."""
    return sum(_pss(pid) for pid in session_processes(session))


def _pss(pid: int) -> int:
    try:
        return parse_pss((PROC / str(pid) / "smaps_rollup").read_text(encoding="utf-8"))
    except OSError:
        return 0


def parse_pss(rollup: str) -> int:
    """The bytes on the ``Pss:`` line of a ``smaps_rollup``; 0 when there is none."""
    for line in rollup.splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024
    return 0


def _busy() -> float:
    """Seconds all cores have been busy since the machine started."""
    with (PROC / "stat").open(encoding="utf-8") as stream:
        return busy_seconds(stream.readline())


def busy_seconds(line: str) -> float:
    """Busy seconds from the ``cpu`` line of ``/proc/stat``: everything but idle and iowait."""
    fields = [int(field) for field in line.split()[1:9]]
    return (sum(fields) - sum(fields[at] for at in IDLE_FIELDS)) / TICKS


def paired_ratio(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """The median of the ratios within each pair; ValueError when a run has no partner."""
    return median(mine / other for mine, other in zip(ours, theirs, strict=True))


def tree_size(folder: Path) -> tuple[int, int]:
    """(files, bytes) below a folder."""
    files = size = 0
    for parent, _, names in os.walk(folder):
        for name in names:
            files += 1
            size += (Path(parent) / name).lstat().st_size
    return files, size
