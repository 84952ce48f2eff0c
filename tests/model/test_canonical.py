"""规范化编码: one value has one spelling, and only values with one spelling are written."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanshen.model.canonical import canonical_json, sha256_bytes, sha256_text

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(values)
def test_reading_it_back_gives_the_value_and_writing_it_again_the_text(value: object) -> None:
    """Law: parse ∘ write is the identity, and the text is a fixed point."""
    text = canonical_json(value)
    assert json.loads(text) == value
    assert canonical_json(json.loads(text)) == text
    assert "\n" not in text


@given(st.dictionaries(st.text(), st.integers(), min_size=2))
def test_the_order_of_keys_plays_no_role(value: dict[str, int]) -> None:
    assert canonical_json(dict(reversed(value.items()))) == canonical_json(value)


def test_chinese_is_written_as_it_is_and_nothing_is_padded() -> None:
    assert canonical_json({"b": [1, None, True], "a": "审"}) == '{"a":"审","b":[1,null,true]}'


class Length(float):
    """A float by another name."""


@pytest.mark.parametrize(
    "value",
    [
        1.0,
        [0.5],
        {"a": (1, float("nan"))},
        float("inf"),
        [["a", "b"], ["a", 0.5]],
        {"a": "b", "c": Length(1)},
    ],
)
def test_a_float_is_refused_wherever_it_stands(value: object) -> None:
    with pytest.raises(TypeError, match="float"):
        canonical_json(value)


@pytest.mark.parametrize("value", [{1: "a"}, {None: 1}, [{True: 1}]])
def test_a_key_that_is_no_text_is_refused(value: object) -> None:
    with pytest.raises(TypeError, match="text"):
        canonical_json(value)


def test_what_json_does_not_know_is_refused() -> None:
    with pytest.raises(TypeError):
        canonical_json({"a": {1, 2}})


def test_digests_are_those_of_sha_256() -> None:
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert sha256_text("") == sha256_bytes(b"") == empty
    assert sha256_text("三审") == sha256_bytes("三审".encode())


def test_a_name_of_raw_bytes_has_the_digest_of_those_bytes() -> None:
    assert sha256_text(b"\xb9\xab".decode("utf-8", "surrogateescape")) == sha256_bytes(b"\xb9\xab")
