"""把关所在: where things lie, and files written whole or not at all."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sanshen.gate.house import GateHouse, HouseError, house_of, write_json
from tests.city.city import City


def test_a_repository_knows_the_house_it_lies_in(city: City, tmp_path: Path) -> None:
    house = house_of(city.repository.path)
    assert house.folder == city.folder.resolve()
    link = tmp_path / "link.git"
    link.symlink_to(city.repository.path)
    assert house_of(link) == house


def test_a_repository_without_a_gate_key_beside_it_is_in_no_house(
    city: City, tmp_path: Path
) -> None:
    with pytest.raises(HouseError, match="no gate key"):
        house_of(tmp_path / "none" / "city.git")
    city.house.key.unlink()
    with pytest.raises(HouseError, match=str(city.folder)):
        house_of(city.repository.path)


def test_key_and_memory_lie_outside_the_repository_and_are_nobody_elses(city: City) -> None:
    house, inside = city.house, city.repository.path
    for file in (house.key, house.head_file, house.handover_folder):
        assert not file.is_relative_to(inside)
        assert file.is_relative_to(house.gate_folder)
    assert house.gate_folder.stat().st_mode & 0o077 == 0
    assert house.key.stat().st_mode & 0o077 == 0


def test_json_is_written_whole_and_leaves_nothing_else(tmp_path: Path) -> None:
    file = tmp_path / "x.json"
    write_json(file, {"seq": 1})
    write_json(file, {"b": "字\udcff", "a": [1]})
    assert json.loads(file.read_text()) == {"a": [1], "b": "字\udcff"}
    assert list(tmp_path.iterdir()) == [file]


def test_json_that_cannot_be_written_leaves_the_old(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "x.json"
    write_json(file, {"seq": 1})

    def full(_: int) -> None:
        raise OSError("no space left")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="no space"):
        write_json(file, {"seq": 2})
    assert json.loads(file.read_text()) == {"seq": 1}


def test_a_house_is_its_folder() -> None:
    assert GateHouse(Path("/a")) == GateHouse(Path("/a"))
    assert GateHouse(Path("/a")).repository.path == Path("/a/city.git")
