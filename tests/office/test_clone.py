"""本地克隆: whose it is, which repository it joined, and what it says when it is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from sanshen.gitio.repository import Repository
from sanshen.gitio.writing import Identity as Signature
from sanshen.gitio.writing import write_commit, write_tree
from sanshen.office.clone import (
    CloneError,
    fetch,
    identity_of,
    open_clone,
    read_joined_state,
    setting,
)
from tests.city.city import City
from tests.city.content import NEWS, news_text
from tests.walks.office import Office, run

FETCHED_LEDGER = "refs/remotes/origin/ledger"


def test_the_clone_around_a_folder_is_found_from_below(office: Office) -> None:
    desk = office.desk("editor")
    below = desk.folder / "content" / "cs"
    assert open_clone(below).path.resolve() == desk.folder.resolve()


def test_a_folder_outside_any_clone_and_one_that_is_not_there_are_refused(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "none"):
        with pytest.raises(CloneError) as caught:
            open_clone(folder)
        assert caught.value.key == "clone.not-a-clone"


def test_a_setting_that_is_not_there_is_empty(office: Office) -> None:
    repository = office.desk("editor").repository
    assert setting(repository, "sanshen.person") == "editor"
    assert setting(repository, "sanshen.nothing") == ""


def test_a_clone_acts_for_whom_it_joined_and_for_nobody_before(
    office: Office, tmp_path: Path
) -> None:
    identity = identity_of(office.desk("editor").repository)
    assert (identity.person, identity.key) == ("editor", office.city.keys["editor"])
    plain = tmp_path / "plain"
    assert run(tmp_path, "git", "clone", "-q", office.address, plain).code == 0
    with pytest.raises(CloneError) as caught:
        identity_of(Repository(plain))
    assert caught.value.key == "clone.not-joined"


def test_fetching_brings_the_newest_state_and_says_when_it_cannot(office: Office) -> None:
    repository = office.desk("editor").repository
    office.city.submit("colleague", {NEWS: news_text("甲")})
    assert sorted(read_joined_state(repository).changes) == [0]
    fetch(repository)
    assert sorted(read_joined_state(repository).changes) == [0, 1]
    repository.run("remote", "set-url", "origin", "/nowhere-at-all")
    with pytest.raises(CloneError) as caught:
        fetch(repository)
    assert caught.value.key == "clone.no-fetch"
    assert "nowhere" in str(caught.value.values["reason"])


def test_an_unreadable_ledger_is_refused(office: Office) -> None:
    repository = office.desk("editor").repository
    tree = write_tree(repository, FETCHED_LEDGER, {"entries/0000/0000001.entry": None})
    by = Signature("x", "x@y.example", office.city.now)
    repository.run("update-ref", FETCHED_LEDGER, write_commit(repository, tree, (), "x", by))
    with pytest.raises(CloneError) as caught:
        read_joined_state(repository)
    assert caught.value.key == "clone.bad-ledger"


def test_another_city_at_the_same_address_is_refused(
    office: Office, tmp_path: Path, city_keys: dict[str, Path]
) -> None:
    repository = office.desk("editor").repository
    other = City.found(tmp_path / "other", city_keys)
    repository.run("remote", "set-url", "origin", str(other.repository.path))
    repository.run("fetch", "-q", "--force", "origin", "+refs/heads/*:refs/remotes/origin/*")
    with pytest.raises(CloneError) as caught:
        read_joined_state(repository)
    assert caught.value.key == "clone.other-repository"
