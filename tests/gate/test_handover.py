"""交接: once, of the same push only, and nothing of a push that died."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from sanshen.gate.handover import Handover, take_handover, write_handover
from sanshen.gate.house import GateHouse

HANDOVER = Handover("editor", "证书\udcff\n", "n-1", (("0" * 40, "a" * 40, "refs/for/main"),), "zh")
WRITE = (
    "import sys; from pathlib import Path\n"
    "from sanshen.gate.handover import Handover, write_handover, take_handover\n"
    "from sanshen.gate.house import GateHouse\n"
    "house = GateHouse(Path(sys.argv[1]))\n"
)


@pytest.fixture
def house(tmp_path: Path) -> GateHouse:
    """A house without anything but its folder."""
    return GateHouse(tmp_path)


def test_what_is_handed_over_is_taken_once_and_whole(house: GateHouse) -> None:
    write_handover(house, HANDOVER)
    assert take_handover(house) == HANDOVER
    assert take_handover(house) is None
    assert list(house.handover_folder.iterdir()) == []


def test_without_pre_receive_there_is_none(house: GateHouse) -> None:
    assert take_handover(house) is None


def test_the_folder_is_nobody_elses(house: GateHouse) -> None:
    write_handover(house, HANDOVER)
    assert house.handover_folder.stat().st_mode & 0o077 == 0


def child(house: GateHouse, program: str) -> str:
    """What a child of this process says; its parent is we, as for both hooks of one push."""
    command = [sys.executable, "-c", WRITE + program, str(house.folder)]
    root = Path(__file__).parents[2]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=root)
    return done.stdout.strip()


def test_two_children_of_one_push_share_it_and_those_of_another_do_not(house: GateHouse) -> None:
    child(house, "write_handover(house, Handover('editor', 'c', 'n', (), 'zh'))")
    (file,) = house.handover_folder.iterdir()
    assert file.name.startswith(f"{os.getpid()}-")
    nested = "import subprocess; print(subprocess.run([sys.executable, '-c', {!r}, sys.argv[1]], "
    nested += "capture_output=True, text=True).stdout)"
    other_push = nested.format(WRITE + "print(take_handover(house))")
    assert child(house, other_push) == "None"
    assert child(house, "print(take_handover(house).pusher)") == "editor"
    assert child(house, "print(take_handover(house))") == "None"


def test_a_process_of_the_same_number_started_later_is_another_push(house: GateHouse) -> None:
    write_handover(house, HANDOVER)
    (file,) = house.handover_folder.iterdir()
    pid, _, started = file.stem.partition("-")
    file.rename(file.with_name(f"{pid}-{int(started) - 1}.json"))
    assert take_handover(house) is None


def test_what_a_dead_push_left_is_removed_and_a_living_ones_is_not(house: GateHouse) -> None:
    dead = subprocess.Popen(["true"])
    dead.wait()
    house.handover_folder.mkdir(parents=True)
    gone = house.handover_folder / f"{dead.pid}-1.json"
    alive = house.handover_folder / f"{os.getpid()}-1.json"
    for file in (gone, alive):
        file.write_text("{}")
    write_handover(house, HANDOVER)
    assert (gone.exists(), alive.exists()) == (False, True)


@pytest.mark.parametrize("text", ["", "{", "{}", "[]"])
def test_a_handover_that_cannot_be_read_proves_nobody(house: GateHouse, text: str) -> None:
    write_handover(house, HANDOVER)
    (file,) = house.handover_folder.iterdir()
    file.write_text(text)
    with pytest.raises((ValueError, KeyError, TypeError)):
        take_handover(house)
