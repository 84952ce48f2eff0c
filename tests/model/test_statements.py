"""意见: read only in the one form that is signed."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanshen.model.canonical import canonical_json
from sanshen.model.statements import (
    Conclusion,
    Stage,
    Statement,
    StatementError,
    StatementType,
    parse_statement,
)

SAMPLE = Statement(
    type=StatementType.APPROVE,
    repository="r" * 64,
    change=3,
    round=2,
    person="li-chushen",
    policy="p" * 64,
    content="c" * 64,
    after="a" * 64,
    ledger_seq=9,
    ledger_hash="h" * 64,
    made_at="2026-03-02T09:00:00+08:00",
    stage=Stage.FIRST,
    note="同意",
)
texts = st.text(max_size=20)
statements = st.builds(
    Statement,
    type=st.sampled_from(StatementType),
    repository=texts,
    change=st.integers(),
    round=st.integers(),
    person=texts,
    policy=texts,
    content=texts,
    after=texts,
    ledger_seq=st.integers(),
    ledger_hash=texts,
    made_at=texts,
    stage=st.none() | st.sampled_from(Stage),
    conclusion=st.none() | st.sampled_from(Conclusion),
    note=texts,
    site=texts,
    pages=st.dictionaries(texts, texts, max_size=3),
    manifest=texts,
)


@given(statements)
def test_what_is_written_is_read_back(statement: Statement) -> None:
    """Law: parse ∘ text is the identity."""
    assert parse_statement(statement.text) == statement


@given(statements, statements)
def test_two_statements_have_one_digest_only_if_they_are_the_same(
    one: Statement, two: Statement
) -> None:
    assert (one.digest == two.digest) == (one == two)


def body(**changed: Any) -> str:
    """The sample's text with fields replaced; ``...`` takes one away."""
    row = {**json.loads(SAMPLE.text), **changed}
    return canonical_json({k: v for k, v in row.items() if v is not ...})


@pytest.mark.parametrize("field", list(json.loads(SAMPLE.text)))
def test_a_statement_that_lacks_a_field_is_none(field: str) -> None:
    assert parse_statement(body()) == SAMPLE
    with pytest.raises(StatementError):
        parse_statement(body(**{field: ...}))


@pytest.mark.parametrize(
    "changed",
    [
        {"extra": 1},
        {"format": "sanshen/statement/2"},
        {"type": "waive"},
        {"stage": "third"},
        {"conclusion": "maybe"},
        {"ledger": [1]},
        {"ledger": ["1", "h"]},
        {"change": "3"},
        {"change": True},
        {"round": None},
        {"person": ["li-chushen"]},
        {"note": 5},
        {"made_at": None},
        {"site": {}},
        {"pages": []},
        {"pages": {"/": 1}},
        {"pages": None},
    ],
)
def test_a_field_of_another_kind_is_refused(changed: dict[str, Any]) -> None:
    with pytest.raises(StatementError):
        parse_statement(body(**changed))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "[]",
        '"x"',
        SAMPLE.text + "\n",
        SAMPLE.text.replace(":", ": ", 1),
        SAMPLE.text.replace("同意", "\\u540c\\u610f"),
        SAMPLE.text.replace('"round":2', '"round":2,"round":2'),
        SAMPLE.text.replace('"round":2', '"round":2e0'),
        "[" * 100_000,
        '{"a":' * 100_000,
    ],
)
def test_another_spelling_is_no_statement(text: str) -> None:
    with pytest.raises(StatementError):
        parse_statement(text)


def test_conclusions_and_stages_are_written_by_their_ids() -> None:
    made = replace(SAMPLE, type=StatementType.SECRECY, stage=None, conclusion=Conclusion.CLOSED)
    row = json.loads(made.text)
    assert (row["type"], row["stage"], row["conclusion"]) == ("secrecy", None, "closed")
