"""测量: what a run costs, counted over all its processes."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from benchmarks.measure import (
    TICKS,
    RunError,
    Sample,
    busy_seconds,
    paired_ratio,
    parse_pss,
    require_success,
    run_measured,
    session_memory,
    session_processes,
    tree_size,
)

MB = 1024 * 1024
ROLLUP = "55d0 r--p 00:00 0 [rollup]\nRss:  9000 kB\nPss:  1200 kB\nPss_Dirty:  30 kB\n"
FORKING = """
import os, time
held = bytearray(%d)
children = [os.fork() for _ in range(1)]
if children == [0]:
    more = bytearray(%d)
    end = time.process_time() + 0.3
    while time.process_time() < end: pass
    time.sleep(0.5)
    os._exit(0)
os.waitpid(children[0], 0)
"""


def run(folder: Path, script: str, limit: float = 30.0, memory: bool = False) -> Sample:
    """Measure a Python script in ``folder``."""
    place = folder / "place"
    place.mkdir(exist_ok=True)
    return run_measured([sys.executable, "-c", script], place, {}, limit, memory)


def test_pss_is_read_in_bytes_and_only_from_its_own_line() -> None:
    assert parse_pss(ROLLUP) == 1200 * 1024
    assert parse_pss("Rss: 1 kB\n") == 0


def test_busy_time_leaves_out_idle_and_waiting() -> None:
    line = "cpu  100 20 30 9999 8888 4 5 6 0 0"
    assert busy_seconds(line) == pytest.approx((100 + 20 + 30 + 4 + 5 + 6) / TICKS)


def test_a_ratio_is_the_median_of_the_pairs_not_of_the_sides() -> None:
    assert paired_ratio([1.0, 30.0, 2.0], [2.0, 30.0, 10.0]) == 0.5
    with pytest.raises(ValueError, match="zip"):
        paired_ratio([1.0], [1.0, 2.0])


def test_processor_time_counts_the_children_too(tmp_path: Path) -> None:
    sample = require_success("x", run(tmp_path, FORKING % (1, 1)))
    assert sample.cpu >= 0.3
    assert sample.wall >= 0.8
    assert sample.memory == 0, "a timed run is not sampled"


def test_memory_is_summed_over_the_processes_and_shared_pages_count_once(tmp_path: Path) -> None:
    held, more = 60 * MB, 40 * MB
    sample = run(tmp_path, FORKING % (held, more), memory=True)
    assert held + more <= sample.memory <= 1.5 * (held + more)


def test_a_process_that_left_its_session_is_still_found() -> None:
    script = "import subprocess, sys; subprocess.run(['sleep', '30'], start_new_session=True)"
    with subprocess.Popen([sys.executable, "-c", script], start_new_session=True) as process:
        try:
            end = time.monotonic() + 20
            while len(set(session_processes(process.pid))) < 2 and time.monotonic() < end:
                os.sched_yield()
            found = set(session_processes(process.pid))
            assert len(found) == 2
            assert process.pid in found
            assert session_memory(process.pid) > 0
        finally:
            for one in session_processes(process.pid):
                os.kill(one, 9)


@pytest.mark.parametrize(
    ("script", "limit", "said"),
    [
        ("raise SystemExit('no such thing')", 30.0, "exit 1\nno such thing"),
        ("while True: pass", 1.0, "stopped after"),
        ("import subprocess; subprocess.Popen(['sleep', '1'])", 30.0, "still run"),
    ],
)
def test_a_run_that_may_not_be_quoted_says_why(
    tmp_path: Path, script: str, limit: float, said: str
) -> None:
    with pytest.raises(RunError, match=said):
        require_success("x", run(tmp_path, script, limit))


def test_settings_of_this_shell_do_not_reach_a_measured_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SANSHEN_LANG", "en")
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    shown = run(tmp_path, "import os; print(sorted(os.environ))").log
    assert "SANSHEN_LANG" not in shown
    assert "PYTHONDONTWRITEBYTECODE" not in shown


def test_a_tree_is_counted_with_everything_below(tmp_path: Path) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "x").write_bytes(b"123")
    (tmp_path / "a" / "b" / "y").write_bytes(b"4567")
    assert tree_size(tmp_path) == (2, 7)
