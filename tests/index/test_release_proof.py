"""放行清单的证明: a list that is not the ledger's is refused, and a tree it does not release."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sanshen.index.release_book import ReleaseBookError, advance
from sanshen.index.release_file import PLACE, ReleaseFile
from sanshen.index.release_proof import check_list, prove
from sanshen.model.releases import ReleasedFile
from tests.city.city import MAIN, City
from tests.city.content import INTERPRETATION, NEWS, news_text

MORE = "content/cs/dt/2026/0101-x.md"


def released(city: City) -> dict[str, ReleasedFile]:
    """Everything released, by path."""
    advance(city.repository.path)
    with closing(ReleaseFile(city.repository.path / PLACE)) as held:
        return {path: one for path, _, one in held.rows() if one is not None}


def test_the_times_are_those_of_release(city: City) -> None:
    number = city.release({NEWS: news_text("改过")})
    files = released(city)
    changed, old = files[NEWS], files[INTERPRETATION]
    assert (changed.change, changed.baseline) == (number, False)
    assert changed.published == "2026-01-05T10:00:00+08:00"
    assert changed.updated != changed.published
    assert (old.published, old.updated, old.baseline) == ("2026-01-12", "2026-01-12", True)


def test_a_deleted_item_is_not_on_the_list(city: City) -> None:
    assert NEWS in released(city)
    city.release({NEWS: None})
    assert NEWS not in released(city)


def test_nothing_under_review_is_on_the_list(city: City) -> None:
    before = released(city)
    city.submit("editor", {NEWS: news_text("在审")})
    city.submit("editor", {MORE: news_text("新稿")})
    assert released(city) == before


def row(path: str, **change: Any) -> Callable[[ReleaseFile], None]:
    """Alters the row of ``path``, which gets that of the news where it has none."""

    def alter(held: ReleaseFile) -> None:
        found = held.row(NEWS)
        assert found is not None
        assert found[2] is not None
        one = replace(found[2], path=path, **change)
        held.put(held.seq, [(path, f"100644:{one.blob}", one)], logged=False)

    return alter


def value(key: str, to: object) -> Callable[[ReleaseFile], None]:
    """Alters a named value."""
    return lambda held: held.set(key, to)


ALTERED: dict[str, Callable[[ReleaseFile], None]] = {
    "a file more": row(MORE),
    "a file less": lambda held: held.put(held.seq, [(NEWS, None, None)], logged=False),
    "another blob": row(NEWS, blob="0" * 40),
    "an earlier time": row(NEWS, published="2020-01-01"),
    "another repository": value("repository", "0" * 64),
    "an older entry": lambda held: held.set("seq", held.seq - 1),
    "another head": value("hash", "0" * 64),
    "another state": value("state", "0" * 64),
    "another commit": value("ledger_commit", "0" * 40),
}


@pytest.mark.parametrize("what", sorted(ALTERED))
def test_a_list_the_ledger_does_not_give_is_refused(city: City, tmp_path: Path, what: str) -> None:
    root, copy = city.repository.path, tmp_path / "list.sqlite"
    advance(root)
    shutil.copy(root / PLACE, copy)
    check_list(root, copy)
    with closing(ReleaseFile(copy)) as held:
        ALTERED[what](held)
    with pytest.raises(ReleaseBookError, match=r"list\.sqlite"):
        check_list(root, copy)


def test_a_list_without_a_ledger_is_refused(city: City, tmp_path: Path) -> None:
    advance(city.repository.path)
    with pytest.raises(ReleaseBookError):
        check_list(tmp_path, city.repository.path / PLACE)


@pytest.mark.parametrize("path", [NEWS, "content/cs/site.yml", "review_policy.yml"])
def test_a_tree_that_holds_a_file_otherwise_than_main_is_refused(city: City, path: str) -> None:
    """Settings are no released items, yet every page is made with them."""
    root = city.repository.path
    altered = city.commit("editor", {path: city.read(path) + b"\n"})
    for full in (False, True):
        prove(root, MAIN, full)
        with pytest.raises(ReleaseBookError, match=path):
            prove(root, altered, full)


@pytest.mark.parametrize("data", [b"", b"null", b'{"format": "sanshen/release-list/1"}', b"\xff"])
def test_a_file_that_is_no_list_is_refused_with_its_name(
    city: City, tmp_path: Path, data: bytes
) -> None:
    file = tmp_path / "list.sqlite"
    file.write_bytes(data)
    with pytest.raises(ReleaseBookError, match=r"list\.sqlite"):
        check_list(city.repository.path, file)
    with pytest.raises(ReleaseBookError, match=r"none\.sqlite"):
        check_list(city.repository.path, tmp_path / "none.sqlite")
