"""记录库: what is stored comes back; what is damaged is told and made anew."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanshen.content import reading
from sanshen.content.item_record import ItemRecord, read_record
from sanshen.content.records import Columns, Record, RecordKey, RecordStore, context_digest
from sanshen.content.source import MemorySource
from sanshen.content.tree import load_tree
from tests.content.sample import NEWS, POLICY, sample_files, sample_tree

KEY = RecordKey("a" * 40, "v1", "c")
RECORD = Record(b"f", "甲".encode(), b"\x00b")


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The paths of the items that are read and parsed, not found in the store."""
    seen: list[str] = []

    def reading_it(path: str, *others: Any) -> ItemRecord:
        seen.append(path)
        return read_record(path, *others)

    monkeypatch.setattr(reading, "read_record", reading_it)
    return seen


def test_what_was_saved_is_loaded_after_reopening(tmp_path: Path) -> None:
    with RecordStore(tmp_path / "r.sqlite") as store:
        store.save({KEY: RECORD})
    with RecordStore(tmp_path / "r.sqlite") as store:
        assert store.load([KEY]) == {KEY: RECORD}
        assert store.notes == ()


@pytest.mark.parametrize("field", RecordKey._fields)
def test_every_part_of_the_key_counts(tmp_path: Path, field: str) -> None:
    with RecordStore(tmp_path / "r.sqlite") as store:
        store.save({KEY: RECORD})
        assert store.load([KEY._replace(**{field: "other"})]) == {}


def test_more_keys_than_one_query_takes_are_loaded(tmp_path: Path) -> None:
    keys = [KEY._replace(context=str(number)) for number in range(1001)]
    with RecordStore(tmp_path / "r.sqlite") as store:
        records = {key: Record(header=b"%d" % number) for number, key in enumerate(keys)}
        store.save(records)
        assert store.load(keys) == records


@pytest.mark.parametrize(
    "damage", [b"this is no database" * 100, b"SQLite format 3\0" + b"\xff" * 5000]
)
def test_a_file_that_is_no_store_is_rebuilt_and_told(tmp_path: Path, damage: bytes) -> None:
    file = tmp_path / "r.sqlite"
    file.write_bytes(damage)
    with RecordStore(file) as store:
        assert len(store.notes) == 1
        assert str(file) in store.notes[0]
        store.save({KEY: RECORD})
        assert store.load([KEY]) == {KEY: RECORD}


def test_a_store_of_another_format_is_rebuilt_and_told(tmp_path: Path) -> None:
    file = tmp_path / "r.sqlite"
    with sqlite3.connect(file) as database:
        database.execute("PRAGMA user_version=99")
    database.close()
    with RecordStore(file, "en") as store:
        assert "rebuilt" in store.notes[0]


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE heads SET header = header || x'00'",
        "UPDATE heads SET facts = 'text'",
        "UPDATE heads SET header = zeroblob(3)",
        "UPDATE bodies SET body = replace(body, 'b', 'c')",
        "UPDATE bodies SET body = x''",
    ],
)
def test_a_damaged_row_is_not_believed_and_told(tmp_path: Path, damage: str) -> None:
    file = tmp_path / "r.sqlite"
    with RecordStore(file) as store:
        store.save({KEY: RECORD})
    with sqlite3.connect(file) as database:
        changed = database.execute(damage).rowcount
    database.close()
    with RecordStore(file) as store:
        assert (store.load([KEY]) == {}) == bool(changed)
        assert len(store.notes) == changed


def test_a_row_under_the_key_of_another_is_not_believed(tmp_path: Path) -> None:
    file = tmp_path / "r.sqlite"
    other = KEY._replace(blob="b" * 40)
    with RecordStore(file) as store:
        store.save({KEY: RECORD, other: Record(header=b"x")})
    with sqlite3.connect(file) as database:
        database.execute("UPDATE heads SET id = -id")
        database.execute("UPDATE heads SET id = 3 + id")
    database.close()
    with RecordStore(file) as store:
        assert store.load([KEY, other]) == {}
        assert store.load([KEY], Columns.HEADER) == {KEY: Record(header=RECORD.header)}


@pytest.mark.parametrize("columns", Columns)
def test_only_the_columns_asked_for_are_filled(tmp_path: Path, columns: Columns) -> None:
    with RecordStore(tmp_path / "r.sqlite") as store:
        store.save({KEY: RECORD})
        (found,) = store.load([KEY], columns).values()
    wanted = columns.value
    assert found == Record(*(getattr(RECORD, n) if n in wanted else b"" for n in Record._fields))


def test_saving_again_replaces(tmp_path: Path) -> None:
    with RecordStore(tmp_path / "r.sqlite") as store:
        store.save({KEY: Record(header=b"old"), KEY._replace(blob="b" * 40): RECORD})
        store.save_many([(KEY, RECORD)])
        assert store.load([KEY]) == {KEY: RECORD}
        assert len(dict(store.load_many([KEY, KEY._replace(blob="b" * 40)]))) == 2


def test_rows_of_older_renderers_can_be_forgotten(tmp_path: Path) -> None:
    with RecordStore(tmp_path / "r.sqlite") as store:
        store.save({KEY: RECORD, KEY._replace(renderer="v0"): Record()})
        assert store.forget_others("v1") == 1
        assert store.load([KEY]) == {KEY: RECORD}


def test_a_tree_from_the_store_is_equal_and_no_item_is_parsed(
    tmp_path: Path, parsed: list[str]
) -> None:
    with RecordStore(tmp_path / "r.sqlite") as store:
        first = load_tree(MemorySource(sample_files()), store)
        assert POLICY in parsed
        parsed.clear()
        assert load_tree(MemorySource(sample_files()), store) == first
    assert parsed == []
    assert first == sample_tree()
    assert first.findings == ()


def test_only_the_changed_item_is_read_again(tmp_path: Path, parsed: list[str]) -> None:
    with RecordStore(tmp_path / "r.sqlite") as store:
        load_tree(MemorySource(sample_files()), store)
        files = sample_files()
        files[NEWS] += "补充一段。\n".encode()
        parsed.clear()
        tree = load_tree(MemorySource(files), store)
    assert parsed == [NEWS]
    assert tree == load_tree(MemorySource(files))


def test_a_changed_column_makes_its_items_be_read_again(tmp_path: Path, parsed: list[str]) -> None:
    with RecordStore(tmp_path / "r.sqlite") as store:
        load_tree(MemorySource(sample_files()), store)
        files = sample_files()
        path = "content/portal/zwgk/gfxwj/column.yml"
        files[path] = files[path].replace(b"normative", b"policy")
        parsed.clear()
        tree = load_tree(MemorySource(files), store)
    assert POLICY in parsed
    assert tree == load_tree(MemorySource(files))
    assert any(found.path == POLICY for found in tree.findings)


@given(st.lists(st.text(max_size=5), max_size=4), st.lists(st.text(max_size=5), max_size=4))
def test_different_inputs_have_different_digests(one: list[str], other: list[str]) -> None:
    """Law: context digests are equal exactly when the inputs are (lists of up to 4 short texts)."""
    assert (context_digest(*one) == context_digest(*other)) == (one == other)
