"""审核结论: what a change needs, what takes an approval away, compared with a count by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sanshen.model.changes import ChangeClass
from sanshen.model.statements import STAGES, Conclusion, StatementType
from sanshen.policy.policy import ReviewPolicy, Role, Scope
from sanshen.review.verdict import VerdictState
from tests.review.builders import (
    FINAL,
    FIRST,
    GUARD,
    ROLES,
    SECOND,
    A,
    B,
    Book,
    C,
    make_policy,
)

WAITING, READY = VerdictState.WAITING, VerdictState.READY
RETURNED, OVERTAKEN = VerdictState.RETURNED, VerdictState.OVERTAKEN


@pytest.fixture
def book() -> Book:
    return Book()


@pytest.fixture
def passed(book: Book) -> Book:
    """Change 1, passed by everybody."""
    book.submit({A: "一稿"})
    book.pass_reviews(1)
    return book


def test_a_change_with_secrecy_and_three_reviews_in_order_is_ready(book: Book) -> None:
    book.submit({A: "一稿"})
    assert book.stands(1) is WAITING
    for act in (
        lambda: book.secrecy(1),
        lambda: book.approve("first", 1, FIRST),
        lambda: book.approve("second", 1, SECOND),
    ):
        assert act() == []
        assert book.stands(1) is WAITING
    assert book.approve("final", 1, FINAL) == []
    assert book.stands(1) is READY


def test_without_secrecy_review_three_approvals_release_nothing(book: Book) -> None:
    book.submit({A: "一稿"})
    for person, stage in (("first", FIRST), ("second", SECOND), ("final", FINAL)):
        assert book.approve(person, 1, stage) == []
    assert book.stands(1) is WAITING
    assert [s.role for s in book.verdict(1).waiting] == [Role.SECRECY]


@pytest.mark.parametrize("conclusion", [Conclusion.CLOSED, Conclusion.AFTER_DELETION])
def test_any_conclusion_but_open_withholds_the_change(book: Book, conclusion: Conclusion) -> None:
    book.submit({A: "一稿"})
    book.secrecy(1, conclusion)
    assert book.stands(1) is VerdictState.WITHHELD
    assert Role.SECRECY not in book.done(1)
    assert book.secrecy(1) == []
    assert book.stands(1) is WAITING


def test_settings_need_the_guards_three_and_no_secrecy_review(book: Book) -> None:
    book.submit({"theme/x.css": "x"}, ("colleague",), klass=ChangeClass.GUARD)
    assert book.approve("first", 1, FIRST) == ["V209"]
    for person, stage in zip(("guard-a", "guard-b", "guard-c"), STAGES, strict=True):
        assert book.approve(person, 1, stage) == []
    assert book.stands(1) is READY


def test_a_baseline_needs_the_guards_three_and_claims_no_secrecy_review(book: Book) -> None:
    number = book.submit(
        {A: "旧稿"}, (), number=0, klass=ChangeClass.BASELINE, legacy={A: "2026-01-05"}
    )
    for person, stage in zip(("guard-a", "guard-b", "guard-c"), STAGES, strict=True):
        assert book.approve(person, number, stage) == []
    assert book.stands(number) is READY
    book.release(number)
    assert book.stands(number) is VerdictState.RELEASED
    assert book.review.released[A].published == "2026-01-05"
    assert book.review.released[A].baseline


def test_legacy_content_without_a_time_is_on_main_but_not_released(book: Book) -> None:
    times = {A: None, B: "2026-01-06T10:00:00+08:00"}
    book.submit({A: "旧", B: "旧"}, (), number=0, klass=ChangeClass.BASELINE, legacy=times)
    book.release(0)
    assert A in book.review.files
    assert set(book.review.released) == {B}


def test_one_changed_byte_voids_every_approval(passed: Book) -> None:
    assert passed.stands(1) is READY
    passed.submit({A: "一稿。"}, number=1)
    assert passed.stands(1) is WAITING
    assert passed.done(1) == []


def test_going_back_to_the_old_bytes_does_not_bring_approvals_back(passed: Book) -> None:
    passed.submit({A: "二稿"}, number=1)
    passed.submit({A: "一稿"}, number=1)
    assert passed.done(1) == []


def test_who_wrote_on_any_round_counts_in_none(book: Book) -> None:
    book.submit({A: "一稿"}, ("first",))
    book.submit({A: "二稿"}, ("editor",), number=1)
    assert book.change(1).contributors == {"editor", "first"}
    assert book.approve("first", 1, FIRST) == ["V210"]
    assert book.approve("first-b", 1, FIRST) == []


def test_a_reviewer_who_writes_a_round_loses_his_approval(passed: Book) -> None:
    change = replace(passed.change(1), contributors=frozenset({"editor", "second"}))
    passed.review.changes[1] = change
    assert passed.stands(1) is WAITING
    assert passed.done(1) == [Role.SECRECY, Role.FIRST]


def test_a_return_stands_through_new_rounds_until_its_stage_approves(book: Book) -> None:
    book.submit({A: "一稿"})
    book.secrecy(1)
    book.approve("first", 1, FIRST)
    assert book.give_back("second", 1, SECOND) == []
    assert book.stands(1) is RETURNED
    book.submit({A: "二稿"}, number=1)
    assert book.stands(1) is WAITING, "the author has acted: now the reviewers have to"
    book.secrecy(1)
    book.approve("first", 1, FIRST)
    assert book.review.changes[1].standing_return(SECOND) is not None
    assert book.stands(1) is WAITING
    assert book.approve("final", 1, FINAL) == ["V212"]
    assert book.approve("second-b", 1, SECOND) == []
    assert book.stands(1) is WAITING
    assert book.approve("final", 1, FINAL) == []
    assert book.stands(1) is READY


def test_a_return_takes_back_the_approvals_of_its_stage_and_of_later_ones(book: Book) -> None:
    book.submit({A: "一稿"})
    for person, stage in (("first", FIRST), ("second", SECOND), ("final", FINAL)):
        book.approve(person, 1, stage)
    assert book.give_back("second", 1, SECOND) == []
    assert book.done(1) == [Role.FIRST]
    assert book.secrecy(1) == []
    assert book.approve("second-b", 1, SECOND) == []
    assert book.done(1) == [Role.SECRECY, Role.FIRST, Role.SECOND]
    assert book.approve("final", 1, FINAL) == []
    assert book.stands(1) is READY


def two_columns() -> ReviewPolicy:
    """Column jd has a second reviewer of its own."""
    return make_policy(columns={"jd": {Role.SECOND: ("second-jd",)}})


def test_a_matter_in_two_columns_needs_the_stage_of_each() -> None:
    book = Book(two_columns())
    book.submit({A: "文件", C: "解读"})
    book.secrecy(1)
    book.approve("first", 1, FIRST)
    assert book.approve("second", 1, SECOND) == []
    assert Role.SECOND not in book.done(1)
    assert book.verdict(1).steps[2].may == ("second-jd",)
    assert book.approve("final", 1, FINAL) == ["V212"]
    assert book.approve("second-b", 1, SECOND) == ["V216"]
    assert book.approve("second-jd", 1, SECOND) == []
    assert book.approve("final", 1, FINAL) == []
    assert book.stands(1) is READY


def test_another_columns_approval_does_not_revive_what_its_maker_returned() -> None:
    book = Book(two_columns())
    book.submit({A: "文件", C: "解读"})
    book.secrecy(1)
    book.approve("first", 1, FIRST)
    assert book.approve("second-jd", 1, SECOND) == []
    assert book.give_back("second-jd", 1, SECOND) == []
    assert book.approve("second", 1, SECOND) == []
    assert Role.SECOND not in book.done(1)
    assert book.approve("second-jd", 1, SECOND) == []
    assert Role.SECOND in book.done(1)


def test_each_column_is_cleared_by_its_own_secrecy_reviewer() -> None:
    book = Book(make_policy(columns={"jd": {Role.SECRECY: ("secrecy-jd",)}}))
    book.submit({A: "文件", C: "解读"})
    assert book.secrecy(1) == []
    assert Role.SECRECY not in book.done(1)
    assert book.verdict(1).steps[0].may == ("secrecy-jd",)
    assert book.secrecy(1, Conclusion.CLOSED, "secrecy-jd") == []
    assert book.stands(1) is VerdictState.WITHHELD
    assert book.secrecy(1) == []
    assert book.stands(1) is VerdictState.WITHHELD
    assert book.secrecy(1, person="secrecy-jd") == []
    assert Role.SECRECY in book.done(1)


def test_a_secrecy_reviewer_who_loses_the_role_has_cleared_nothing(passed: Book) -> None:
    passed.put_in_force(make_policy({Role.SECRECY: ("first-b",)}))
    assert passed.stands(1) is WAITING
    assert Role.SECRECY not in passed.done(1)
    passed.put_in_force(make_policy())
    assert passed.stands(1) is READY


def test_a_reviewer_who_loses_the_role_by_a_released_policy_counts_no_more(passed: Book) -> None:
    without = make_policy({Role.SECOND: ("second-b", "both")})
    passed.put_in_force(without)
    assert passed.stands(1) is WAITING
    assert passed.done(1) == [Role.SECRECY, Role.FIRST]
    assert passed.verdict(1).steps[2].may == ("both", "second-b")
    assert passed.approve("second-b", 1, SECOND) == []
    assert passed.approve("final", 1, FINAL) == []
    assert passed.stands(1) is READY


def test_a_policy_that_leaves_the_reviewers_in_place_leaves_the_verdict(passed: Book) -> None:
    passed.put_in_force(make_policy({Role.SECOND: ("second", "both")}))
    assert passed.stands(1) is READY


def test_who_left_office_or_has_no_key_may_not_act() -> None:
    policy = make_policy()
    people = {
        **policy.people,
        "first": replace(policy.people["first"], keys=()),
        "first-b": replace(policy.people["first-b"], until=policy.people["first"].from_day),
    }
    book = Book(replace(policy, people=people))
    book.submit({A: "一稿"})
    assert book.verdict(1).steps[1].may == ("both",)
    assert book.approve("first", 1, FIRST) == ["V202"]
    assert book.approve("first-b", 1, FIRST) == ["V214"]
    assert book.approve("both", 1, FIRST) == []


def test_a_term_that_ends_after_the_approval_takes_nothing_back(passed: Book) -> None:
    policy = passed.review.policy_in_force()
    ended = replace(policy.people["second"], until=policy.day(passed.now))
    passed.review.policy = replace(policy, people={**policy.people, "second": ended})
    assert not ended.active(policy.day(passed.now))
    assert passed.stands(1) is READY


def test_overtaken_names_the_path_and_the_last_change_of_it(passed: Book) -> None:
    for text in ("他稿", "再改"):
        number = passed.submit({A: text}, ("colleague",))
        passed.release(number)
    verdict = passed.verdict(1)
    assert verdict.state is OVERTAKEN
    assert verdict.overtaken == ((A, number),)
    assert passed.approve("final-b", 1, FINAL) == ["V213"]


def test_nobody_is_asked_who_could_not_sign(book: Book) -> None:
    book.submit({A: "一稿"}, ("first",))
    book.approve("both", 1, FIRST)
    verdict = book.verdict(1)
    assert "both" not in verdict.steps[2].may
    assert "both" not in verdict.steps[3].may
    assert verdict.steps[0].may == ("first-b", "secrecy")
    for step in verdict.steps:
        for person in step.may:
            assert person in ROLES[step.role]


def test_a_change_of_no_scope_is_never_ready(book: Book) -> None:
    book.submit({A: "一稿"})
    empty = replace(book.change(1), files=())
    book.review.changes[1] = empty
    assert book.review.scopes(empty) == ()
    for person, stage in (("first", FIRST), ("second", SECOND), ("final", FINAL)):
        made = book.statement(person, StatementType.APPROVE, 1, stage=stage)
        book.enter(made)
    assert book.stands(1) is WAITING


def test_guard_scope_holds_no_reviewer_of_content() -> None:
    policy = make_policy()
    assert policy.holders(Scope("*"), Role.FIRST) == GUARD[Role.FIRST]
    assert policy.holders(Scope("*"), Role.SECRECY) == ()
