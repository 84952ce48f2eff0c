"""台账记录: read only in canonical form, chained by the hash of that form."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanshen.model.canonical import canonical_json
from sanshen.model.entries import FIRST_PREVIOUS, Entry, EntryError, EntryKind, parse_entry

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
SAMPLE = Entry(0, FIRST_PREVIOUS, AT, EntryKind.SUBMITTED, {"change": 4, "title": "开工"})
entries = st.builds(
    Entry,
    seq=st.integers(0, 10**6),
    previous=st.text("0123456789abcdef", min_size=64, max_size=64),
    at=st.datetimes(timezones=st.just(UTC)),
    kind=st.sampled_from(EntryKind),
    body=st.dictionaries(st.text(max_size=5), st.none() | st.integers() | st.text(), max_size=4),
)


@given(entries)
def test_what_is_written_is_read_back(entry: Entry) -> None:
    """Law: parse ∘ text is the identity."""
    assert parse_entry(entry.text) == entry


@given(entries, entries)
def test_two_entries_have_one_hash_only_if_they_are_the_same(one: Entry, two: Entry) -> None:
    assert (one.hash == two.hash) == (one == two)


@pytest.mark.parametrize(
    "other",
    [
        replace(SAMPLE, seq=1),
        replace(SAMPLE, previous="1" * 64),
        replace(SAMPLE, at=AT + timedelta(seconds=1)),
        replace(SAMPLE, at=AT.astimezone(timezone(timedelta(hours=8)))),
        replace(SAMPLE, kind=EntryKind.STATED),
        replace(SAMPLE, body={"change": 4, "title": "开工。"}),
    ],
)
def test_every_part_is_in_the_hash(other: Entry) -> None:
    assert other.hash != SAMPLE.hash


def text(**changed: Any) -> str:
    """The sample's text with fields replaced."""
    return canonical_json({**json.loads(SAMPLE.text), **changed})


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "{}",
        "[]",
        "{" * 100_000,
        "[" * 100_000,
        SAMPLE.text + " ",
        SAMPLE.text.replace("开工", "\\u5f00\\u5de5"),
        text(format="sanshen/entry/2"),
        text(seq="0"),
        text(seq=True),
        text(kind="ERASED"),
        text(at="2026-03-02"),
        text(at="2026-03-02T01:00:00"),
        text(at="2026-03-02T01:00:00Z"),
        text(body=[]),
        text(body=None),
        text(more=1),
    ],
)
def test_another_spelling_or_shape_is_no_entry(wrong: str) -> None:
    assert parse_entry(SAMPLE.text) == SAMPLE
    with pytest.raises(EntryError):
        parse_entry(wrong)


def test_an_entry_knows_its_change() -> None:
    assert SAMPLE.change == 4
    assert replace(SAMPLE, body={}).change is None
    assert replace(SAMPLE, body={"change": "4"}).change is None
