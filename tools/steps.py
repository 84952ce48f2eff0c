"""检验 (test steps): what ``tasks.py test`` runs, each step named with its duration."""

import subprocess
import sys
import time
from collections.abc import Sequence

from sanshen.catalogue import chosen_language, message
from tools.clocks import LEFT_OUT, ClockError, clock_command, clock_environment, split_clock
from tools.environment import ROOT

SOURCES = ("sanshen", "plugins", "tools", "benchmarks", "tasks.py")


def commands(
    pytest_words: Sequence[str], clock: str | None = None
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """(name, arguments after ``python -m``) of every step, in order; at a clock, pytest alone."""
    if clock is not None:
        return ((f"pytest @ {clock}", ("pytest", "-n", "2", *LEFT_OUT, *pytest_words)),)
    return (
        ("ruff check", ("ruff", "check", ".")),
        ("ruff format", ("ruff", "format", "--check", ".")),
        ("mypy --strict", ("mypy", "--strict", *SOURCES)),
        ("pytest", ("pytest", "-n", "2", *pytest_words)),
    )


def run_steps(words: Sequence[str]) -> int:
    """Run every step, also after a failure; the exit code of the first that failed, or 0.

    ``words`` go to pytest, but ``--clock TIME`` runs it as if it were that time in UTC.
    """
    lang = chosen_language()
    failed: dict[str, int] = {}
    clock, pytest_words = split_clock(words)
    try:
        before = clock_command(clock) if clock is not None else ()
    except ClockError as error:
        print(message(error.key, lang, **error.values), file=sys.stderr)
        return 2
    environment = clock_environment() if clock is not None else None
    steps = commands(pytest_words, clock)
    for name, arguments in steps:
        print(message("tasks.step_begins", lang, name=name), flush=True)
        begun = time.monotonic()
        command = [*before, sys.executable, "-m", *arguments]
        code = subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode
        seconds = f"{time.monotonic() - begun:.1f}"
        if code:
            failed[name] = code
            text = message("tasks.step_failed", lang, name=name, code=code, seconds=seconds)
        else:
            text = message("tasks.step_passed", lang, name=name, seconds=seconds)
        print(text, flush=True)
    if not failed:
        print(message("tasks.steps_passed", lang, count=len(steps)), flush=True)
        return 0
    names = "、".join(failed) if lang == "zh" else ", ".join(failed)
    counts = {"count": len(steps), "failed": len(failed), "names": names}
    print(message("tasks.steps_failed", lang, **counts), flush=True)
    return next(iter(failed.values()))
