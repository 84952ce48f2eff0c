"""意见的受理: every reason to refuse a statement, beside the same statement taken in."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sanshen.model.changes import ChangeClass
from sanshen.model.statements import NAMESPACE, Conclusion, StatementType
from sanshen.policy.policy import Role
from sanshen.review.statements import check_statement
from tests.review.builders import (
    FINAL,
    FIRST,
    SECOND,
    A,
    B,
    Book,
    C,
    make_policy,
)
from tests.review.signatures import signature_of, verifier

APPROVE, RETURN = StatementType.APPROVE, StatementType.RETURN


@pytest.fixture
def book() -> Book:
    """Change 1 under review."""
    book = Book()
    book.submit({A: "一稿"})
    return book


def test_v201_a_text_that_is_no_statement(book: Book) -> None:
    good = book.statement("first", APPROVE, 1, stage=FIRST).text
    for text in ("", "[]", "{", good + " ", good.replace('"round":1', '"round":1.0'), "[" * 99999):
        signature = signature_of("first", NAMESPACE, text.encode())
        found = check_statement(book.review, text, signature, book.now, verifier)
        assert [f.code for f in found] == ["V201"], text[:40]
    signature = signature_of("first", NAMESPACE, good.encode())
    assert check_statement(book.review, good, signature, book.now, verifier) == ()


def test_v201_a_stage_or_conclusion_where_the_type_has_none(book: Book) -> None:
    secrecy = StatementType.SECRECY
    opened = Conclusion.OPEN
    both = book.statement("secrecy", secrecy, 1, conclusion=opened, stage=FIRST, note="依据")
    neither = book.statement("first", APPROVE, 1)
    concluding = book.statement("first", APPROVE, 1, stage=FIRST, conclusion=opened)
    assert [book.check(s) for s in (both, neither, concluding)] == [["V201"]] * 3
    assert book.check(replace(both, stage=None)) == []
    assert book.check(replace(neither, stage=FIRST)) == []


def test_v202_somebody_elses_signature(book: Book) -> None:
    made = book.statement("first", APPROVE, 1, stage=FIRST)
    assert book.check(made, by="second") == ["V202"]
    assert book.check(made) == []


def test_v202_a_signature_over_one_other_byte(book: Book) -> None:
    made = book.statement("first", APPROVE, 1, stage=FIRST)
    other = replace(made, note="同意")
    signature = signature_of("first", NAMESPACE, made.text.encode())
    found = check_statement(book.review, other.text, signature, book.now, verifier)
    assert [f.code for f in found] == ["V202"]


def test_v202_a_signature_for_another_purpose(book: Book) -> None:
    made = book.statement("first", APPROVE, 1, stage=FIRST)
    signature = signature_of("first", "git", made.text.encode())
    found = check_statement(book.review, made.text, signature, book.now, verifier)
    assert [f.code for f in found] == ["V202"]


def test_v203_a_statement_for_another_repository(book: Book) -> None:
    made = book.statement("first", APPROVE, 1, stage=FIRST)
    assert book.check(replace(made, repository="0" * 64)) == ["V203"]
    assert book.check(made) == []


def test_v204_a_change_that_is_not_open(book: Book) -> None:
    made = book.statement("first", APPROVE, 1, stage=FIRST)
    assert book.check(replace(made, change=7)) == ["V204"]
    assert book.check(made) == []
    book.pass_reviews(1)
    book.release(1)
    assert book.approve("first", 1, FIRST) == ["V204"]


@pytest.mark.parametrize("part", ["round", "content"])
def test_v205_a_statement_about_an_earlier_text(book: Book, part: str) -> None:
    seen = book.statement("first", APPROVE, 1, stage=FIRST)
    book.submit({A: "二稿"}, number=1)
    now = book.statement("first", APPROVE, 1, stage=FIRST)
    assert book.check(replace(now, **{part: getattr(seen, part)})) == ["V205"]
    assert book.check(now) == []


def test_v206_a_policy_that_is_no_longer_in_force(book: Book) -> None:
    old = book.review.policy_in_force().digest
    book.put_in_force(make_policy({Role.FINAL: ("final",)}))
    made = book.statement("first", APPROVE, 1, stage=FIRST)
    assert book.check(replace(made, policy=old)) == ["V206"]
    assert book.check(made) == []


def test_v207_a_newer_entry_about_the_change_than_the_one_seen(book: Book) -> None:
    made = book.statement("first", APPROVE, 1, stage=FIRST)
    book.secrecy(1)
    assert book.check(made) == ["V207"]
    book.submit({B: "他事"}, ("colleague",))
    again = book.statement("first", APPROVE, 1, stage=FIRST)
    book.secrecy(2)
    assert book.check(again) == []


def test_v208_the_same_statement_twice(book: Book) -> None:
    made = book.statement("first", APPROVE, 1, stage=FIRST)
    assert book.say(made) == []
    assert book.say(made) == ["V208"]


def test_v209_a_person_without_the_role(book: Book) -> None:
    assert book.approve("second", 1, FIRST) == ["V209"]
    assert book.secrecy(1, person="first") == ["V209"]
    assert book.give_back("final", 1, SECOND) == ["V209"]
    assert book.approve("first", 1, FIRST) == []


def test_v209_the_role_in_another_column_is_none_here() -> None:
    book = Book(make_policy(columns={"jd": {Role.FIRST: ("first-jd",)}}))
    book.submit({A: "一稿"})
    book.submit({C: "解读"}, ("colleague",))
    assert book.approve("first-jd", 1, FIRST) == ["V209"]
    assert book.approve("first", 2, FIRST) == ["V209"]
    assert book.approve("first-jd", 2, FIRST) == []


def test_v210_nobody_reviews_his_own_work(book: Book) -> None:
    book.submit({B: "自写"}, ("both", "editor"))
    assert book.approve("both", 2, FIRST) == ["V210"]
    assert book.give_back("both", 2, FIRST) == ["V210"]
    assert book.approve("both", 1, FIRST) == []


def test_v210_not_even_for_secrecy(book: Book) -> None:
    book.submit({B: "自写"}, ("secrecy",))
    assert book.secrecy(2) == ["V210"]
    assert book.secrecy(2, person="first-b") == []


def test_v211_one_person_fills_one_stage(book: Book) -> None:
    assert book.approve("both", 1, FIRST) == []
    assert book.approve("both", 1, SECOND) == ["V211"]
    assert book.approve("second", 1, SECOND) == []
    assert book.approve("both", 1, FINAL) == ["V211"]
    assert book.approve("final", 1, FINAL) == []


def test_v211_but_he_may_return_in_another_stage(book: Book) -> None:
    book.approve("both", 1, FIRST)
    assert book.give_back("both", 1, SECOND) == []


@pytest.mark.parametrize("double", [True, False])
def test_v211_secrecy_and_first_stage_go_together_only_where_the_policy_says(double: bool) -> None:
    book = Book(make_policy(double=double))
    book.submit({A: "一稿"})
    book.submit({B: "他事"})
    refused: list[str] = [] if double else ["V211"]
    assert book.secrecy(1, person="first-b") == []
    assert book.approve("first-b", 1, FIRST) == refused
    assert book.approve("first-b", 2, FIRST) == []
    assert book.secrecy(2, person="first-b") == refused


def test_v211_secrecy_never_goes_with_a_later_stage() -> None:
    book = Book(make_policy({Role.SECRECY: ("second",)}, double=True))
    book.submit({A: "一稿"})
    book.approve("first", 1, FIRST)
    assert book.secrecy(1, person="second") == []
    assert book.approve("second", 1, SECOND) == ["V211"]
    assert book.approve("second-b", 1, SECOND) == []


def test_v212_a_stage_before_its_turn(book: Book) -> None:
    assert book.approve("second", 1, SECOND) == ["V212"]
    assert book.approve("final", 1, FINAL) == ["V212"]
    assert book.approve("first", 1, FIRST) == []
    assert book.approve("final", 1, FINAL) == ["V212"]
    assert book.approve("second", 1, SECOND) == []
    assert book.approve("final", 1, FINAL) == []


def test_v212_a_stage_after_one_that_is_returned(book: Book) -> None:
    book.approve("first", 1, FIRST)
    book.approve("second", 1, SECOND)
    book.give_back("second", 1, SECOND)
    assert book.approve("final", 1, FINAL) == ["V212"]


def test_v213_nobody_reviews_what_was_overtaken(book: Book) -> None:
    number = book.submit({A: "他稿"}, ("colleague",))
    assert book.approve("first", 1, FIRST) == []
    book.release(number)
    assert book.approve("second", 1, SECOND) == ["V213"]
    assert book.give_back("second", 1, SECOND) == ["V213"]


def test_v214_somebody_not_listed_or_not_in_office(book: Book) -> None:
    made = book.statement("first", APPROVE, 1, stage=FIRST)
    assert book.check(replace(made, person="nobody"), by="first") == ["V214"]
    policy = book.review.policy_in_force()
    first = policy.people["first"]
    for name, term in (("from_day", policy.day(book.now).replace(year=2027)),
                       ("until", policy.day(book.now))):  # fmt: skip
        people = {**policy.people, "first": replace(first, **{name: term})}
        book.review.policy = replace(policy, people=people)
        assert book.check(made) == ["V214"], name
    book.review.policy = policy
    assert book.check(made) == []


def test_v215_another_ledger_than_the_one_seen(book: Book) -> None:
    made = book.statement("first", APPROVE, 1, stage=FIRST)
    for seq, head in (
        (made.ledger_seq, "0" * 64),
        (made.ledger_seq + 1, made.ledger_hash),
        (-1, book.review.hashes[-1]),
    ):
        assert book.check(replace(made, ledger_seq=seq, ledger_hash=head)) == ["V215"]
    older = replace(made, ledger_seq=0, ledger_hash=book.review.hashes[0])
    assert book.check(older) == []


def test_v216_a_stage_that_is_done(book: Book) -> None:
    assert book.approve("first", 1, FIRST) == []
    assert book.approve("first-b", 1, FIRST) == ["V216"]
    assert book.approve("first", 1, FIRST) == ["V216"]
    book.give_back("first", 1, FIRST)
    assert book.approve("first-b", 1, FIRST) == []


@pytest.mark.parametrize("note", ["", "  \n"])
def test_v217_a_return_or_a_clearance_without_a_reason(book: Book, note: str) -> None:
    kind, opened = StatementType.SECRECY, Conclusion.OPEN
    assert book.give_back("first", 1, FIRST, note) == ["V217"]
    made = book.statement("secrecy", kind, 1, conclusion=opened, note=note)
    assert book.check(made) == ["V217"]
    assert book.check(replace(made, note="《条例》第十四条")) == []
    assert book.approve("first", 1, FIRST) == []
    assert book.give_back("first", 1, FIRST, "请核对数据") == []


def test_v219_secrecy_review_of_what_is_not_published_as_content(book: Book) -> None:
    number = book.submit({"theme/x.css": "x"}, ("colleague",), klass=ChangeClass.GUARD)
    assert book.secrecy(number) == ["V219"]
    assert book.secrecy(1) == []


def test_a_statement_says_what_is_wrong_with_the_signature_before_anything_else(book: Book) -> None:
    made = book.statement("second", APPROVE, 1, stage=FIRST, repository="x", policy="x")
    assert book.check(replace(made, change=9), by="first") == ["V202"]


@pytest.mark.parametrize("moved", ["change", "round", "after", "repository", "type", "site"])
def test_no_statement_counts_a_second_time_anywhere(book: Book, moved: str) -> None:
    """Replay: each type, with the old signature, word for word or with one field moved."""
    book.submit({B: "他事"}, ("colleague",))
    kinds = [
        book.statement("secrecy", StatementType.SECRECY, 1, conclusion=Conclusion.OPEN, note="据"),
        book.statement("first", APPROVE, 1, stage=FIRST),
        book.statement("second", RETURN, 1, stage=SECOND, note="改"),
        book.publishing(),
    ]
    other = {"change": 2, "round": 2, "after": book.change(2).last_entry, "repository": "0" * 64,
             "type": APPROVE, "site": "x"}  # fmt: skip
    for made in kinds:
        signature = signature_of(made.person, NAMESPACE, made.text.encode())
        book.enter(made)
        for again in (made, replace(made, **{moved: other[moved]})):
            found = check_statement(book.review, again.text, signature, book.now, verifier)
            assert found
            assert {f.code for f in found} <= {"V202", "V208"}
