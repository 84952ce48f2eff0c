"""漏洞: ways to be somebody else, or to clear what is not one's own, each tried again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from sanshen.catalogue import message, render_finding
from sanshen.model.changes import POLICY_PATH
from sanshen.model.findings import finding
from sanshen.model.statements import StatementType
from sanshen.office.clone import CloneError, Identity
from sanshen.office.sending import make_statement
from sanshen.policy.policy import Role
from sanshen.review.authorship import parse_commit
from sanshen.review.verdict import VerdictState, evaluate_change
from tests.city.city import REVIEWERS, City
from tests.city.content import (
    DOCUMENT,
    INTERPRETATION,
    NEWS,
    document_text,
    interpretation_text,
    news_text,
)

HEAD = f"tree {'1' * 40}\nparent {'2' * 40}\n"
AUTHOR = "author 甲 <editor@people.cs.example> 1 +0000\n"
COMMITTER = "committer 甲 <editor@people.cs.example> 1 +0000\n"


def put_policy(city: City, old: str, new: str) -> None:
    """Change the policy through the guard's three reviews."""
    text = city.read(POLICY_PATH).decode()
    assert old in text
    number = city.submit("editor", {POLICY_PATH: text.replace(old, new)})
    assert city.pass_guard(number).released is not None


def state_of(city: City, number: int) -> VerdictState:
    state = city.state()
    return evaluate_change(state, state.changes[number], city.now).state


def test_secrecy_review_counts_only_while_its_maker_holds_the_role(city: City) -> None:
    number = city.submit("editor", {NEWS: news_text("改")})
    assert city.clear_secrecy(number).entry is not None
    put_policy(city, "secrecy: [secrecy, first-b]", "secrecy: [first-b]")
    answers = [city.approve(person, number, stage) for person, stage in REVIEWERS]
    assert [a.findings for a in answers] == [(), (), ()]
    assert state_of(city, number) is VerdictState.WAITING
    assert city.clear_secrecy(number, person="first-b").released is not None
    assert city.verify().findings == ()


def test_nobody_clears_the_text_of_another_column(city: City) -> None:
    put_policy(
        city, "guard:\n", "  - site: cs\n    column: zcjd\n    secrecy: [second-b]\nguard:\n"
    )
    files: dict[str, str | bytes | None] = {
        DOCUMENT: document_text("改过的办法"),
        INTERPRETATION: interpretation_text(title="《改过的办法》解读"),
    }
    number = city.submit("editor", files)
    answer = city.pass_reviews(number)
    assert (answer.findings, answer.released) == ((), None)
    state = city.state()
    waiting = evaluate_change(state, state.changes[number], city.now).waiting
    assert [step.role for step in waiting] == [Role.SECRECY]
    assert city.clear_secrecy(number, person="second-b").released is not None
    assert city.verify().findings == ()


@pytest.mark.parametrize(
    "head",
    [
        HEAD + AUTHOR + AUTHOR.replace("editor", "first") + COMMITTER,
        HEAD + AUTHOR.replace("> 1", "> <first@people.cs.example> 1") + COMMITTER,
        HEAD + AUTHOR + COMMITTER + COMMITTER,
        HEAD + COMMITTER,
        HEAD + AUTHOR.replace("author 甲", "author <first@people.cs.example> 甲") + COMMITTER,
    ],
)
def test_a_commit_has_one_author_and_one_committer(head: str) -> None:
    with pytest.raises(ValueError, match="commit without one"):
        parse_commit(f"{head}\n说明\n")


@pytest.mark.parametrize(
    ("trailer", "named"),
    [
        ("Co-authored-by: A <a@x>\n B <b@x>", ("a@x", "b@x")),
        ("CO-AUTHORED-BY : A <a@x>, B <b@x>\r", ("a@x", "b@x")),
        ("Co-authored-by: first", ("first",)),
        ("co-authored-by:\n\tfirst", ("first",)),
    ],
)
def test_every_form_of_a_co_author_line_names_somebody(
    trailer: str, named: tuple[str, ...]
) -> None:
    raw = f"{HEAD}{AUTHOR}{COMMITTER}\n说明\n\n{trailer}\n"
    assert parse_commit(raw).coauthors == named


def test_a_co_author_reviews_nothing_however_the_line_is_folded(city: City) -> None:
    text = f"改\n\nCo-authored-by: 编辑 <{city.email('editor')}>,\n 科长 <{city.email('first')}>"
    taken = city.push("editor", city.commit("editor", {NEWS: news_text("改")}, message=text))
    assert taken.change is not None
    assert "first" in taken.change.contributors


def test_what_is_signed_is_what_was_shown(city: City) -> None:
    number = city.submit("editor", {NEWS: news_text("改")})
    state = city.state()
    change = state.changes[number]
    state.changes[number] = replace(change, files=(replace(change.files[0], path="content/x"),))
    identity = Identity("first", Path("key"))
    with pytest.raises(CloneError):
        make_statement(state, identity, StatementType.APPROVE, number, city.now)


def test_values_cannot_steer_a_terminal() -> None:
    said = message("verdict.step-returned", "zh", role="一审", person="a", reason="\x1b[2J\u202e\r")
    assert r"\x1b[2J\u202e\r" in said
    shown = render_finding(finding("V126", "a\nb\x9b", file="c\nd\x07"), "en")
    assert "\n" not in shown
    assert r"\x9b" in shown
    assert r"\x07" in shown
