"""输出清单: one sum for a set of files, whatever the order and the way it came about."""

from __future__ import annotations

import hashlib
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanshen.output.manifest import FORMAT, Manifest, file_number, parse_manifest

DIGESTS = st.integers(0, 50).map(lambda n: hashlib.sha256(str(n).encode()).hexdigest())
ROWS = st.dictionaries(st.text("ab/é", min_size=1, max_size=6), DIGESTS, max_size=12)


@given(old=ROWS, new=ROWS)
def test_following_every_change_gives_the_manifest_of_the_result(
    old: dict[str, str], new: dict[str, str]
) -> None:
    manifest = Manifest.of(old.items())
    paths = [*(old.keys() | new.keys())]
    random.Random(0).shuffle(paths)
    for path in paths:
        manifest = manifest.changed(path, old.get(path, ""), new.get(path, ""))
    assert manifest == Manifest.of(new.items())
    assert manifest.digest == Manifest.of(reversed(new.items())).digest
    assert (manifest.digest == Manifest.of(old.items()).digest) == (old == new)


@given(rows=ROWS, cut=st.integers(0, 12))
def test_parts_of_a_tree_add_up_in_any_grouping(rows: dict[str, str], cut: int) -> None:
    items = list(rows.items())
    first, second = Manifest.of(items[:cut]), Manifest.of(items[cut:])
    whole = Manifest.of(items)
    assert first.plus(second) == second.plus(first) == whole
    assert whole.minus(second) == first
    assert Manifest().minus(whole).plus(whole) == Manifest()


@given(rows=ROWS)
def test_a_manifest_survives_as_text(rows: dict[str, str]) -> None:
    manifest = Manifest.of(rows.items())
    assert parse_manifest(manifest.text()) == manifest
    for text in ("", "1", "x:1", f" {manifest.text()}", f"{manifest.text()}_0", "1:-1"):
        with pytest.raises(ValueError):
            parse_manifest(text)


def test_the_digest_is_the_one_that_is_written_down() -> None:
    """Worked out here by hand: whoever has the files can do it without this program."""
    rows = {"index.html": "11" * 32, "a/b.html": "22" * 32}
    total = 0
    for path, sha256 in rows.items():
        data = hashlib.shake_128((sha256 + path).encode()).digest(512)
        total += sum(byte << 8 * place for place, byte in enumerate(data))
    total %= 2**4096
    text = b"sanshen/manifest/2\n" + b"00000000000000000002\n" + total.to_bytes(512, "little")
    assert FORMAT == "sanshen/manifest/2"
    assert Manifest.of(rows.items()).digest == hashlib.sha256(text).hexdigest()


def test_a_path_cannot_be_moved_into_the_digest_or_the_other_way_round() -> None:
    assert file_number("ab", "0" * 64) != file_number("b", "0" * 63 + "a")
    assert file_number("a", "0" * 64) != file_number("A", "0" * 64)


def test_a_difference_has_no_digest() -> None:
    with pytest.raises(OverflowError):
        _ = Manifest().changed("a", "0" * 64, "").digest
