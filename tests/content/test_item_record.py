"""稿件记录: the fast reading equals the slow one, and every record comes back from the store."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanshen.content.body import without_places
from sanshen.content.fast_item import read_fast
from sanshen.content.item_facts import decode_facts, encode_facts, facts_of
from sanshen.content.item_record import (
    ItemRecord,
    decode_record,
    encode_record,
    read_item,
    read_record,
    with_source,
)
from sanshen.content.source import MemorySource, blob_id
from sanshen.content.tree import load_tree
from sanshen.model.sites import ItemKind
from tests.content.sample import NEWS, PAGE, POLICY, READING, item_file, sample_files, sample_tree

ROOT = Path(__file__).resolve().parents[2]
TREE = sample_tree()
FILES = sample_files()


def without_body_places(record: ItemRecord) -> ItemRecord:
    return record._replace(body=record.body and without_places(record.body))


def read_both(path: str, data: bytes) -> ItemRecord:
    """The fast record of a file of the sample tree, after it was found equal to the slow one."""
    site, column = TREE.sites["portal"], TREE.column_of(TREE.items[path])
    record = read_record(path, blob_id(data), data, site, column)
    assert record == without_body_places(read_item(path, blob_id(data), data, site, column))
    return record


def comes_back(record: ItemRecord, data: bytes) -> None:
    stored = encode_record(record)
    assert stored is not None
    assert with_source(decode_record(stored), data) == record


def test_every_item_of_the_demo_city_is_read_fast_and_comes_back_equal() -> None:
    files = {
        str(file.relative_to(ROOT)): file.read_bytes()
        for file in (ROOT / "content").rglob("*")
        if file.is_file()
    }
    tree = load_tree(MemorySource(files))
    fast = 0
    for path, item in tree.items.items():
        site, column = tree.sites[item.site], tree.column_of(item)
        record = read_record(path, item.blob, files[path], site, column)
        assert record == without_body_places(
            read_item(path, item.blob, files[path], site, column)
        ), path
        comes_back(record, files[path])
        fast += read_fast(path, item.blob, files[path], site, column) is not None
        facts = facts_of(path, item.blob, item.site, item.column, record)
        assert decode_facts(encode_facts(facts)) == facts
    assert {item.kind for item in tree.items.values()} == set(ItemKind)
    assert fast > len(tree.items) // 2


@given(st.text(max_size=200))
def test_a_record_of_any_body_is_read_alike_and_comes_back_equal(body: str) -> None:
    """Law: decoding undoes encoding, for a page with any body (up to 200 characters)."""
    data = item_file("kind: page\ntitle: 甲", body)
    comes_back(read_both(PAGE, data), data)


@st.composite
def changed_files(draw: st.DrawFn) -> tuple[str, bytes]:
    path = draw(st.sampled_from([POLICY, READING, NEWS, PAGE]))
    data = bytearray(FILES[path])
    for _ in range(draw(st.integers(0, 2))):
        at = draw(st.integers(0, len(data)))
        cut = draw(st.sampled_from([0, 0, 1, 3, 20]))
        new = draw(
            st.binary(max_size=3)
            | st.sampled_from(
                [b"\n", b"\n---\n", b": ", b"\r\n", b"\xef\xbb\xbf", b"\xc2\x85", b"2026", b"- ",
                 "〔2025〕".encode(), b"\x00", b"\t", b"title: x\n", b"kind: policy\n", b" "]
            )
        )  # fmt: skip
        data[at : at + cut] = new
    return path, bytes(data)


@given(changed_files())
def test_a_file_changed_anywhere_is_read_alike_and_comes_back_equal(
    changed: tuple[str, bytes],
) -> None:
    """Law: fast and slow reading give equal records, findings included (up to two changes in a
    file of four kinds), and each comes back from the store."""
    comes_back(read_both(*changed), changed[1])


@pytest.mark.parametrize("path", [POLICY, READING, NEWS, PAGE])
def test_a_usual_file_is_read_fast(path: str) -> None:
    item = TREE.items[path]
    site, column = TREE.sites[item.site], TREE.column_of(item)
    assert read_fast(path, item.blob, FILES[path], site, column) == item


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("2026-04-01", "2026-01-01"),
        ("kind: normative", "kind: news"),
        ("〔2026〕", "〔2024〕"),
        ("〔2026〕", "[2026]"),
        ("title: ", "tittle: "),
        ("subject: 城乡建设\n", ""),
        ("## 一", "\x07## 一"),
    ],
)
def test_a_file_with_a_finding_is_never_read_fast(old: str, new: str) -> None:
    item = TREE.items[POLICY]
    data = FILES[POLICY].decode().replace(old, new).encode()
    site, column = TREE.sites[item.site], TREE.column_of(item)
    assert read_fast(POLICY, item.blob, data, site, column) is None
    assert read_record(POLICY, item.blob, data, site, column).findings


def test_a_body_can_be_left_out() -> None:
    record = read_both(POLICY, FILES[POLICY])
    stored = encode_record(record)
    assert stored is not None
    assert record.item is not None
    head = decode_record(stored._replace(body=b""))
    assert head == record._replace(body=None, item=record.item._replace(body=""))
