"""换钟 (clocks): run a program as if it were another day, to see that nothing rests on today.

The program ``faketime`` shifts what every process below it reads as the time; the clock runs
on from there, in UTC. Waiting is not shifted, or threads and servers would wait for years; the
price is that ``time.sleep`` and a time limit for a child process fail below it (faketime
0.9.10), so tests wait for conditions and events.
"""

import os
import shutil
from collections.abc import Mapping, Sequence
from datetime import datetime

OPTION = "--clock"
FAKETIME = "faketime"
CLOCKS = ("2026-12-31T15:59", "2027-02-17", "2028-02-29")
"""Days at which the suite and the demo have to pass: the last minute of a year in China, a
day past the official calendar, a leap day."""
LEFT_OUT = ("--ignore=tests/theme/test_browser.py",)
"""A browser does not start under another clock."""


class ClockError(Exception):
    """The clock cannot be set; ``key`` names the sentence in the catalogue."""

    def __init__(self, key: str, **values: str) -> None:
        super().__init__(key)
        self.key = key
        self.values = values


def split_clock(words: Sequence[str]) -> tuple[str | None, tuple[str, ...]]:
    """Take ``--clock TIME`` or ``--clock=TIME`` out of ``words``: (TIME or None, the others)."""
    clock, rest = None, []
    remaining = iter(words)
    for word in remaining:
        if word == OPTION:
            clock = next(remaining, "")
        elif word.startswith(f"{OPTION}="):
            clock = word.partition("=")[2]
        else:
            rest.append(word)
    return clock, tuple(rest)


def clock_command(clock: str) -> tuple[str, ...]:
    """The words before a command that put it at ``clock``, an ISO day or time in UTC.

    Raises ClockError when it is no time, or the program ``faketime`` is not installed.
    """
    try:
        moment = datetime.fromisoformat(clock)
    except ValueError as error:
        raise ClockError("tasks.bad_clock", clock=clock) from error
    program = shutil.which(FAKETIME)
    if program is None:
        raise ClockError("tasks.no_faketime")
    return program, moment.strftime("%Y-%m-%d %H:%M:%S")


def clock_environment() -> Mapping[str, str]:
    """The environment to go with it: UTC, and waiting by the machine's own clock."""
    return {**os.environ, "TZ": "UTC", "DONT_FAKE_MONOTONIC": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1"}  # fmt: skip
