"""恢复: broken off at any point, the next opening finishes what was begun, once.

The gate dies here by an exception at a fault point, inside this process; real kills are in
the tests of the server.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from sanshen.gate.faults import FAULT_POINTS
from sanshen.gate.gate import GateStopped
from sanshen.gate.release import open_recovered
from sanshen.gitio.writing import Identity, write_blob, write_commit, write_tree
from sanshen.ledger.book import read_ledger
from sanshen.model.statements import Conclusion, Stage, StatementType
from tests.city.city import LEDGER, MAIN, REVIEWERS, City
from tests.city.content import NEWS, news_text

ROOT = Path(__file__).parents[2]
ROOMS = ("gate", "release", "intake", "submission")


class Death(BaseException):
    """The end of the process, as far as these tests go; nothing may catch it."""


class Fuse:
    """Counts the fault points that are passed; burns at the one set."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.passed: list[str] = []
        self.at: int | None = None
        for room in ROOMS:
            patch.setattr(f"sanshen.gate.{room}.fault", self)

    def __call__(self, point: str) -> None:
        self.passed.append(point)
        if len(self.passed) - 1 == self.at:
            raise Death(point)


@pytest.fixture
def fuse(monkeypatch: pytest.MonkeyPatch) -> Fuse:
    """A fuse in every room that has fault points, not yet set."""
    return Fuse(monkeypatch)


@pytest.fixture(scope="session")
def nearly_template(tmp_path_factory: pytest.TempPathFactory, signed_template: City) -> City:
    """Change 1 has everything but its third approval."""
    city = signed_template.copy(tmp_path_factory.mktemp("nearly") / "house")
    assert city.submit("editor", {NEWS: news_text("新标题")}) == 1
    city.clear_secrecy(1)
    for person, stage in REVIEWERS[:2]:
        assert city.approve(person, 1, stage).entry is not None
    return city


@pytest.fixture
def nearly(nearly_template: City, tmp_path: Path) -> City:
    """A copy of it."""
    return nearly_template.copy(tmp_path / "nearly")


@pytest.fixture(scope="session")
def main_in_time(tmp_path_factory: pytest.TempPathFactory, nearly_template: City) -> str:
    """The commit main is at when nothing breaks off."""
    city = nearly_template.copy(tmp_path_factory.mktemp("in-time") / "house")
    assert city.approve("final", 1, Stage.FINAL).released is not None
    return city.repository.resolve(MAIN)


def kinds(city: City) -> list[str]:
    """The kinds of the ledger's entries, in order."""
    return [sealed.entry.kind.value for sealed in read_ledger(city.repository, LEDGER)]


def reopen(city: City) -> None:
    """What any next command does first."""
    with open_recovered(city.house, city.tick()):
        assert city.house.head_file.exists()


RELEASE = (
    "ledger.commit-written", "ledger.moved", "statement.entered",
    "ledger.commit-written", "ledger.moved", "release.announced",
    "release.commit-written", "release.main-moved",
    "ledger.commit-written", "ledger.moved", "release.entered",
)  # fmt: skip


def test_a_release_passes_these_points_in_this_order(nearly: City, fuse: Fuse) -> None:
    nearly.approve("final", 1, Stage.FINAL)
    assert tuple(fuse.passed) == RELEASE


def test_every_point_of_the_gate_is_passed_in_these_tests(city: City, fuse: Fuse) -> None:
    city.release({NEWS: news_text("新标题")})
    assert city.send(city.make_publish()).entry is not None
    assert set(fuse.passed) == set(FAULT_POINTS) - {"handover.written"}


@pytest.mark.parametrize("at", range(len(RELEASE)), ids=lambda n: f"{n}-{RELEASE[n]}")
def test_a_release_broken_off_anywhere_is_finished_exactly_once(
    nearly: City, main_in_time: str, fuse: Fuse, at: int
) -> None:
    """And once it is announced, finishing it late gives the same commit as in time."""
    statement = nearly.make("final", StatementType.APPROVE, 1, stage=Stage.FINAL)
    signature = nearly.sign(statement)
    fuse.at = at
    with pytest.raises(Death):
        nearly.send(statement, signature=signature)
    fuse.at = None
    reopen(nearly)
    if at == 0:  # the statement never entered; its maker was told so and sends it again
        assert kinds(nearly)[-1] == "STATED"
        assert nearly.state().changes[1].released is None
        assert nearly.send(statement, signature=signature).released is not None
    reopen(nearly)
    assert kinds(nearly)[7:] == ["SUBMITTED", *["STATED"] * 4, "RELEASING", "RELEASED"]
    assert "新标题" in nearly.read(NEWS).decode()
    assert int(nearly.repository.text("rev-list", "--count", MAIN)) == 3
    announced = at >= RELEASE.index("release.announced") - 1
    assert (nearly.repository.resolve(MAIN) == main_in_time) is announced
    assert nearly.verify().findings == ()
    again = nearly.send(statement, signature=signature)
    assert (again.entry, nearly.codes(again)) == (None, ["V208"])


def test_recovery_itself_may_be_broken_off(nearly: City, fuse: Fuse) -> None:
    """At each point in turn, one death after the other."""
    fuse.at = RELEASE.index("release.announced")
    with pytest.raises(Death):
        nearly.approve("final", 1, Stage.FINAL)
    deaths = (("release.commit-written", 0), ("release.main-moved", 1),
              ("ledger.commit-written", 0), ("ledger.moved", 1))  # fmt: skip
    for point, at in deaths:
        fuse.passed.clear()
        fuse.at = at
        with pytest.raises(Death):
            reopen(nearly)
        assert fuse.passed[-1] == point
    fuse.at = None
    reopen(nearly)
    assert kinds(nearly)[-2:] == ["RELEASING", "RELEASED"]
    assert nearly.verify().findings == ()


SUBMISSION = ("submission.draft-written", "ledger.commit-written", "ledger.moved",
              "submission.entered")  # fmt: skip


@pytest.mark.parametrize("at", range(len(SUBMISSION)), ids=lambda n: SUBMISSION[n])
def test_a_submission_broken_off_is_there_or_not_and_never_twice(
    city: City, fuse: Fuse, at: int
) -> None:
    commit = city.commit("editor", {NEWS: news_text("新标题")})
    fuse.at = at
    with pytest.raises(Death):
        city.push("editor", commit)
    assert tuple(fuse.passed) == SUBMISSION[: at + 1]
    fuse.at = None
    entered = at >= SUBMISSION.index("ledger.moved")
    again = city.push("editor", commit)
    assert (again.change is None) is entered
    assert city.codes(again) == (["V120"] if entered else [])
    assert kinds(city)[7:] == ["SUBMITTED"]
    assert city.repository.resolve("refs/changes/1/1") == commit
    assert city.verify().findings == ()
    assert city.pass_reviews(1).released is not None


STATEMENT = ("ledger.commit-written", "ledger.moved", "statement.entered")


@pytest.mark.parametrize("at", range(len(STATEMENT)), ids=lambda n: STATEMENT[n])
def test_a_statement_broken_off_is_there_or_not_and_never_twice(
    city: City, fuse: Fuse, at: int
) -> None:
    number = city.submit("editor", {NEWS: news_text("新标题")})
    statement = city.make(
        "secrecy", StatementType.SECRECY, number, conclusion=Conclusion.OPEN, note="依据"
    )
    signature = city.sign(statement)
    fuse.passed.clear()
    fuse.at = at
    with pytest.raises(Death):
        city.send(statement, signature=signature)
    fuse.at = None
    again = city.send(statement, signature=signature)
    assert city.codes(again) == (["V208"] if at else [])
    assert kinds(city)[7:] == ["SUBMITTED", "STATED"]
    assert city.verify().findings == ()


PUBLISH = ("ledger.commit-written", "ledger.moved", "publish.entered")


@pytest.mark.parametrize("at", range(len(PUBLISH)), ids=lambda n: PUBLISH[n])
def test_a_publication_broken_off_is_there_or_not_and_never_twice(
    city: City, fuse: Fuse, at: int
) -> None:
    statement = city.make_publish()
    signature = city.sign(statement)
    fuse.at = at
    with pytest.raises(Death):
        city.send(statement, signature=signature)
    fuse.at = None
    again = city.send(statement, signature=signature)
    assert city.codes(again) == (["V208"] if at else [])
    assert kinds(city)[7:] == ["PUBLISHED"]
    assert city.verify().findings == ()


def _put_on_main(city: City, text: bytes) -> None:
    repository, base = city.repository, city.repository.resolve(MAIN)
    tree = write_tree(repository, base, {NEWS: ("100644", write_blob(repository, text))})
    commit = write_commit(repository, tree, (base,), "x\n", Identity("x", "x@x", city.now))
    repository.run("update-ref", MAIN, commit)


@pytest.mark.parametrize("point", ["release.announced", "release.main-moved"])
def test_main_that_is_neither_before_nor_after_stops_the_recovery(
    nearly: City, fuse: Fuse, point: str
) -> None:
    fuse.at = RELEASE.index(point)
    with pytest.raises(Death):
        nearly.approve("final", 1, Stage.FINAL)
    fuse.at = None
    right = nearly.repository.resolve(MAIN)
    _put_on_main(nearly, b"unreviewed")
    before = nearly.repository.text("for-each-ref")
    with pytest.raises(GateStopped) as stopped:
        reopen(nearly)
    assert stopped.value.finding.code == "G102"
    assert nearly.repository.text("for-each-ref") == before
    nearly.repository.run("update-ref", MAIN, right)
    reopen(nearly)
    assert kinds(nearly)[-1] == "RELEASED"
    assert nearly.verify().findings == ()


def test_what_became_ready_while_the_gate_was_dead_is_released_at_the_next_opening(
    nearly: City, fuse: Fuse
) -> None:
    fuse.at = RELEASE.index("statement.entered")
    with pytest.raises(Death):
        nearly.approve("final", 1, Stage.FINAL)
    fuse.at = None
    assert kinds(nearly)[-1] == "STATED"
    other = nearly.submit("editor", {"content/cs/dt/2026/0302-x.md": news_text("另一条")})
    assert kinds(nearly)[-3:] == ["RELEASING", "RELEASED", "SUBMITTED"]
    assert other == 2


# Two processes at once, real ones.

WORKER = """
import sys
from pathlib import Path
from sanshen.gitio.repository import Repository
from tests.city.city import City
from tests.city.content import news_text
folder, keys, person, first = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], int(sys.argv[4])
city = City(folder, {p: keys / p for p in ("editor", "colleague")})
city.tick = lambda: city.now.replace(hour=12)
print("ready", flush=True)
sys.stdin.readline()
for day in range(first, first + 3):
    path = f"content/cs/dt/2026/03{day:02d}-x.md"
    print(city.submit(person, {path: news_text(f"第{day}号工程如期竣工")}), flush=True)
"""


def test_two_processes_at_once_take_turns(city: City, city_keys: dict[str, Path]) -> None:
    """Each submits three changes: six numbers, none twice, none lost, one unbroken chain."""
    keys = str(city_keys["editor"].parent)
    workers = [
        subprocess.Popen(
            [sys.executable, "-c", WORKER, str(city.folder), keys, person, first],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            text=True, cwd=ROOT,
        )
        for person, first in (("editor", "10"), ("colleague", "20"))
    ]  # fmt: skip
    for worker in workers:
        assert worker.stdout is not None
        assert worker.stdout.readline() == "ready\n"
    for worker in workers:
        assert worker.stdin is not None
        worker.stdin.write("\n")
        worker.stdin.flush()
    # No time limit: under another clock Python cannot sleep between looks. The workers end.
    said = [worker.communicate() for worker in workers]
    numbers = [int(number) for out, err in said for number in out.split()]
    assert sorted(numbers) == [1, 2, 3, 4, 5, 6], [err for _, err in said]
    assert kinds(city)[7:] == ["SUBMITTED"] * 6
    result = city.verify()
    assert (result.findings, result.examined) == ((), 13)


HOLDER = """
import fcntl, sys
from pathlib import Path
from sanshen.gate.gate import open_gate
from sanshen.gate.house import GateHouse
from datetime import datetime
house = GateHouse(Path(sys.argv[1]))
with open_gate(house, datetime.fromisoformat(sys.argv[2])):
    print("inside", flush=True)
    sys.stdin.readline()
"""


def test_while_one_gate_is_open_the_lock_is_held(city: City) -> None:
    taken = _lock_taken
    assert not taken(city)
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(city.folder), city.tick().isoformat()],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT,
    )  # fmt: skip
    assert holder.stdout is not None
    assert holder.stdout.readline() == "inside\n"
    assert taken(city)
    holder.communicate("\n")
    assert not taken(city)


def _lock_taken(city: City) -> bool:
    """Whether somebody holds the gate's lock, asked without waiting for it."""
    command = ["flock", "--nonblock", str(city.house.gate_folder / "lock"), "true"]
    return subprocess.run(command, check=False).returncode != 0
