"""放行清单: it says what the ledger says, or it is refused."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from sanshen.content.source import TreeSource
from sanshen.publish.release_list import (
    FORMAT,
    ReleaseList,
    ReleaseListError,
    check_release_list,
    check_source,
    load_release_list,
    release_list_of,
    render_release_list,
)
from tests.city.city import MAIN, City
from tests.city.content import INTERPRETATION, NEWS, news_text


@pytest.fixture
def city(signed_template: City, tmp_path: Path) -> City:
    """A city of one's own, its baseline released."""
    return signed_template.copy(tmp_path / "house")


def main_of(city: City) -> TreeSource:
    """What a site would be built from."""
    return TreeSource(city.repository, MAIN)


def written(tmp_path: Path, listing: ReleaseList) -> Path:
    file = tmp_path / "list.json"
    file.write_text(render_release_list(listing), encoding="utf-8")
    return file


def test_a_list_is_read_as_it_was_written(city: City, tmp_path: Path) -> None:
    listing = release_list_of(city.state())
    assert load_release_list(written(tmp_path, listing)) == listing
    assert render_release_list(listing) == render_release_list(release_list_of(city.state()))


def test_the_list_of_the_ledger_is_right_and_its_times_are_those_of_release(city: City) -> None:
    number = city.release({NEWS: news_text("改过")})
    state = city.state()
    listing = release_list_of(state)
    check_release_list(city.repository.path, listing)
    changed, old = listing.files[NEWS], listing.files[INTERPRETATION]
    assert (changed.change, changed.baseline) == (number, False)
    assert changed.published == "2026-01-05T10:00:00+08:00"
    assert changed.updated != changed.published
    assert (old.published, old.updated, old.baseline) == ("2026-01-12", "2026-01-12", True)


def test_a_deleted_item_is_not_on_the_list(city: City) -> None:
    city.release({NEWS: None})
    assert NEWS not in release_list_of(city.state()).files


def test_nothing_under_review_is_on_the_list(city: City) -> None:
    before = release_list_of(city.state()).files
    city.submit(
        "editor",
        {
            NEWS: news_text("在审"),
        },
    )
    assert release_list_of(city.state()).files == before


MORE = "content/cs/dt/2026/0101-x.md"


def with_file(listing: ReleaseList, path: str, **change: str) -> ReleaseList:
    """The list with one file altered or added."""
    return replace(listing, files={**listing.files, path: replace(listing.files[NEWS], **change)})


def without_file(listing: ReleaseList) -> ReleaseList:
    """The list with one file less."""
    return replace(listing, files={p: f for p, f in listing.files.items() if p != NEWS})


ALTERED = {
    "a file more": lambda x: with_file(x, MORE),
    "a file less": without_file,
    "another blob": lambda x: with_file(x, NEWS, blob="0" * 40),
    "an earlier time": lambda x: with_file(x, NEWS, published="2020-01-01"),
    "another repository": lambda x: replace(x, repository="0" * 64),
    "an older entry": lambda x: replace(x, ledger_seq=x.ledger_seq - 1),
    "another head": lambda x: replace(x, ledger_hash="0" * 64),
    "another state": lambda x: replace(x, state="0" * 64),
}


@pytest.mark.parametrize("what", sorted(ALTERED))
def test_a_list_the_ledger_does_not_give_is_refused(city: City, what: str) -> None:
    listing = ALTERED[what](release_list_of(city.state()))
    with pytest.raises(ReleaseListError):
        check_release_list(city.repository.path, listing)


def test_a_list_without_a_ledger_is_refused(city: City, tmp_path: Path) -> None:
    with pytest.raises(ReleaseListError):
        check_release_list(tmp_path, release_list_of(city.state()))


@pytest.mark.parametrize("path", [NEWS, "content/cs/site.yml", "review_policy.yml"])
def test_a_source_that_holds_a_file_otherwise_than_main_is_refused(city: City, path: str) -> None:
    """Settings are no released items, yet every page is made with them."""
    check_source(city.repository.path, main_of(city))
    altered = city.commit("editor", {path: city.read(path) + b"\n"})
    with pytest.raises(ReleaseListError, match=path):
        check_source(city.repository.path, TreeSource(city.repository, altered))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "[]",
        "{}",
        json.dumps({"format": "another/1"}),
        json.dumps({"format": FORMAT}),
        json.dumps({"format": FORMAT, "repository": "r", "ledger": {"seq": 1, "hash": "h"},
                    "state": "s", "files": [{"path": "p"}]}),
    ],
)  # fmt: skip
def test_a_text_that_is_no_list_is_refused_with_the_file(tmp_path: Path, text: str) -> None:
    file = tmp_path / "list.json"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ReleaseListError, match=r"list\.json"):
        load_release_list(file)


def test_a_missing_and_an_unreadable_list_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ReleaseListError, match=r"none\.json"):
        load_release_list(tmp_path / "none.json")
    (tmp_path / "bytes.json").write_bytes(b"\xff\xfe")
    with pytest.raises(ReleaseListError, match=r"bytes\.json"):
        load_release_list(tmp_path / "bytes.json")
