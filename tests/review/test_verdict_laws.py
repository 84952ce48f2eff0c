"""审核结论 as laws: after any acts by anybody, compared with a count by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanshen.model.statements import STAGES, Conclusion, Stage, Statement, StatementType
from sanshen.policy.policy import STAGE_ROLES, Role
from sanshen.review.verdict import VerdictState
from tests.review.builders import FINAL, FIRST, SECOND, A, B, Book, C, make_policy

READY, OVERTAKEN = VerdictState.READY, VerdictState.OVERTAKEN

PEOPLE = ("editor", "colleague", "p1", "p2", "p3", "p4", "s")
Holders = Mapping[Role, tuple[str, ...]]
HOLDERS: Holders = {
    Role.FIRST: ("p1", "p2", "p3", "colleague"),
    Role.SECOND: ("p1", "p2", "p3"),
    Role.FINAL: ("p2", "p3", "p4"),
    Role.SECRECY: ("s", "p1", "p4"),
}
OWN: Holders = {Role.SECOND: ("p3", "p4"), Role.SECRECY: ("s", "p2")}
ONE, TWO = (HOLDERS,), (HOLDERS, {**HOLDERS, **OWN})
Columns = tuple[Holders, ...]
Move = tuple[str, str, Stage, Conclusion]


@dataclass(frozen=True)
class Done:
    """One act that was taken in, as the count by hand sees it."""

    kind: str
    who: str = ""
    stage: Stage | None = None
    conclusion: Conclusion | None = None


def counted_by_hand(acts: Sequence[Done], double: bool, columns: Columns = ONE) -> bool:
    """Whether the change may go: tries every choice of one approval a stage and column."""
    start = max(n for n, act in enumerate(acts) if act.kind == "submit")
    writers = {act.who for act in acts if act.kind == "submit"}
    now = [(n, act) for n, act in enumerate(acts) if n > start]
    for stage in STAGES:
        said = [act.kind for act in acts if act.stage is stage]
        if said and said[-1] == "return":
            return False
    keepers = set()
    for holders in columns:
        own = [a for _, a in now if a.kind == "secrecy" and a.who in holders[Role.SECRECY]]
        if not own or own[-1].conclusion is not Conclusion.OPEN:
            return False
        keepers.add(own[-1].who)
    rows = [candidates(acts, now, stage, holders) for stage in STAGES for holders in columns]
    return any(
        is_in_order([choice[n : n + len(columns)] for n in range(0, len(choice), len(columns))])
        and not writers & ({who for _, who in choice} | keepers)
        and not keepers & {who for _, who in choice[0 if not double else len(columns) :]}
        for choice in product(*rows)
    )


def candidates(
    acts: Sequence[Done], now: Sequence[tuple[int, Done]], stage: Stage, holders: Holders
) -> list[tuple[int, str]]:
    """(place, person) of the approvals of a stage in a column that no return has taken back."""
    returns = [n for n, act in enumerate(acts) if act.kind == "return" and act.stage is stage]
    return [
        (n, act.who)
        for n, act in now
        if (act.kind, act.stage) == ("approve", stage)
        and act.who in holders[STAGE_ROLES[stage]]
        and n > max(returns, default=-1)
    ]


def is_in_order(stages: Sequence[Sequence[tuple[int, str]]]) -> bool:
    """Whether every stage comes after the one before, by people who fill no other."""
    first, second, final = ({who for _, who in stage} for stage in stages)
    apart = not (first & second or second & final or first & final)
    places = [[n for n, _ in stage] for stage in stages]
    return apart and max(places[0]) < min(places[1]) and max(places[1]) < min(places[2])


moves = st.tuples(
    st.sampled_from(["help"] * 5 + ["approve", "return", "secrecy", "submit"]),
    st.sampled_from(PEOPLE),
    st.sampled_from(STAGES),
    st.sampled_from([Conclusion.OPEN, Conclusion.OPEN, Conclusion.CLOSED]),
)


def play(book: Book, acts: list[Done], move: Move) -> None:
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
        paths = book.change(1).paths
        book.submit(dict.fromkeys(paths, f"{who}{len(acts)}"), (who,), number=1)
        acts.append(Done("submit", who))
    elif kind == "secrecy" and book.secrecy(1, conclusion, who) == []:
        acts.append(Done("secrecy", who, None, conclusion))
    elif kind == "approve" and book.approve(who, 1, stage) == []:
        acts.append(Done("approve", who, stage))
    elif kind == "return" and book.give_back(who, 1, stage) == []:
        acts.append(Done("return", who, stage))


def small_town(double: bool, columns: Columns = ONE) -> tuple[Book, list[Done]]:
    """Few people in many roles, so that they get into each other's way; change 1 by the editor."""
    own = {"jd": OWN} if columns is TWO else {}
    whole = {**HOLDERS, Role.PUBLISHER: ("publisher",)}
    book = Book(make_policy(whole, own, double))
    book.submit(dict.fromkeys((A, C)[: len(columns)], "一稿"))
    return book, [Done("submit", "editor")]


@given(st.lists(moves, min_size=6, max_size=30), st.booleans(), st.sampled_from([ONE, TWO]))
def test_ready_is_exactly_what_a_count_by_hand_says(
    plan: list[Move], double: bool, columns: Columns
) -> None:
    """Law: after every act of up to 30 by seven people, READY ⇔ the brute-force count.

    In one column, and in two with other second and secrecy reviewers.
    """
    book, acts = small_town(double, columns)
    for move in plan:
        play(book, acts, move)
        assert (book.stands(1) is READY) == counted_by_hand(acts, double, columns), acts


@given(st.lists(moves, min_size=6, max_size=30), st.booleans())
def test_ready_means_three_strangers_to_the_text_in_order_on_this_very_text(
    plan: list[Move], double: bool
) -> None:
    """Law: a READY verdict shows, on its face, all that the regulation asks for."""
    book, acts = small_town(double)
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


@given(st.lists(moves, min_size=3, max_size=12), st.booleans(), st.sampled_from([ONE, TWO]))
def test_whoever_is_named_as_next_may_sign_and_nobody_else(
    plan: list[Move], double: bool, columns: Columns
) -> None:
    """Law: of the stage that is waiting ``may`` lists exactly those whose approval is taken in.

    A secrecy reviewer who is not asked may still speak: his newest conclusion counts.
    """
    book, acts = small_town(double, columns)
    for move in plan:
        play(book, acts, move)
        for step in book.verdict(1).waiting:
            taken = {who for who in PEOPLE if not book.check(next_word(book, step.role, who))}
            named = set(step.may)
            assert named <= taken if step.role is Role.SECRECY else named == taken


def next_word(book: Book, role: Role, who: str) -> Statement:
    """An approval of the stage, or a clearance."""
    if role is Role.SECRECY:
        kind, opened = StatementType.SECRECY, Conclusion.OPEN
        return book.statement(who, kind, 1, conclusion=opened, note="依据")
    return book.statement(who, StatementType.APPROVE, 1, stage=Stage(role.value))


@pytest.mark.parametrize("columns", [ONE, TWO])
@pytest.mark.parametrize("seconds", [("p3",), ("p1", "p3")])
def test_the_laws_do_reach_ready(columns: Columns, seconds: tuple[str, ...]) -> None:
    """So they are not about nothing; ``p3`` is second reviewer of both columns."""
    book, acts = small_town(False, columns)
    line = [("colleague", FIRST), *((who, SECOND) for who in seconds), ("p2", FINAL)]
    play(book, acts, ("secrecy", "s", FIRST, Conclusion.OPEN))
    for who, stage in line:
        assert not counted_by_hand(acts, False, columns)
        play(book, acts, ("approve", who, stage, Conclusion.OPEN))
    assert book.stands(1) is READY
    assert counted_by_hand(acts, False, columns)


@given(
    st.lists(moves, max_size=12),
    st.sets(st.sampled_from([A, B, C, "theme/x.css"]), min_size=1, max_size=3),
)
def test_only_a_move_of_main_on_its_own_paths_overtakes_a_change(
    plan: list[Move], moved: set[str]
) -> None:
    """Law: another release leaves a verdict as it is, one on its paths makes it OVERTAKEN."""
    book, acts = small_town(False)
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
