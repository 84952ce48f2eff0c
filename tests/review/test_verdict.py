"""审核结论: what a change needs, what takes an approval away, compared with a count by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanshen.model.changes import ChangeClass
from sanshen.model.statements import STAGES, Conclusion, Stage, StatementType
from sanshen.policy.policy import STAGE_ROLES, ReviewPolicy, Role, Scope
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
    assert book.stands(1) is RETURNED
    book.secrecy(1)
    book.approve("first", 1, FIRST)
    assert book.stands(1) is RETURNED
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


def test_overtaken_names_the_path_and_the_last_change_of_it(passed: Book) -> None:
    for text in ("他稿", "再改"):
        number = passed.submit({A: text}, ("colleague",))
        passed.release(number)
    verdict = passed.verdict(1)
    assert verdict.state is OVERTAKEN
    assert verdict.overtaken == ((A, number),)
    assert passed.approve("final-b", 1, FINAL) == ["V213"]


# --- laws -------------------------------------------------------------------------------------

PEOPLE = ("editor", "colleague", "p1", "p2", "p3", "p4", "s")
HOLDERS = {
    Role.FIRST: ("p1", "p2", "p3", "colleague"),
    Role.SECOND: ("p1", "p2", "p3"),
    Role.FINAL: ("p2", "p3", "p4"),
    Role.SECRECY: ("s", "p1", "p4"),
}


@dataclass(frozen=True)
class Done:
    """One act that was taken in, as the count by hand sees it."""

    kind: str
    who: str = ""
    stage: Stage | None = None
    conclusion: Conclusion | None = None
    text: str = ""


def counted_by_hand(acts: Sequence[Done], double: bool) -> bool:
    """Whether the change may go: tries every choice of one secrecy review and three approvals."""
    rounds = [n for n, act in enumerate(acts) if act.kind == "submit"]
    writers = {act.who for act in acts if act.kind == "submit"}
    now = [(n, act) for n, act in enumerate(acts) if n > rounds[-1]]
    for stage in STAGES:
        said = [a.kind for a in acts if a.stage is stage]
        if said and said[-1] == "return":
            return False
    clearances = [act for _, act in now if act.kind == "secrecy"]
    if not clearances or clearances[-1].conclusion is not Conclusion.OPEN:
        return False
    rows = []
    for stage in STAGES:
        returns = [n for n, a in enumerate(acts) if a.kind == "return" and a.stage is stage]
        rows.append(
            [
                (n, act.who)
                for n, act in now
                if act.kind == "approve"
                and act.stage is stage
                and act.who in HOLDERS[STAGE_ROLES[stage]]
                and n > max(returns, default=-1)
            ]
        )
    keeper = clearances[-1].who
    if keeper not in HOLDERS[Role.SECRECY] or keeper in writers:
        return False
    for (i, one), (j, two), (k, three) in product(*rows):
        if not (i < j < k and len({one, two, three}) == 3 and not writers & {one, two, three}):
            continue
        if keeper not in (two, three) and (double or keeper != one):
            return True
    return False


moves = st.tuples(
    st.sampled_from(["help"] * 5 + ["approve", "return", "secrecy", "submit"]),
    st.sampled_from(PEOPLE),
    st.sampled_from(STAGES),
    st.sampled_from([Conclusion.OPEN, Conclusion.OPEN, Conclusion.CLOSED]),
)


def play(book: Book, acts: list[Done], move: tuple[str, str, Stage, Conclusion]) -> None:
    """Try one move; what the checks take in is noted."""
    kind, who, stage, conclusion = move
    if kind == "help":
        waiting = [step for step in book.verdict(1).waiting if step.may]
        if not waiting:
            return
        step = waiting[len(acts) % len(waiting)]
        who = step.may[PEOPLE.index(who) % len(step.may)]
        kind = "secrecy" if step.role is Role.SECRECY else "approve"
        stage = Stage(step.role.value) if kind == "approve" else stage
    if kind == "submit":
        book.submit({A: f"{who}{len(acts)}"}, (who,), number=1)
        acts.append(Done("submit", who))
    elif kind == "secrecy" and book.secrecy(1, conclusion, who) == []:
        acts.append(Done("secrecy", who, None, conclusion))
    elif kind == "approve" and book.approve(who, 1, stage) == []:
        acts.append(Done("approve", who, stage))
    elif kind == "return" and book.give_back(who, 1, stage) == []:
        acts.append(Done("return", who, stage))


def small_town(double: bool) -> ReviewPolicy:
    """Few people in many roles, so that they get into each other's way."""
    return make_policy({**HOLDERS, Role.PUBLISHER: ("publisher",)}, double=double)


@given(st.lists(moves, min_size=6, max_size=30), st.booleans())
def test_ready_is_exactly_what_a_count_by_hand_says(
    plan: list[tuple[str, str, Stage, Conclusion]], double: bool
) -> None:
    """Law: after every act of up to 30 by seven people, READY ⇔ the brute-force count."""
    book, acts = Book(small_town(double)), [Done("submit", "editor")]
    book.submit({A: "一稿"})
    for move in plan:
        play(book, acts, move)
        assert (book.stands(1) is READY) == counted_by_hand(acts, double), acts


@given(st.lists(moves, min_size=6, max_size=30), st.booleans())
def test_ready_means_three_strangers_to_the_text_in_order_on_this_very_text(
    plan: list[tuple[str, str, Stage, Conclusion]], double: bool
) -> None:
    """Law: a READY verdict shows, on its face, all that the regulation asks for."""
    book, acts = Book(small_town(double)), [Done("submit", "editor")]
    book.submit({A: "一稿"})
    for move in plan:
        play(book, acts, move)
        verdict, change = book.verdict(1), book.change(1)
        if verdict.state is not READY:
            continue
        secrecy, *stages = verdict.steps
        assert [s.role for s in verdict.steps] == [Role.SECRECY, *STAGE_ROLES.values()]
        assert secrecy.by[-1].statement.conclusion is Conclusion.OPEN
        signed = [min(step.by, key=lambda a: a.seq) for step in stages]
        people = [a.statement.person for a in signed]
        assert len(set(people)) == 3
        assert not set(people) & change.contributors
        assert [a.seq for a in signed] == sorted(a.seq for a in signed)
        assert all(step.returned is None for step in verdict.steps)
        shown = [a.statement for step in verdict.steps for a in step.by]
        assert {s.content for s in shown} == {change.digest}


def test_the_laws_do_reach_ready() -> None:
    """The helpful moves alone end in READY, so the laws above are not about nothing."""
    for double in (True, False):
        book, acts = Book(small_town(double)), [Done("submit", "editor")]
        book.submit({A: "一稿"})
        for _ in range(6):
            play(book, acts, ("help", "s", FIRST, Conclusion.OPEN))
        assert book.stands(1) is READY
        assert counted_by_hand(acts, double)


@given(
    st.lists(moves, max_size=12),
    st.sets(st.sampled_from([A, B, C, "theme/x.css"]), min_size=1, max_size=3),
)
def test_only_a_move_of_main_on_its_own_paths_overtakes_a_change(
    plan: list[tuple[str, str, Stage, Conclusion]], moved: set[str]
) -> None:
    """Law: another release leaves a verdict as it is, one on its paths makes it OVERTAKEN."""
    book, acts = Book(small_town(False)), [Done("submit", "editor")]
    book.submit({A: "一稿"})
    for move in plan:
        play(book, acts, move)
    before = book.verdict(1)
    number = book.submit(dict.fromkeys(sorted(moved), "他稿"), ("colleague",), number=2)
    book.release(number)
    after = book.verdict(1)
    if A in book.change(1).paths & moved:
        assert after.state is OVERTAKEN
        assert after.overtaken == ((A, 2),)
    else:
        assert after == before


def test_the_hand_count_can_say_no() -> None:
    acts = [
        Done("submit", "editor"),
        Done("secrecy", "s", None, Conclusion.OPEN),
        Done("approve", "p1", FIRST),
        Done("approve", "p2", SECOND),
        Done("approve", "p3", FINAL),
    ]
    assert counted_by_hand(acts, False)
    for worse in (
        acts[:1] + acts[2:],
        [*acts, Done("submit", "editor")],
        [*acts, Done("return", "p3", FINAL)],
        [replace(acts[0], who="p2"), *acts[1:]],
        [*acts[:4], replace(acts[4], who="p2")],
        [acts[0], acts[1], acts[3], acts[2], acts[4]],
    ):
        assert not counted_by_hand(worse, False)


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
