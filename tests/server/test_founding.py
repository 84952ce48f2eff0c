"""Founding: a city from fit content, and nothing at all from unfit content."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from pathlib import Path

import pytest

from sanshen.content.source import MemorySource
from sanshen.gate.house import GateHouse
from sanshen.gitio.ssh import fingerprint
from sanshen.model.changes import ChangeClass, class_of
from sanshen.model.stops import Stop
from sanshen.policy.load import PolicyError
from sanshen.server.founding import FoundingError, found_city
from tests.city.city import START, City
from tests.city.content import DOCUMENT, INTERPRETATION, NEWS, city_files, news_text
from tests.walks.office import Done, run, sanshen


def public(keys: Mapping[str, Path]) -> dict[str, str]:
    """The public halves."""
    return {person: key.with_name(f"{person}.pub").read_text() for person, key in keys.items()}


def test_a_founded_city_verifies_and_holds_the_guards_files_only(founded_city: City) -> None:
    state = founded_city.state()
    assert (state.seq, sorted(state.changes), state.released) == (1, [0], {})
    assert state.changes[0].klass is ChangeClass.BASELINE
    assert {NEWS, DOCUMENT, INTERPRETATION} <= state.changes[0].paths
    assert all(class_of(path) is ChangeClass.GUARD for path in founded_city.main_files())
    assert founded_city.verify().findings == ()


def test_founding_tells_the_id_the_keys_fingerprint_and_the_items(
    tmp_path: Path, city_keys: Mapping[str, Path]
) -> None:
    founded = found_city(tmp_path / "house", MemorySource(city_files()), public(city_keys), START)
    city = City(tmp_path / "house", city_keys)
    assert founded.repository_id == city.state().repository
    assert founded.gate_fingerprint == fingerprint(city.state().gate_key)
    assert founded.baseline_items == 3
    assert city.state().hashes[0] == founded.repository_id


def test_the_gates_key_and_memory_are_the_gates_alone(founded_city: City) -> None:
    house = founded_city.house
    assert stat.S_IMODE(house.gate_folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(house.key.stat().st_mode) == 0o600
    assert not house.key.is_relative_to(house.repository.path)
    for hook in ("pre-receive", "proc-receive"):
        assert os.access(house.repository.path / "hooks" / hook, os.X_OK)
    assert house.repository.text("config", "receive.procReceiveRefs") == "refs/"


def test_every_key_given_is_registered_and_without_keys_nobody_can_sign(
    tmp_path: Path, city_keys: Mapping[str, Path], founded_city: City
) -> None:
    people = founded_city.state().policy_in_force().people
    assert all(people[person].keys for person in city_keys)
    found_city(tmp_path / "bare", MemorySource(city_files()), {}, START)
    keyless = City(tmp_path / "bare", {}).state().policy_in_force().people
    assert not any(person.keys for person in keyless.values())


def test_old_times_come_from_the_register_and_what_it_does_not_name_waits(
    tmp_path: Path, city_keys: Mapping[str, Path]
) -> None:
    unnamed = "content/cs/dt/2026/0106-wu.md"
    files = city_files() | {unnamed: news_text("没有登记时间的").encode()}
    city = City.found(tmp_path / "house", city_keys, files)
    legacy = city.state().changes[0].legacy
    assert legacy is not None
    assert legacy[NEWS] == "2026-01-05T10:00:00+08:00"
    assert legacy[INTERPRETATION] == "2026-01-12"
    assert legacy[unnamed] is None
    city.sign_baseline()
    assert unnamed not in city.state().released
    assert NEWS in city.state().released


def broken(**changes: bytes | None) -> dict[str, bytes]:
    """The city's files with some replaced or gone."""
    files = city_files()
    for path, data in changes.items():
        if data is None:
            del files[path]
        else:
            files[path] = data
    return files


UNFIT = {
    "item": ({NEWS: b"---\nkind: news\n---\n\nx\n"}, FoundingError),
    "site": ({"content/cs/site.yml": b"name: x\n"}, FoundingError),
    "role for nobody": ({"content/cs/dt/column.yml": None}, FoundingError),
    "no policy": ({"review_policy.yml": None}, PolicyError),
    "empty policy": ({"review_policy.yml": b""}, PolicyError),
    "register": ({"registry/legacy/cs.yml": b"from: x\nitems: 3\n"}, FoundingError),
}


@pytest.mark.parametrize("unfit", sorted(UNFIT))
def test_unfit_content_founds_nothing_and_leaves_nothing_behind(
    tmp_path: Path, city_keys: Mapping[str, Path], unfit: str
) -> None:
    changes, error = UNFIT[unfit]
    with pytest.raises(error) as caught:
        found_city(tmp_path / "house", MemorySource(broken(**changes)), {}, START)
    assert isinstance(caught.value, Stop)
    assert caught.value.findings
    assert list(tmp_path.iterdir()) == []


def test_a_key_for_somebody_unknown_founds_nothing(
    tmp_path: Path, city_keys: Mapping[str, Path]
) -> None:
    key = city_keys["editor"].with_name("editor.pub").read_text()
    with pytest.raises(Stop):
        found_city(tmp_path / "house", MemorySource(city_files()), {"nobody": key}, START)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "house").mkdir()
    (tmp_path / "house" / "mine.txt").write_text("mine")
    with pytest.raises(FoundingError, match="not empty"):
        found_city(tmp_path / "house", MemorySource(city_files()), {}, START)
    assert [f.name for f in (tmp_path / "house").iterdir()] == ["mine.txt"]


def test_an_empty_folder_and_an_interrupted_founding_are_no_obstacle(
    tmp_path: Path, city_keys: Mapping[str, Path]
) -> None:
    (tmp_path / "house").mkdir()
    left = tmp_path / ".house.founding" / "gate"
    left.mkdir(parents=True)
    City.found(tmp_path / "house", city_keys)
    assert [f.name for f in tmp_path.iterdir()] == ["house"]


def test_a_city_without_a_single_item_is_not_founded(
    tmp_path: Path, city_keys: Mapping[str, Path]
) -> None:
    """Nothing to sign in the baseline most often means that the wrong folder was named."""
    files = {p: d for p, d in city_files().items() if not p.endswith(".md") and "legacy" not in p}
    with pytest.raises(FoundingError) as caught:
        City.found(tmp_path / "house", city_keys, files)
    assert [f.code for f in caught.value.findings] == ["T113"]
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The test city's files in a git folder."""
    folder = tmp_path / "from"
    for path, data in city_files().items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    assert run(folder, "git", "init", "--quiet").code == 0
    return folder


def init(folder: Path, house: Path, *words: str | Path) -> Done:
    """``server init``."""
    return sanshen(folder, "server", "init", house, "--from", folder, *words)


def test_server_init_founds_and_prints_what_has_to_be_filed(
    tmp_path: Path, folder: Path, city_keys: Mapping[str, Path]
) -> None:
    (tmp_path / "keys").mkdir()
    for person, text in public(city_keys).items():
        (tmp_path / "keys" / f"{person}.pub").write_text(text)
    done = init(folder, tmp_path / "house", "--keys", tmp_path / "keys")
    assert done.code == 0, done.output
    house = GateHouse(tmp_path / "house")
    assert City(house.folder, city_keys).state().repository in done.output
    assert fingerprint(house.key.with_suffix(".pub").read_text()) in done.output


def test_server_init_on_unfit_content_prints_the_findings_and_leaves_nothing(
    tmp_path: Path, folder: Path
) -> None:
    (folder / NEWS).write_text("---\nkind: news\ntitle： 一\n---\n", encoding="utf-8")
    done = init(folder, tmp_path / "house")
    assert (done.code, f"{NEWS}:3:6: Y120" in done.output) == (1, True), done.output
    (folder / "review_policy.yml").unlink()
    done = init(folder, tmp_path / "house")
    assert (done.code, "P101" in done.output) == (2, True), done.output
    assert [f.name for f in tmp_path.iterdir()] == ["from"]
