"""重放: every type of statement, genuinely signed, offered a second time, for another change and
to another repository; to the gate, and by a thief of its key straight into the ledger."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from sanshen.gate.release import open_recovered
from sanshen.model.entries import EntryKind
from sanshen.model.statements import Conclusion, Stage, Statement, StatementType
from tests.city.city import City
from tests.city.content import DOCUMENT, NEWS, document_text, news_text

MAKERS: dict[str, Callable[[City, int], Statement]] = {
    "secrecy": lambda city, number: city.make(
        "secrecy", StatementType.SECRECY, number, conclusion=Conclusion.OPEN, note="依据"
    ),
    "approve": lambda city, number: city.make(
        "first", StatementType.APPROVE, number, stage=Stage.FIRST
    ),
    "return": lambda city, number: city.make(
        "first", StatementType.RETURN, number, stage=Stage.FIRST, note="请改"
    ),
    "publish": lambda city, _: city.make_publish(),
}


def test_every_type_of_statement_is_replayed_here() -> None:
    assert set(MAKERS) == {kind.value for kind in StatementType}


@pytest.fixture(scope="module")
def twin_template(tmp_path_factory: pytest.TempPathFactory, city_keys: dict[str, Path]) -> City:
    """Another repository of the same people with the same keys and content."""
    twin = City.found(tmp_path_factory.mktemp("twin") / "house", city_keys)
    twin.sign_baseline()
    return twin


@pytest.fixture
def twin(twin_template: City, tmp_path: Path) -> City:
    """A copy of the twin."""
    return twin_template.copy(tmp_path / "twin")


def offer(city: City, statement: Statement, signature: str, expected: str) -> None:
    """The gate refuses it with this code and writes nothing."""
    before = city.state().head
    taken = city.send(statement, signature=signature)
    assert (city.codes(taken), taken.entry) == ([expected], None)
    assert city.state().head == before


def thief_enters(city: City, statement: Statement, signature: str, change: int, code: str) -> None:
    """Entered past the gate's rules, verification names the entry and says why."""
    copy = city.copy(city.folder.with_name(f"thief-{city.state().seq}-{code}"))
    published = statement.type is StatementType.PUBLISH
    body = {"statement": statement.text, "signature": signature}
    kind = EntryKind.PUBLISHED if published else EntryKind.STATED
    seq = copy.state().seq + 1
    with open_recovered(copy.house, copy.tick()) as gate:
        gate.append(kind, body if published else {**body, "change": change})
    found = copy.verify().findings
    assert [f.code for f in found] == ["K106", code]
    assert found[0].path == f"ledger/{seq}"


@pytest.mark.parametrize("kind", MAKERS)
def test_a_statement_counts_once_on_the_same_change(kind: str, city: City) -> None:
    number = city.submit("editor", {NEWS: news_text("甲")})
    statement = MAKERS[kind](city, number)
    signature = city.sign(statement)
    assert city.send(statement, signature=signature).entry is not None
    assert city.verify().findings == ()
    offer(city, statement, signature, "V208")
    thief_enters(city, statement, signature, number, "V208")


@pytest.mark.parametrize("kind", ["secrecy", "approve", "return"])
def test_a_statement_about_an_earlier_round_does_not_count_for_the_next(
    kind: str, city: City
) -> None:
    number = city.submit("editor", {NEWS: news_text("甲")})
    statement = MAKERS[kind](city, number)
    signature = city.sign(statement)
    assert city.submit("editor", {NEWS: news_text("乙")}) == number
    offer(city, statement, signature, "V205")
    thief_enters(city, statement, signature, number, "V205")


@pytest.mark.parametrize("kind", MAKERS)
def test_a_statement_made_before_another_one_does_not_follow_it(kind: str, city: City) -> None:
    number = city.submit("editor", {NEWS: news_text("甲")})
    statement = MAKERS[kind](city, number)
    signature = city.sign(statement)
    if kind == "publish":
        city.tick()
        assert city.send(city.make_publish()).entry is not None
    else:
        assert city.clear_secrecy(number, person="first-b").entry is not None
    offer(city, statement, signature, "V207")
    thief_enters(city, statement, signature, number, "V207")


@pytest.mark.parametrize("kind", MAKERS)
def test_a_statement_does_not_count_for_another_change_or_site(kind: str, city: City) -> None:
    number = city.submit("editor", {NEWS: news_text("甲")})
    other = city.submit("editor", {DOCUMENT: document_text("测试管理办法（修订）")})
    assert city.send(MAKERS[kind](city, other)).entry is not None
    statement = MAKERS[kind](city, number)
    signature = city.sign(statement)
    changed = replace(statement, site="xx") if kind == "publish" else statement
    moved = replace(changed, change=other)
    offer(city, moved, signature, "V202")
    thief_enters(city, moved, signature, other, "V202")
    if kind != "publish":
        thief_enters(city, statement, signature, other, "K107")


@pytest.mark.parametrize("kind", MAKERS)
def test_a_statement_does_not_count_in_another_repository(
    kind: str, city: City, twin: City
) -> None:
    number = city.submit("editor", {NEWS: news_text("甲")})
    assert twin.submit("editor", {NEWS: news_text("甲")}) == number
    assert city.state().changes[number].digest == twin.state().changes[number].digest
    statement = MAKERS[kind](city, number)
    signature = city.sign(statement)
    offer(twin, statement, signature, "V203")
    thief_enters(twin, statement, signature, number, "V203")
    assert city.send(statement, signature=signature).entry is not None


def test_a_submission_counts_once(city: City) -> None:
    commit = city.commit("editor", {NEWS: news_text("甲")})
    assert city.push("editor", commit).change is not None
    before = city.state().head
    again = city.push("editor", commit)
    assert (city.codes(again), again.change) == (["V120"], None)
    assert city.state().head == before
