"""检验 (test steps): what ``tasks.py test`` runs, each step named with its duration."""

import subprocess
import sys
import time
from collections.abc import Sequence

from sanshen.catalogue import chosen_language, message
from tools.environment import ROOT

SOURCES = ("sanshen", "plugins", "tools", "tasks.py")


def commands(pytest_words: Sequence[str]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """(name, arguments after ``python -m``) of every step, in order."""
    return (
        ("ruff check", ("ruff", "check", ".")),
        ("ruff format", ("ruff", "format", "--check", ".")),
        ("mypy --strict", ("mypy", "--strict", *SOURCES)),
        ("pytest", ("pytest", "-n", "2", *pytest_words)),
    )


def run_steps(pytest_words: Sequence[str]) -> int:
    """Run every step, also after a failure; the exit code of the first that failed, or 0."""
    lang = chosen_language()
    failed: dict[str, int] = {}
    steps = commands(pytest_words)
    for name, words in steps:
        print(message("tasks.step_begins", lang, name=name), flush=True)
        begun = time.monotonic()
        code = subprocess.run([sys.executable, "-m", *words], cwd=ROOT, check=False).returncode
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
