"""审核结论的说明: one paragraph in each language, and JSON with stable keys."""

from __future__ import annotations

import json

import pytest

from sanshen.model.statements import Conclusion
from sanshen.policy.policy import Role
from sanshen.review.explain import render_verdict, verdict_json
from tests.review.builders import FINAL, FIRST, SECOND, A, Book, make_policy


def said(book: Book, lang: str) -> str:
    """The paragraph about change 1."""
    policy = book.review.policy_in_force()
    return render_verdict(book.change(1), book.verdict(1), policy, lang)


def data(book: Book) -> dict[str, object]:
    """The verdict on change 1 as JSON would carry it."""
    read: dict[str, object] = json.loads(
        json.dumps(verdict_json(book.change(1), book.verdict(1)), ensure_ascii=False)
    )
    return read


@pytest.fixture
def book() -> Book:
    """Change 1 under review."""
    book = Book(make_policy({Role.FIRST: ("first", "first-b"), Role.SECRECY: ("secrecy",)}))
    book.submit({A: "一稿"})
    return book


def test_waiting_names_who_may_act_in_each_step(book: Book) -> None:
    assert said(book, "zh") == (
        "第1号变更“示范项目开工”（第1稿）：审核中。"
        "保密审查：待secrecy（职务secrecy）办理。"
        "一审（初审）：待first（职务first）、first-b（职务first-b）办理。"
        "二审（审核）：待both（职务both）、second（职务second）、second-b（职务second-b）办理。"
        "三审（审发）：待both（职务both）、final（职务final）、final-b（职务final-b）办理。"
    )
    english = said(book, "en")
    assert english.startswith("Change 1 “示范项目开工” (round 1): under review. secrecy review: ")
    assert "first review: waits for first (职务first), first-b (职务first-b). " in english
    assert english.endswith(".")


def test_ready_and_released_name_who_signed(book: Book) -> None:
    book.pass_reviews(1)
    assert "三审通过，可放行。保密审查：secrecy已签署。一审（初审）：first已签署。" in said(
        book, "zh"
    )
    assert "final review: signed by final" in said(book, "en")
    book.release(1)
    assert "：已放行。" in said(book, "zh")
    assert ": released. " in said(book, "en")


def test_a_return_is_explained_with_person_and_reason(book: Book) -> None:
    book.approve("first", 1, FIRST)
    book.give_back("second", 1, SECOND, "数据有误")
    assert "退回修改。" in said(book, "zh")
    assert "二审（审核）：second退回修改，理由：数据有误。" in said(book, "zh")
    assert "second review: returned by second: 数据有误" in said(book, "en")


def test_a_return_after_an_approval_of_the_same_stage_is_explained_too(book: Book) -> None:
    book.approve("first", 1, FIRST)
    book.give_back("first", 1, FIRST, "再核")
    assert "一审（初审）：first退回修改，理由：再核。" in said(book, "zh")


def test_a_withheld_change_is_explained_with_the_conclusion(book: Book) -> None:
    book.secrecy(1, Conclusion.CLOSED)
    assert "保密审查未通过。保密审查：secrecy的结论为“不公开”。" in said(book, "zh")
    assert "secrecy concluded “may not be made public”" in said(book, "en")


def test_an_overtaken_change_names_the_file_and_the_other_change(book: Book) -> None:
    book.release(book.submit({A: "他稿"}, ("colleague",)))
    assert f"{A} 已被第2号变更改动。" in said(book, "zh")
    assert f"{A} was changed by change 2." in said(book, "en")


def test_a_step_nobody_can_take_says_so(book: Book) -> None:
    book.submit({A: "二稿"}, ("secrecy",), number=1)
    assert "保密审查：目前无人可办" in said(book, "zh")
    assert "secrecy review: nobody can act" in said(book, "en")


def test_json_has_the_same_with_stable_keys(book: Book) -> None:
    book.secrecy(1)
    book.approve("first", 1, FIRST)
    book.give_back("second", 1, SECOND, "数据有误")
    found = data(book)
    assert list(found) == ["change", "title", "class", "round", "digest", "state", "publishable",
                           "contributors", "steps", "overtaken", "moves"]  # fmt: skip
    assert found["state"] == "returned"
    assert found["publishable"] is False
    assert found["contributors"] == ["editor"]
    steps = found["steps"]
    assert isinstance(steps, list)
    assert [s["role"] for s in steps] == ["secrecy", "first", "second", "final"]
    assert [s["done"] for s in steps] == [True, True, False, False]
    assert steps[1]["by"] == [{"person": "first", "entry": 3}]
    assert steps[2]["returned"] == {"person": "second", "reason": "数据有误"}
    assert steps[3]["may"] == ["both", "final", "final-b"]


def test_json_says_publishable_only_when_ready(book: Book) -> None:
    assert data(book)["publishable"] is False
    book.pass_reviews(1)
    assert data(book)["publishable"] is True
    book.release(book.submit({A: "他稿"}, ("colleague",)))
    assert data(book)["publishable"] is False
    assert data(book)["overtaken"] == [{"path": A, "by": 2}]
    assert book.approve("final-b", 1, FINAL) == ["V213"]
