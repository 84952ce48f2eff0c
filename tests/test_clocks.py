"""换钟: the demo and what reads the clock, on days that are not today."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tools import steps
from tools.clocks import CLOCKS, ClockError, clock_command, clock_environment, split_clock

ROOT = Path(__file__).resolve().parents[1]
FAST = (
    "tests/workdays",
    "tests/rules",
    "tests/gate",
    "tests/cli",
    "tests/demo",
    "tests/office",
    "tests/server/test_founding.py",
    "tests/walks/test_faults.py",
    "tests/publish/test_publish.py",
    "tests/pages/test_moments.py",
)
"""What reads the clock or is read by it; ``tasks.py test --clock`` runs everything."""


@pytest.fixture
def faketime() -> None:
    """The program that sets clocks. Missing is a failure where ``CI`` is set, else a named skip."""
    if shutil.which("faketime") is None:
        lack = "no faketime: install the package faketime"
        if os.environ.get("CI"):
            pytest.fail(lack)
        pytest.skip(lack)


def run_at(clock: str, *words: str) -> subprocess.CompletedProcess[str]:
    """``python -m words`` as if it were ``clock``, apart from the pytest that runs this."""
    kept = {k: v for k, v in clock_environment().items() if not k.startswith("PYTEST")}
    command = [*clock_command(clock), sys.executable, "-m", *words]
    return subprocess.run(command, cwd=ROOT, env={**kept, "SANSHEN_LANG": "en"},
                          capture_output=True, text=True)  # fmt: skip


def test_the_clock_is_taken_out_of_the_words_for_pytest() -> None:
    assert split_clock(["-k", "x"]) == (None, ("-k", "x"))
    assert split_clock(["--clock", "2027-02-17", "-x"]) == ("2027-02-17", ("-x",))
    assert split_clock(["-x", "--clock=2027-02-17"]) == ("2027-02-17", ("-x",))


@pytest.mark.parametrize("clock", ["", "tomorrow", "2027-02-29"])
def test_what_is_no_time_is_refused_and_runs_nothing(
    clock: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(ClockError) as caught:
        clock_command(clock)
    assert caught.value.key == "tasks.bad_clock"
    assert steps.run_steps(["--clock", clock]) == 2
    assert "--clock" in capsys.readouterr().err


def test_a_machine_without_faketime_is_told_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    with pytest.raises(ClockError) as caught:
        clock_command("2027-02-17")
    assert caught.value.key == "tasks.no_faketime"


def test_at_a_clock_only_pytest_runs_and_no_browser() -> None:
    ((name, words),) = steps.commands(("-x",), "2027-02-17")
    assert "2027-02-17" in name
    assert words[0] == "pytest"
    assert any("test_browser" in word for word in words)
    assert words[-1] == "-x"


@pytest.mark.usefixtures("faketime")
@pytest.mark.parametrize("clock", CLOCKS)
def test_every_process_below_reads_the_other_clock(clock: str) -> None:
    code = "import subprocess; subprocess.run(['date', '-u', '+%Y-%m-%dT%H:%M'])"
    command = [*clock_command(clock), sys.executable, "-c", code]
    done = subprocess.run(command, env=dict(clock_environment()), capture_output=True, text=True)
    assert done.stdout.startswith(clock)


@pytest.mark.full
@pytest.mark.usefixtures("faketime")
@pytest.mark.parametrize("clock", CLOCKS)
def test_the_demo_passes_at_another_clock(clock: str) -> None:
    done = run_at(clock, "sanshen", "demo", "--no-serve")
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.full
@pytest.mark.usefixtures("faketime")
@pytest.mark.parametrize("clock", CLOCKS)
def test_what_reads_the_clock_passes_at_another_clock(clock: str) -> None:
    done = run_at(clock, "pytest", "-n0", "-q", "-p", "no:cacheprovider", *FAST)
    assert done.returncode == 0, done.stdout[-6000:]
