"""断点: the tuple names exactly the calls in the code, and each really kills."""

from __future__ import annotations

import ast
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from sanshen.gate.faults import FAULT_POINTS, VARIABLE, fault

ROOT = Path(__file__).parents[2]


def calls() -> Counter[str]:
    """How often the code calls ``fault`` with each constant."""
    found: Counter[str] = Counter()
    for file in sorted((ROOT / "sanshen").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] == "fault":
                (argument,) = node.args
                assert isinstance(argument, ast.Constant), f"{file.name}:{node.lineno}"
                found[argument.value] += 1
    return found


def test_the_points_are_exactly_those_in_the_code_each_once() -> None:
    assert calls() == Counter(FAULT_POINTS)
    assert len(set(FAULT_POINTS)) == len(FAULT_POINTS)


def test_without_being_asked_nothing_happens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    reached = [fault(point) for point in FAULT_POINTS]
    monkeypatch.setenv(VARIABLE, "no.such-point")
    reached += [fault(point) for point in FAULT_POINTS]
    assert len(reached) == 2 * len(FAULT_POINTS)


def test_only_the_point_asked_for_kills_and_kills_at_once() -> None:
    program = (
        "from sanshen.gate.faults import FAULT_POINTS, fault\n"
        "for point in FAULT_POINTS:\n    print(point, flush=True)\n    fault(point)\n"
        "print('survived')\n"
    )
    wanted = FAULT_POINTS[4]
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env={VARIABLE: wanted},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == -signal.SIGKILL
    assert done.stdout.split() == list(FAULT_POINTS[:5])
