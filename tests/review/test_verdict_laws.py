"""审核结论 as laws: after any acts by anybody, compared with a count by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from sanshen.model.statements import STAGES, Conclusion, Stage
from sanshen.policy.policy import STAGE_ROLES, ReviewPolicy, Role
from sanshen.review.verdict import VerdictState
from tests.review.builders import FINAL, FIRST, SECOND, A, B, Book, C, make_policy

READY, OVERTAKEN = VerdictState.READY, VerdictState.OVERTAKEN

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
