"""Crashes: SIGKILL at every fault point and at any moment; the same act is then done again."""

from __future__ import annotations

import random
import threading
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sanshen.gate.faults import VARIABLE
from sanshen.gate.release import open_recovered
from sanshen.model.entries import EntryKind
from sanshen.model.statements import Stage
from sanshen.office.clone import CloneError, identity_of
from sanshen.office.sending import Sent, push_statement
from tests.city.city import REVIEWERS, City
from tests.city.content import NEWS, news_text
from tests.walks.faulty import PUBLISHING, RELEASING, SUBMITTING, kinds
from tests.walks.killing import MARK, killing
from tests.walks.office import Office, served

TITLE = "断点之后的标题"
LONG = pytest.mark.full
WRITERS = ("editor", "colleague")


def some(points: tuple[str, ...], short: str) -> list[object]:
    """All points, of which only ``short`` without ``--full``; test_faults always has all."""
    return [pytest.param(p, marks=() if p == short else LONG) for p in points]


def crash_then_repeat(
    city: City, folder: Path, point: str, act: Callable[[Office], Sent]
) -> tuple[Office, Sent]:
    """The act with the gate killed at ``point``, then the same act again."""
    (folder / "crashing").mkdir()
    with served(city, folder / "crashing", {VARIABLE: point}) as office:
        assert not act(office).accepted
    (folder / "again").mkdir()
    with served(city, folder / "again") as office:
        return office, act(office)


@pytest.mark.parametrize("point", some(SUBMITTING, "handover.written"))
def test_a_submission_killed_and_repeated_is_there_once(
    city: City, tmp_path: Path, point: str
) -> None:
    office, again = crash_then_repeat(
        city, tmp_path, point, lambda o: o.desk("editor").submit({NEWS: news_text(TITLE)})
    )
    # What had reached the ledger is not taken in twice: V120 says that it is there.
    assert again.accepted or "V120" in again.answer
    state = office.state()
    assert sorted(state.changes) == [0, 1]
    assert (state.changes[1].round, state.changes[1].title) == (1, TITLE)
    assert office.repository.reference("refs/changes/1/1") is not None
    assert office.verify().findings == ()


@pytest.mark.parametrize("point", some(RELEASING, ""))
def test_a_release_killed_and_repeated_happens_once(city: City, tmp_path: Path, point: str) -> None:
    number = city.submit("editor", {NEWS: news_text(TITLE)})
    city.clear_secrecy(number)
    for person, stage in REVIEWERS[:2]:
        city.approve(person, number, stage)
    before = kinds(city)
    office, again = crash_then_repeat(
        city, tmp_path, point, lambda o: o.desk("final").approve(number, Stage.FINAL)
    )
    # The approval had been entered before the crash, and the gate finished the release itself.
    assert "V204" in again.answer
    counts = kinds(city)
    counts.subtract(before)
    once = {EntryKind.STATED.value: 1, EntryKind.RELEASING.value: 1, EntryKind.RELEASED.value: 1}
    assert +counts == Counter(once)
    assert TITLE in city.read(NEWS).decode()
    assert office.verify().findings == ()


@LONG
@pytest.mark.parametrize("point", PUBLISHING)
def test_a_publish_statement_killed_and_repeated_is_entered_once(
    city: City, tmp_path: Path, point: str
) -> None:
    statement = city.make_publish()

    def publish(office: Office) -> Sent:
        clone = office.desk("publisher").repository
        return push_statement(clone, identity_of(clone), statement, "en", lambda _: None)

    office, again = crash_then_repeat(city, tmp_path, point, publish)
    assert "V208" in again.answer
    assert kinds(city)[EntryKind.PUBLISHED.value] == 1
    assert office.verify().findings == ()


class Pushers:
    """Editors who submit matters of their own and reviewers who pass them, whatever is killed."""

    def __init__(self, office: Office, matters: int) -> None:
        self.office, self.matters = office, matters
        self.tries = 0
        self.stuck: list[str] = []
        for person in (*WRITERS, "secrecy", *(p for p, _ in REVIEWERS)):
            office.desk(person)

    def path(self, person: str, matter: int) -> str:
        """The item a person writes as matter number ``matter``."""
        return f"content/cs/dt/2026/02{matter + 1:02d}-{person}.md"

    def title(self, person: str, matter: int) -> str:
        return f"{person}第{matter + 1}篇动态"

    def work(self, person: str) -> None:
        """Submit every matter of one pusher; each is tried until the ledger has it."""
        for matter in range(self.matters):
            path = self.path(person, matter)
            body = f"本篇由{person}撰写，序号{matter}。" * 3
            text = news_text(self.title(person, matter), body)
            self._until(
                lambda path=path, text=text: self.office.desk(person).submit({path: text}),  # type: ignore[misc]
                lambda path=path: self._number(path) is not None,  # type: ignore[misc]
                path,
            )

    def review(self) -> None:
        """Secrecy and the three stages of every change, in the order they arrive."""
        wanted = [self.path(p, m) for m in range(self.matters) for p in WRITERS]
        while wanted:
            ready = [path for path in wanted if self._number(path) is not None]
            for path in ready:
                self._pass(path)
                wanted.remove(path)
            if self.stuck:
                return

    def _pass(self, path: str) -> None:
        number = self._number(path)
        assert number is not None
        self._until(
            lambda: self.office.desk("secrecy").clear_secrecy(number),
            lambda: len(self._change(number).current) > 0,
            f"secrecy {number}",
        )
        for done, (person, stage) in enumerate(REVIEWERS, start=2):
            self._until(
                lambda person=person, stage=stage: self.office.desk(person).approve(number, stage),  # type: ignore[misc]
                lambda done=done: len(self._change(number).current) >= done,  # type: ignore[misc]
                f"{stage.value} {number}",
            )

    def _until(self, act: Callable[[], Sent], done: Callable[[], bool], what: str) -> None:
        """What a person does: try again until the ledger shows it."""
        for _ in range(60):
            self.tries += 1
            try:
                act()
            except CloneError as error:  # a fetch may be killed as well
                last: object = error
            else:
                last = "refused"
            if done():
                return
        self.stuck.append(f"{what}: {last!r}")

    def _number(self, path: str) -> int | None:
        changes = self.office.state().changes.values()
        return next((c.number for c in changes if path in c.paths and c.number), None)

    def _change(self, number: int):  # type: ignore[no-untyped-def]
        return self.office.state().changes[number]


@pytest.fixture
def size(request: pytest.FixtureRequest) -> tuple[int, int]:
    """(kills, matters of each of the two pushers)."""
    return (30, 12) if request.config.getoption("--full") else (2, 1)


def test_random_kills_with_two_pushers_and_reviewers_lose_double_and_skip_nothing(
    city: City, tmp_path: Path, size: tuple[int, int]
) -> None:
    """Size: 2 pushers; 2 kills and 1 matter each, with ``--full`` 30 kills and 12 matters each."""
    kills, matters = size
    seed = random.Random().randrange(2**32)
    mark = f"{tmp_path.name}-{seed}"
    with served(city, tmp_path, {MARK: mark}) as office:
        pushers = Pushers(office, matters)
        with killing(mark, kills, random.Random(seed)) as killer:
            people = [threading.Thread(target=pushers.work, args=(p,)) for p in WRITERS]
            people.append(threading.Thread(target=pushers.review))
            for each in people:
                each.start()
            for each in people:
                each.join()
        assert pushers.stuck == []
        # Every command of the gate recovers first; so does a server that is started again.
        with open_recovered(city.house, datetime.now(UTC)):
            pass
    check_outcome(office, pushers, killer.killed, kills, seed)


def check_outcome(
    office: Office, pushers: Pushers, killed: list[str], kills: int, seed: int
) -> None:
    """Every matter once, all of main reviewed, the history clean."""
    said = f"seed {seed}, killed {killed}"
    state, verification = office.state(), office.verify()
    assert verification.findings == (), said
    wanted = {pushers.path(p, m) for p in WRITERS for m in range(pushers.matters)}
    changes = [c for n, c in state.changes.items() if n]
    assert {path for c in changes for path in c.paths} == wanted, said
    assert len(changes) == len(wanted), said
    assert all(c.released is not None and c.round == 1 for c in changes), said
    assert all(len(c.current) == 4 for c in changes), said
    assert wanted <= set(office.city.main_files()), said
    assert len(killed) == kills, said
