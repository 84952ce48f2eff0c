"""意见的登记: a pushed statement is entered, may complete a release, or leaves no trace."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sanshen.gate.gate import Gate
from sanshen.gate.intake import Intake, take_statement
from sanshen.gitio.writing import Identity, write_blob, write_commit, write_tree
from sanshen.model.entries import EntryKind
from sanshen.model.statements import Stage, StatementType
from sanshen.review.references import SIGNATURE_FILE, STATEMENT_FILE
from sanshen.review.verdict import VerdictState, evaluate_change
from tests.city.city import LEDGER, City
from tests.city.content import DOCUMENT, INTERPRETATION, NEWS, news_text, translation_text


@pytest.fixture
def open_city(city: City) -> City:
    """Change 1 under review."""
    city.submit("editor", {NEWS: news_text("改")})
    return city


def refused(city: City, taken: Intake) -> list[str]:
    """The codes of a refusal that left no trace."""
    assert (taken.statement, taken.entry, taken.released) == (None, None, None)
    return city.codes(taken)


def test_a_statement_is_entered_word_for_word_with_its_signature(open_city: City) -> None:
    city = open_city
    made = city.make("first", StatementType.APPROVE, 1, stage=Stage.FIRST)
    signature = city.sign(made)
    taken = city.send(made, signature=signature)
    assert taken.findings == ()
    assert taken.statement == made
    assert taken.released is None
    assert taken.entry is not None
    assert taken.entry.kind is EntryKind.STATED
    assert taken.entry.body == {"statement": made.text, "signature": signature, "change": 1}
    assert city.state().seq == taken.entry.seq


def test_the_statement_that_completes_a_change_releases_it(open_city: City) -> None:
    taken = open_city.pass_reviews(1)
    assert taken.released is not None
    assert taken.released.kind is EntryKind.RELEASED
    assert open_city.state().changes[1].released == taken.released.seq
    assert "改" in open_city.read(NEWS).decode()


def test_the_secrecy_review_may_be_the_one_that_completes_it(open_city: City) -> None:
    for person, stage in (("first", Stage.FIRST), ("second", Stage.SECOND), ("final", Stage.FINAL)):
        assert open_city.approve(person, 1, stage).released is None
    assert open_city.clear_secrecy(1).released is not None


def test_v202_a_statement_pushed_by_somebody_else(open_city: City) -> None:
    city = open_city
    made = city.make("first", StatementType.APPROVE, 1, stage=Stage.FIRST)
    before = city.repository.reference(LEDGER)
    taken = city.send_text(made.text, city.sign(made), "second")
    assert refused(city, taken) == ["V202"]
    assert city.repository.reference(LEDGER) == before
    assert city.send_text(made.text, city.sign(made), "first").entry is not None


def test_v202_a_signature_of_another_key(open_city: City) -> None:
    made = open_city.make("first", StatementType.APPROVE, 1, stage=Stage.FIRST)
    taken = open_city.send_text(made.text, open_city.sign(made, by="second"), "first")
    assert refused(open_city, taken) == ["V202"]


@pytest.mark.parametrize(
    "files",
    [
        {},
        {STATEMENT_FILE: b"x"},
        {STATEMENT_FILE: b"x", SIGNATURE_FILE: b"y", "more": b"z"},
        {f"folder/{STATEMENT_FILE}": b"x", f"folder/{SIGNATURE_FILE}": b"y"},
        {STATEMENT_FILE: b"\xff\xfe", SIGNATURE_FILE: b"\xff"},
        {STATEMENT_FILE: b"[" * 100_000, SIGNATURE_FILE: b""},
        {STATEMENT_FILE: b"", SIGNATURE_FILE: b""},
    ],
)
def test_v201_a_commit_that_holds_no_statement(open_city: City, files: dict[str, bytes]) -> None:
    city = open_city
    repository = city.repository
    rows = {path: ("100644", write_blob(repository, data)) for path, data in files.items()}
    tree = write_tree(repository, None, dict(rows))
    commit = write_commit(repository, tree, (), "x\n", Identity("first", "f@x", city.now))

    def take(gate: Gate) -> Intake:
        return take_statement(gate, commit, "first")

    before = repository.reference(LEDGER)
    assert refused(city, city.gate(take)) == ["V201"]
    assert repository.reference(LEDGER) == before


def test_a_publish_statement_becomes_published_and_releases_nothing(open_city: City) -> None:
    city = open_city
    taken = city.send(city.make_publish())
    assert taken.entry is not None
    assert taken.entry.kind is EntryKind.PUBLISHED
    assert taken.released is None
    assert "cs" in city.state().published
    assert city.verify().findings == ()


def test_a_return_with_its_reason_is_shown_to_the_author(open_city: City) -> None:
    open_city.give_back("first", 1, Stage.FIRST, "请核对日期")
    state = open_city.state()
    verdict = evaluate_change(state, state.changes[1], open_city.now)
    assert verdict.state is VerdictState.RETURNED
    returned = verdict.steps[1].returned
    assert returned is not None
    assert returned.statement.note == "请核对日期"


def test_a_reviewer_who_loses_the_role_by_a_released_policy_no_longer_counts(
    open_city: City,
) -> None:
    city = open_city
    city.clear_secrecy(1)
    assert city.approve("first", 1, Stage.FIRST).entry is not None
    assert city.approve("second", 1, Stage.SECOND).entry is not None
    policy = city.read("review_policy.yml").decode()
    without = policy.replace("first: [first, first-b, colleague]", "first: [first-b, colleague]")
    guard = city.submit("colleague", {"review_policy.yml": without})
    assert city.pass_guard(guard).released is not None
    assert refused(city, city.approve("final", 1, Stage.FINAL)) == ["V212"]
    state = city.state()
    assert state.changes[1].released is None
    verdict = evaluate_change(state, state.changes[1], city.now)
    assert [step.done for step in verdict.steps] == [True, False, False, False]
    assert verdict.steps[1].may == ("colleague", "first-b")
    for person, stage in (("first-b", Stage.FIRST), ("second", Stage.SECOND)):
        assert city.approve(person, 1, stage).released is None
    assert city.approve("final", 1, Stage.FINAL).released is not None
    assert city.verify().findings == ()


def test_a_policy_that_keeps_the_reviewer_leaves_the_approval(open_city: City) -> None:
    city = open_city
    city.clear_secrecy(1)
    city.approve("first", 1, Stage.FIRST)
    city.approve("second", 1, Stage.SECOND)
    policy = city.read("review_policy.yml").decode()
    guard = city.submit("colleague", {"review_policy.yml": policy + "# 附注\n"})
    city.pass_guard(guard)
    assert city.approve("final", 1, Stage.FINAL).released is not None


def test_v206_a_statement_made_under_the_policy_before(open_city: City) -> None:
    city = open_city
    old = city.make("first", StatementType.APPROVE, 1, stage=Stage.FIRST)
    policy = city.read("review_policy.yml").decode()
    city.pass_guard(city.submit("colleague", {"review_policy.yml": policy + "# 附注\n"}))
    assert refused(city, city.send(old)) == ["V206"]
    now = city.make("first", StatementType.APPROVE, 1, stage=Stage.FIRST)
    assert refused(city, city.send(replace(now, policy=old.policy))) == ["V206"]
    assert city.send(now).entry is not None


def test_the_commit_on_main_names_those_whose_review_counted(open_city: City) -> None:
    city = open_city
    city.clear_secrecy(1)
    city.approve("first", 1, Stage.FIRST)
    city.give_back("second-b", 1, Stage.SECOND)
    city.approve("second", 1, Stage.SECOND)
    city.approve("final", 1, Stage.FINAL)
    message = city.repository.text("log", "-1", "--format=%B", "main")
    named = [line for line in message.splitlines() if line.startswith("Reviewed-By: ")]
    assert named == [
        f"Reviewed-By: {row}"
        for row in ("secrecy secrecy", "first first", "second second", "final final")
    ]


def test_nobody_signs_what_no_longer_passes_the_checks_on_todays_main(city: City) -> None:
    translation = DOCUMENT.replace(".md", ".en.md")
    assert city.submit("editor", {translation: translation_text()}) == 1
    assert city.clear_secrecy(1).entry is not None
    city.release({DOCUMENT: None, INTERPRETATION: None}, "colleague")
    seq = city.state().seq
    taken = city.approve("first", 1, Stage.FIRST)
    assert "T104" in refused(city, taken)
    assert city.state().seq == seq
    assert city.give_back("first", 1, Stage.FIRST).entry is not None


def test_an_unrelated_move_of_main_asks_nobody_to_check_again(city: City) -> None:
    translation = DOCUMENT.replace(".md", ".en.md")
    assert city.submit("editor", {translation: translation_text()}) == 1
    city.release({NEWS: news_text("他事")}, "colleague")
    assert city.pass_reviews(1).released is not None


def test_v218_a_publication_does_not_go_back_behind_an_earlier_one(city: City) -> None:
    old = city.make_publish()
    city.release({NEWS: news_text("改")})
    assert city.send(city.make_publish()).entry is not None
    after = city.make_publish().after
    back = replace(old, after=after)
    assert refused(city, city.send(back)) == ["V218"]
