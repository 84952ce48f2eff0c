"""The process that renders: told its plan, ended without one, its words and exit code kept."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from sanshen.publish.pelican_process import PelicanCopy, PelicanProcess, Renderer

KINDS = (PelicanProcess, PelicanCopy)
PROGRAM = """
import os, sys
plan = sys.stdin.readline().strip()
print("plan", plan, "words", sys.argv[1:], "shown", os.environ["SHOWN"], "at", os.getcwd())
if plan.endswith("wrong"):
    sys.exit("a sentence that says why")
if plan.endswith("raise"):
    raise ValueError("something broke")
if plan.endswith("three"):
    sys.exit(3)
"""
Start = Callable[..., Renderer]


@pytest.fixture(params=KINDS, ids=lambda kind: kind.__name__)
def start(request: pytest.FixtureRequest, tmp_path: Path) -> Start:
    """Starts a small program in place of Pelican."""
    (tmp_path / "program_for_tests.py").write_text(PROGRAM, encoding="utf-8")
    environment = {**os.environ, "SHOWN": "yes", "PYTHONPATH": str(tmp_path)}

    def make() -> Renderer:
        command = (sys.executable, "-m", "program_for_tests", "-s", "conf")
        before = list(sys.path)
        sys.path.insert(0, str(tmp_path))
        try:
            renderer: Renderer = request.param(command, environment, tmp_path)
        finally:
            sys.path[:] = before
        return renderer

    return make


def test_a_plan_is_handed_over_and_the_words_come_back(start: Start, tmp_path: Path) -> None:
    done = start().render(Path("/plans/right"))
    assert done.code == 0
    assert done.log.strip() == (
        f"plan /plans/right words ['-s', 'conf'] shown yes at {os.path.realpath(tmp_path)}"
    )


@pytest.mark.parametrize(
    ("plan", "code", "said"),
    [("wrong", 1, "a sentence that says why"), ("raise", 1, "ValueError"), ("three", 3, "plan")],
)
def test_a_program_that_fails_gives_its_code_and_says_why(
    start: Start, plan: str, code: int, said: str
) -> None:
    done = start().render(Path("/plans") / plan)
    assert done.code == code
    assert said in done.log


def test_one_that_is_not_needed_is_ended_and_no_child_is_left(start: Start) -> None:
    start().cancel()
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def test_ending_it_after_it_has_ended_does_nothing(start: Start) -> None:
    renderer = start()
    assert renderer.render(Path("/plans/right")).code == 0
    renderer.cancel()


def test_a_copy_leaves_this_process_as_it_was(start: Start, tmp_path: Path) -> None:
    before = (Path.cwd(), sys.argv, os.environ.get("SHOWN"), sys.stdin, sys.stdout)
    start().render(tmp_path / "right")
    assert (Path.cwd(), sys.argv, os.environ.get("SHOWN"), sys.stdin, sys.stdout) == before
