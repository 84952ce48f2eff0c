"""计时 (timing): what each stage of a build took, for whoever sets SANSHEN_TIMES=1.

One line a stage on stderr: ``time STAGE wall=SECONDS cpu=SECONDS [count=NUMBER]``; cpu is that
of this process and of the workers that ended meanwhile. Nothing of it reaches the output.
"""

from __future__ import annotations

import os
import resource
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

VARIABLE = "SANSHEN_TIMES"
MARK = "time "


def is_timed() -> bool:
    """Whether somebody wants to know."""
    return bool(os.environ.get(VARIABLE))


def cpu_seconds() -> float:
    """User and system time of this process and of its children that have ended."""
    parts = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(part.ru_utime + part.ru_stime for part in parts)


@contextmanager
def stage(name: str) -> Iterator[None]:
    """Time what happens in the block."""
    wall, cpu = time.perf_counter(), cpu_seconds()
    try:
        yield
    finally:
        tell_stage(name, time.perf_counter() - wall, cpu_seconds() - cpu)


def tell_stage(name: str, wall: float, cpu: float, count: int = 0) -> None:
    """Print one stage, if somebody wants to know."""
    if is_timed():
        number = f" count={count}" if count else ""
        print(f"{MARK}{name} wall={wall:.4f} cpu={cpu:.4f}{number}", file=sys.stderr, flush=True)


def pass_on(log: str) -> None:
    """Print the stages that a process we started has printed."""
    for line in log.splitlines():
        if line.startswith(MARK) and is_timed():
            print(line, file=sys.stderr, flush=True)
