"""执行器: equal results whoever does the tasks; what goes wrong is said, and nothing stays."""

from __future__ import annotations

import importlib
import os
import pickle
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from itertools import repeat
from pathlib import Path
from subprocess import PIPE, STDOUT
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanshen.catalogue import message
from sanshen.model.canonical import canonical_json, sha256_bytes, sha256_text
from sanshen.publish import pelican_process
from sanshen.publish.executor import KINDS, chosen_workers, open_executor
from sanshen.publish.pool import AHEAD
from sanshen.publish.wire import (
    NO_TASK,
    ExecutorError,
    TaskError,
    WorkerDiedError,
    own_function,
    own_loads,
)

ROOT = Path(__file__).parents[2]
PROCESSES = [kind for kind in KINDS if kind != "serial"]
FREE = [kind for kind in PROCESSES if kind != "worker"]

DUTIES = '''
import os, signal, sys, time
from contextlib import contextmanager
from pathlib import Path

def die(task):
    if task == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return task

def fail(task):
    if task == 3:
        raise ValueError("three is too many")
    return task

def stop(task):
    raise SystemExit("refused")

def first_waits_for(task):
    """Task 0 ends when another task has left its mark: done in order they would never end."""
    number, mark = task
    if number:
        Path(mark).touch()
    while not os.path.exists(mark):
        time.sleep(0.001)
    return number

def grow(size):
    return bytes(size)

def never(task):
    Path(task).write_text(str(os.getpid()))
    while True:
        signal.pause()

@contextmanager
def opened(folder):
    mark = Path(folder) / str(os.getpid())
    with mark.open("x") as stream:
        yield stream
        stream.write("closed")

@contextmanager
def broken(folder):
    raise RuntimeError("cannot be opened")
    yield

def note(stream, task):
    stream.write(f"{task} ")
    return task * 2

def speak(task):
    print("words", flush=True)
    return task
'''


@pytest.fixture
def duties(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    """A module of tasks that misbehave, importable here and in a spawned worker."""
    (tmp_path / "duties_of_tests.py").write_text(DUTIES, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    yield importlib.import_module("duties_of_tests")
    del sys.modules["duties_of_tests"]


def children() -> set[int]:
    """The processes this one has started and not buried."""
    text = Path(f"/proc/self/task/{os.getpid()}/children").read_text(encoding="ascii")
    return {int(word) for word in text.split()}


def descriptors() -> list[Path]:
    """The open files of this process."""
    return list(Path("/proc/self/fd").iterdir())


@pytest.fixture(autouse=True)
def nothing_leaks() -> Iterator[None]:
    """After every test: no process and no open file more than before."""
    before = children(), len(descriptors())
    yield
    assert (children() - before[0], len(descriptors()) - before[1]) == (set(), 0)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("workers", [1, 3])
def test_results_are_equal_and_in_order_for_every_kind(kind: str, workers: int) -> None:
    tasks = [str(number) * random.Random(number).randrange(3000) for number in range(200)]
    with open_executor(kind, workers) as executor:
        assert list(executor.map(sha256_text, tasks)) == [sha256_text(text) for text in tasks]
        assert list(executor.map(sha256_text, [])) == []
        assert list(executor.map(canonical_json, [[1], {"b": 2}])) == ["[1]", '{"b":2}']


@given(st.lists(st.binary(max_size=50), max_size=20))
def test_results_are_those_of_a_plain_loop(tasks: list[bytes]) -> None:
    with open_executor("fork", 2) as executor:
        assert list(executor.map(sha256_bytes, tasks)) == [sha256_bytes(one) for one in tasks]


@pytest.mark.parametrize("kind", KINDS)
def test_what_a_task_raises_reaches_the_caller_with_its_traceback(kind: str) -> None:
    with open_executor(kind, 2) as executor:
        results = executor.map(canonical_json, [1, 2, 3.5, 4])
        assert [next(results), next(results)] == ["1", "2"]
        with pytest.raises(TaskError, match="a float has no canonical form") as raised:
            next(results)
        assert (raised.value.number, raised.value.kind) == (2, "TypeError")
        assert "_refuse_floats" in raised.value.trace
        assert list(executor.map(canonical_json, [5])) == ["5"], "and it can be used again"


@pytest.mark.parametrize("kind", ["serial", *FREE])
def test_a_task_that_ends_its_process_politely_is_an_error_too(
    kind: str, duties: ModuleType
) -> None:
    with open_executor(kind, 2) as executor, pytest.raises(TaskError, match="refused"):
        list(executor.map(duties.stop, [1]))


@pytest.mark.parametrize("kind", FREE)
def test_a_worker_killed_at_its_task_is_named_and_nothing_hangs(
    kind: str, duties: ModuleType
) -> None:
    with open_executor(kind, 2) as executor:
        with pytest.raises(WorkerDiedError) as died:
            list(executor.map(duties.die, range(50)))
        assert (died.value.kind, died.value.status) == (kind, -signal.SIGKILL)
        assert str(died.value.pid) in message(died.value.key, "en", **died.value.values)


@pytest.mark.parametrize("kind", PROCESSES)
def test_a_worker_killed_between_two_batches_is_named(kind: str) -> None:
    with open_executor(kind, 1) as executor:
        before = children()
        assert list(executor.map(sha256_text, ["a"])) == [sha256_text("a")]
        (pid,) = children() - before or children()
        os.kill(pid, signal.SIGKILL)
        with pytest.raises(WorkerDiedError) as died:
            list(executor.map(sha256_text, ["b"]))
        assert died.value.pid == pid


@pytest.mark.parametrize("kind", PROCESSES)
def test_a_worker_killed_from_outside_while_there_is_work_is_named(kind: str) -> None:
    with open_executor(kind, 2) as executor:
        before = children()
        results = executor.map(sha256_text, repeat("a"))
        assert next(results) == sha256_text("a")
        pid = min(children() - before)
        os.kill(pid, signal.SIGKILL)
        with pytest.raises(WorkerDiedError) as died:
            set(results)
        assert (died.value.pid, died.value.status) == (pid, -signal.SIGKILL)


@pytest.mark.parametrize("kind", PROCESSES)
def test_workers_end_when_their_caller_is_killed(kind: str) -> None:
    program = (
        "import os, signal, sys\nfrom itertools import repeat\n"
        "from sanshen.model.canonical import sha256_text\n"
        "from sanshen.publish.executor import open_executor\n"
        "with open_executor(sys.argv[1], 2) as executor:\n"
        "    for number, _ in enumerate(executor.map(sha256_text, repeat('a'))):\n"
        "        if number == 50: os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    command = [sys.executable, "-c", program, kind]
    # Returns when the last process that holds the pipe has ended.
    done = subprocess.run(command, cwd=ROOT, stdout=PIPE, stderr=STDOUT, text=True, check=False)
    assert (done.returncode, done.stdout) == (-signal.SIGKILL, "")


@pytest.mark.parametrize("kind", FREE)
def test_tasks_under_way_are_stopped_when_one_fails_or_nobody_wants_them(
    kind: str, duties: ModuleType, tmp_path: Path
) -> None:
    with open_executor(kind, 2) as executor:
        results = executor.map(duties.first_waits_for, [(1, str(tmp_path / "mark"))] * 30)
        assert next(results) == 1
        results.close()  # type: ignore[attr-defined]
        assert children() == set()
        with pytest.raises(TaskError, match="three is too many"):
            list(executor.map(duties.fail, range(30)))
        assert children() == set()


def test_a_worker_in_an_endless_task_is_ended_with_the_block(
    duties: ModuleType, tmp_path: Path
) -> None:
    def ask() -> None:
        with open_executor("fork", 2) as executor:
            results = executor.map(duties.first_waits_for, [(1, str(tmp_path / "mark")), (0, "")])
            next(results)
            raise LookupError("the caller's own trouble")

    with pytest.raises(LookupError):
        ask()
    assert children() == set()


def test_a_slow_task_does_not_keep_the_others_waiting(duties: ModuleType, tmp_path: Path) -> None:
    mark = str(tmp_path / "mark")
    with open_executor("fork", 2) as executor:
        tasks = [(number, mark) for number in range(5)]
        assert list(executor.map(duties.first_waits_for, tasks)) == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("kind", FREE)
def test_tasks_are_taken_only_so_far_ahead_of_the_results(kind: str) -> None:
    taken = []

    def tasks() -> Iterator[str]:
        for number in range(500):
            taken.append(number)
            yield str(number)

    with open_executor(kind, 2) as executor:
        for number, _ in enumerate(executor.map(sha256_text, tasks())):
            assert len(taken) <= number + 2 * AHEAD + 2
    assert len(taken) == 500


@pytest.mark.parametrize("kind", ["serial", *FREE])
def test_large_tasks_and_results_do_not_block_each_other(kind: str, duties: ModuleType) -> None:
    size = 3_000_000
    with open_executor(kind, 2) as executor:
        assert list(executor.map(duties.grow, [size] * 6)) == [bytes(size)] * 6
        texts = ["x" * size] * 6
        assert list(executor.map(canonical_json, texts)) == [f'"{text}"' for text in texts]


@pytest.mark.parametrize("kind", ["serial", *FREE])
def test_what_tasks_share_is_opened_once_in_each_worker_and_closed(
    kind: str, duties: ModuleType, tmp_path: Path
) -> None:
    place = tmp_path / "marks"
    place.mkdir()
    with open_executor(kind, 2) as executor:
        results = executor.map_sharing(duties.opened, str(place), duties.note, range(40))
        assert list(results) == [number * 2 for number in range(40)]
        texts = [file.read_text(encoding="utf-8") for file in place.iterdir()]
    assert len(texts) == executor.workers
    assert all(text.endswith("closed") for text in texts)
    assert sorted(int(word) for text in texts for word in text.split()[:-1]) == list(range(40))


@pytest.mark.parametrize("kind", ["serial", *FREE])
def test_what_cannot_be_opened_is_said(kind: str, duties: ModuleType, tmp_path: Path) -> None:
    with open_executor(kind, 2) as executor:
        with pytest.raises(TaskError, match="cannot be opened") as raised:
            list(executor.map_sharing(duties.broken, str(tmp_path), duties.note, [1, 2]))
        assert raised.value.number == NO_TASK


@pytest.mark.parametrize("kind", KINDS)
def test_a_function_without_a_name_of_its_own_is_refused_by_every_kind(kind: str) -> None:
    with open_executor(kind) as executor, pytest.raises(ExecutorError, match="not-importable"):
        executor.map(lambda task: task, [1])


def test_a_second_batch_waits_until_the_first_has_ended() -> None:
    with open_executor("fork", 2) as executor:
        first = executor.map(sha256_text, ["a", "b", "c"])
        next(first)
        with pytest.raises(ExecutorError, match="busy"):
            list(executor.map(sha256_text, ["d"]))
        assert list(first) == [sha256_text("b"), sha256_text("c")]


def test_there_are_never_more_workers_than_tasks() -> None:
    with open_executor("fork", 8) as executor:
        before = children()
        assert len(list(executor.map(sha256_text, ["a", "b"]))) == 2
        assert len(children() - before) <= 2


def test_what_a_worker_prints_does_not_disturb_its_answers(
    duties: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with open_executor("spawn", 1) as executor:
        assert list(executor.map(duties.speak, [1, 2])) == [1, 2]


def test_a_separate_worker_takes_nothing_but_our_own(duties: ModuleType, tmp_path: Path) -> None:
    with open_executor("worker", 1) as executor:
        with pytest.raises(TaskError, match=r"executor\.not-ours"):
            list(executor.map(duties.grow, [1]))
        with pytest.raises(TaskError, match=r"collections\.OrderedDict"):
            list(executor.map(sha256_text, [importlib.import_module("collections").OrderedDict()]))


class Command:
    """A pickle that would run a program when it is read."""

    def __init__(self, function: object, *values: object) -> None:
        self.call = function, values

    def __reduce__(self) -> tuple[object, tuple[object, ...]]:
        return self.call


def test_a_pickle_that_calls_functions_is_not_read(tmp_path: Path) -> None:
    assert (pelican_process.subprocess.Popen, pelican_process.Path) == (subprocess.Popen, Path)
    ours = pelican_process.__name__.encode()
    mark = tmp_path / "mark"
    for data in (
        pickle.dumps(Command(os.system, f"touch {mark}")),
        pickle.dumps(Command(canonical_json, 1)),
        b"\x80\x04\x8c" + bytes([len(ours)]) + ours + b"\x8c\x10subprocess.Popen\x93.",
        b"c" + ours + b"\nPath\n.",
    ):
        with pytest.raises(pickle.UnpicklingError):
            own_loads(data)
    with pytest.raises((pickle.UnpicklingError, AttributeError)):
        own_loads(b"c" + ours + b"\nsubprocess.Popen\n.")
    assert not mark.exists()
    assert own_loads(pickle.dumps((Path("a"), {1}, frozenset({2})))) == (Path("a"), {1}, {2})
    for name in ("os:system", f"{ours.decode()}:subprocess", f"{ours.decode()}:Path"):
        with pytest.raises(ExecutorError):
            own_function(name)


def test_kind_and_number_come_from_the_caller_then_from_the_environment() -> None:
    with open_executor(None, None, {"SANSHEN_EXECUTOR": "serial"}) as executor:
        assert executor.workers == 1
    with open_executor(None, None, {"SANSHEN_WORKERS": "5"}) as executor:
        assert executor.workers == 5
    with open_executor("spawn", 3, {"SANSHEN_EXECUTOR": "x", "SANSHEN_WORKERS": "y"}) as executor:
        assert executor.workers == 3
    assert 1 <= chosen_workers(None, {}) <= 2
    with pytest.raises(ExecutorError, match="no-such-kind"), open_executor("threads"):
        raise AssertionError("opened")
    for value in ("0", "-1", "two", "1.5", "٣"):
        with pytest.raises(ExecutorError, match="bad-workers"):
            chosen_workers(None, {"SANSHEN_WORKERS": value})
