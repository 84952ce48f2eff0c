"""断点: the gate killed at every fault point, in a process of its own; then the act is repeated."""

from __future__ import annotations

import ast
import os
import signal
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

import sanshen
from sanshen.gate.faults import FAULT_POINTS, VARIABLE
from sanshen.gate.handover import take_handover, write_handover
from sanshen.gate.house import MAIN_REF
from sanshen.ledger.book import LEDGER_REF
from sanshen.model.entries import EntryKind
from sanshen.model.statements import Stage
from tests.city.city import REVIEWERS, City
from tests.city.content import NEWS, news_text
from tests.walks.faulty import PUBLISHING, RELEASING, SUBMITTING, kinds

TITLE = "断点之后的标题"


def fault_calls() -> list[str]:
    """The argument of every ``fault("…")`` in the code."""
    found = []
    for file in Path(sanshen.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "fault":
                assert isinstance(node.args[0], ast.Constant), file
                found.append(node.args[0].value)
    return found


def test_the_tuple_of_fault_points_is_what_the_code_calls() -> None:
    assert sorted(fault_calls()) == sorted(FAULT_POINTS)


def test_every_fault_point_has_its_crash_below() -> None:
    assert sorted(SUBMITTING + RELEASING + PUBLISHING) == sorted(FAULT_POINTS)


def killed_at(point: str, act: Callable[[], object]) -> bool:
    """Whether ``act``, done by a child process with this fault asked for, died by SIGKILL."""
    child = os.fork()
    if child == 0:
        os.environ[VARIABLE] = point
        try:
            act()
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL


@pytest.mark.parametrize("point", [p for p in SUBMITTING if p != "handover.written"])
def test_a_submission_killed_and_repeated_is_there_once(city: City, point: str) -> None:
    commit = city.commit("editor", {NEWS: news_text(TITLE)})
    assert killed_at(point, lambda: city.push("editor", commit))
    again = city.push("editor", commit)
    # What had reached the ledger is not taken in twice: V120 says that it is there.
    assert again.change is not None or city.codes(again) == ["V120"]
    state = city.state()
    assert sorted(state.changes) == [0, 1]
    assert (state.changes[1].round, state.changes[1].title) == (1, TITLE)
    assert city.repository.reference("refs/changes/1/1") == commit
    assert city.verify().findings == ()


def test_a_handover_whose_push_died_is_not_taken_by_another_push(city: City) -> None:
    commit = city.commit("editor", {NEWS: news_text(TITLE)})
    handover = city.handover("editor", commit)
    assert killed_at("handover.written", lambda: write_handover(city.house, handover))
    # A handover is named after the process that called the hook: the child's parent is not ours.
    assert len(list(city.house.handover_folder.glob("*.json"))) == 1
    assert take_handover(city.house) is None
    write_handover(city.house, handover)
    assert take_handover(city.house) == handover


@pytest.mark.parametrize("point", [*RELEASING, "ledger.commit-written", "ledger.moved"])
def test_a_release_killed_and_repeated_happens_once(city: City, point: str) -> None:
    number = city.submit("editor", {NEWS: news_text(TITLE)})
    city.clear_secrecy(number)
    for person, stage in REVIEWERS[:2]:
        city.approve(person, number, stage)
    before = kinds(city)
    assert killed_at(point, lambda: city.approve("final", number, Stage.FINAL))
    city.tick()
    again = city.approve("final", number, Stage.FINAL)
    # Before its entry the approval is lost and given again; after it, the gate goes on by itself.
    assert city.codes(again) == ([] if point == "ledger.commit-written" else ["V204"])
    counts = kinds(city)
    counts.subtract(before)
    once = {EntryKind.STATED.value: 1, EntryKind.RELEASING.value: 1, EntryKind.RELEASED.value: 1}
    assert +counts == Counter(once)
    assert TITLE in city.read(NEWS).decode()
    assert city.verify().findings == ()


@pytest.mark.parametrize("point", [*PUBLISHING, "ledger.commit-written", "ledger.moved"])
def test_a_publish_statement_killed_and_repeated_is_entered_once(city: City, point: str) -> None:
    statement = city.make_publish()
    signature = city.sign(statement)
    assert killed_at(point, lambda: city.send(statement, signature=signature))
    again = city.send(statement, signature=signature)
    assert city.codes(again) == ([] if point == "ledger.commit-written" else ["V208"])
    assert kinds(city)[EntryKind.PUBLISHED.value] == 1
    assert city.verify().findings == ()


def test_the_lock_files_of_a_killed_git_do_not_stop_the_gate(city: City) -> None:
    git_dir = city.repository.path
    locks = ["HEAD.lock", f"{MAIN_REF}.lock", f"{LEDGER_REF}.lock", "refs/changes/1/1.lock"]
    for name in locks:
        (git_dir / name).parent.mkdir(parents=True, exist_ok=True)
        (git_dir / name).touch()
    city.release({NEWS: news_text(TITLE)})
    assert TITLE in city.read(NEWS).decode()
    assert [name for name in locks if (git_dir / name).exists()] == []
    assert city.verify().findings == ()
