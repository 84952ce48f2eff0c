"""稿件记录: every record that can be made comes back equal from the store's form."""

from __future__ import annotations

import json
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from sanshen.content.item_record import decode_record, encode_record, read_item
from sanshen.content.source import MemorySource, blob_id
from sanshen.content.tree import load_tree
from sanshen.model.sites import ItemKind
from tests.content.sample import PAGE, item_file, sample_tree

ROOT = Path(__file__).resolve().parents[2]
TREE = sample_tree()


def test_every_item_of_the_demo_city_comes_back_equal() -> None:
    files = {
        str(file.relative_to(ROOT)): file.read_bytes()
        for file in (ROOT / "content").rglob("*")
        if file.is_file()
    }
    tree = load_tree(MemorySource(files))
    for path, item in tree.items.items():
        record = read_item(
            path, item.blob, files[path], tree.sites[item.site], tree.column_of(item)
        )
        value = encode_record(record)
        assert value is not None, path
        assert decode_record(json.loads(json.dumps(value))) == record
    assert {item.kind for item in tree.items.values()} == set(ItemKind)


@given(st.text(max_size=200))
def test_a_record_of_any_body_comes_back_equal(body: str) -> None:
    """Law: decoding undoes encoding, for a page with any body (up to 200 characters)."""
    data = item_file("kind: page\ntitle: 甲", body)
    column = TREE.columns["portal", "gywz"]
    record = read_item(PAGE, blob_id(data), data, TREE.sites["portal"], column)
    value = encode_record(record)
    assert value is not None
    assert decode_record(json.loads(json.dumps(value))) == record
