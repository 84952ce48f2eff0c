"""把关: when it acts and when it stops; each G finding with its passing twin."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sanshen.gate.gate import STANDSTILL, GateStopped, open_gate
from sanshen.gate.release import open_recovered, recover
from sanshen.gitio.repository import Repository
from sanshen.gitio.writing import Identity, write_blob, write_commit, write_tree
from sanshen.ledger.book import GATE_EMAIL, seal, write_entry
from sanshen.model.entries import FIRST_PREVIOUS, Entry, EntryKind
from sanshen.model.statements import Stage
from sanshen.review.state import ReviewState
from tests.city.city import LEDGER, MAIN, REVIEWERS, City
from tests.city.content import NEWS, news_text


def snapshot(city: City) -> Mapping[str, str]:
    """Every reference and the gate's memory: what a stopped gate must leave as it was."""
    rows = city.repository.text("for-each-ref", "--format=%(refname) %(objectname)").splitlines()
    references = dict(row.split(" ") for row in rows)
    memory = city.house.head_file
    return {**references, "memory": memory.read_text() if memory.exists() else ""}


def stops(city: City, code: str, now: datetime | None = None) -> str:
    """Opening stops with this finding and changes nothing; the values of the finding."""
    before = snapshot(city)
    with (
        pytest.raises(GateStopped) as stopped,
        open_recovered(city.house, now or city.tick()),
    ):
        pytest.fail("the gate is open")
    assert snapshot(city) == before
    assert (stopped.value.finding.code, stopped.value.findings) == (
        code, (stopped.value.finding,),
    )  # fmt: skip
    return str(dict(stopped.value.finding.args))


def test_an_untouched_city_opens_and_remembers_its_head(city: City) -> None:
    city.house.head_file.unlink()
    with open_recovered(city.house, city.tick()) as gate:
        assert gate.state.seq == 6
    state = city.state()
    memory = json.loads(city.house.head_file.read_text())
    assert memory == {"seq": 6, "hash": state.head}


def test_an_entry_is_chained_signed_dated_and_remembered(city: City) -> None:
    number = city.submit("editor", {NEWS: news_text("甲")})
    state = city.state()
    assert state.changes[number].submitted_at == city.now
    assert json.loads(city.house.head_file.read_text()) == {"seq": 7, "hash": state.head}
    assert city.verify().findings == ()


# G101


@pytest.mark.parametrize("behind", [timedelta(minutes=1), timedelta(days=400)])
def test_a_clock_that_runs_backwards_stops_the_gate(city: City, behind: timedelta) -> None:
    last = city.state().at
    assert last is not None
    said = stops(city, "G101", last - behind)
    assert last.isoformat() in said
    with open_recovered(city.house, last):
        assert city.state().at == last


def test_a_clock_a_little_behind_stands_still(city: City) -> None:
    last = city.state().at
    assert last is not None
    with open_recovered(city.house, last - STANDSTILL) as gate:
        assert gate.at == last
    city.now = last - STANDSTILL - timedelta(minutes=1)
    city.submit("editor", {NEWS: news_text("甲")})
    assert city.state().at == last
    assert city.verify().findings == ()
    stops(city, "G101", last - STANDSTILL - timedelta(seconds=1))


def test_a_backward_clock_stops_before_a_broken_off_release_goes_on(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    city.clear_secrecy(number := city.submit("editor", {NEWS: news_text("甲")}))
    for person, stage in REVIEWERS[:2]:
        city.approve(person, number, stage)
    last = city.state().at
    assert last is not None
    monkeypatch.setattr("sanshen.gate.release.fault", _raise_at("release.announced"))
    with pytest.raises(KeyboardInterrupt):
        city.approve("final", number, Stage.FINAL)
    monkeypatch.undo()
    stops(city, "G101", last - timedelta(hours=1))
    assert "甲" not in city.read(NEWS).decode()


def _raise_at(wanted: str) -> Callable[[str], None]:
    def fault(point: str) -> None:
        if point == wanted:
            raise KeyboardInterrupt(point)

    return fault


def test_time_spent_waiting_for_the_lock_is_added(city: City) -> None:
    """The clock of a gate is never before the moment it was called with."""
    now = city.tick() + timedelta(microseconds=1)
    with open_gate(city.house, now) as gate:
        assert now <= gate.now < now + timedelta(seconds=30)
        assert gate.at == now.replace(microsecond=0)


def test_entries_are_dated_in_whole_seconds_of_utc(city: City) -> None:
    zone = datetime(2026, 3, 3, 8, 0, 0, 999_999).astimezone(UTC).tzinfo
    with open_gate(city.house, datetime(2026, 3, 3, 8, 0, 0, 500_000, tzinfo=zone)) as gate:
        assert gate.at == datetime(2026, 3, 3, 8, 0, 0, tzinfo=UTC)


# G102


def _write_main(city: City, text: bytes) -> None:
    repository, base = city.repository, city.repository.resolve(MAIN)
    tree = write_tree(repository, base, {NEWS: ("100644", write_blob(repository, text))})
    by = Identity("gate", GATE_EMAIL, city.now)
    commit = write_commit(repository, tree, (base,), "x\n", by)
    repository.run("update-ref", MAIN, commit)


def test_main_that_is_not_what_the_ledger_says_stops_the_gate(city: City) -> None:
    right = city.repository.resolve(MAIN)
    _write_main(city, b"unreviewed")
    assert "'entry': '6'" in stops(city, "G102")
    city.repository.run("update-ref", MAIN, right)
    with open_recovered(city.house, city.tick()) as gate:
        assert gate.state.seq == 6


def test_main_that_is_gone_stops_the_gate(city: City) -> None:
    city.repository.run("update-ref", "-d", MAIN)
    stops(city, "G102")


# G103


def test_a_ledger_rewound_under_the_gate_stops_it(city: City) -> None:
    right = city.repository.resolve(LEDGER)
    city.repository.run("update-ref", LEDGER, f"{LEDGER}^")
    assert "'entry': '6'" in stops(city, "G103")
    city.repository.run("update-ref", LEDGER, right)
    with open_recovered(city.house, city.tick()):
        assert city.state().seq == 6


def test_main_and_ledger_rewound_together_stop_the_gate(city: City) -> None:
    city.release({NEWS: news_text("甲")})
    city.repository.run("update-ref", MAIN, f"{MAIN}^")
    city.repository.run("update-ref", LEDGER, f"{LEDGER}~7")
    assert city.verify().findings == ()
    stops(city, "G103")


def test_a_ledger_replaced_by_a_valid_one_stops_the_gate(city: City) -> None:
    other = city.copy(city.folder.with_name("other"))
    city.submit("editor", {NEWS: news_text("甲")})
    other.submit("editor", {NEWS: news_text("乙")})
    city.repository.run("fetch", "-q", str(other.repository.path), f"+{LEDGER}:{LEDGER}")
    assert city.verify().findings == ()
    stops(city, "G103")


def test_an_entry_that_somebody_else_signed_stops_the_gate(city: City) -> None:
    state, head = city.state(), city.repository.resolve(LEDGER)
    entry = Entry(state.seq + 1, state.head, city.now, EntryKind.STATED, {"change": 0})
    commit = write_entry(city.repository, head, seal(entry, city.keys["editor"]))
    city.repository.run("update-ref", LEDGER, commit)
    assert "'entry': '7'" in stops(city, "G103")


def test_an_entry_the_gate_signed_and_could_not_remember_is_its_own(city: City) -> None:
    """It was killed between moving the ledger and writing its memory."""
    memory = city.house.head_file.read_text()
    city.submit("editor", {NEWS: news_text("甲")})
    after = city.house.head_file.read_text()
    city.house.head_file.write_text(memory)
    with open_recovered(city.house, city.tick()) as gate:
        assert gate.state.seq == 7
    assert city.house.head_file.read_text() == after


def test_without_memory_every_signature_counts(city: City) -> None:
    city.house.head_file.unlink()
    key = city.house.key.with_suffix(".pub").read_text()
    with open_recovered(city.house, city.tick()) as gate:
        assert gate.state.gate_key in key
    other = city.copy(city.folder.with_name("other"))
    other.house.head_file.unlink()
    state, head = other.state(), other.repository.resolve(LEDGER)
    entry = Entry(state.seq + 1, state.head, other.now, EntryKind.STATED, {"change": 0})
    commit = write_entry(other.repository, head, seal(entry, other.keys["editor"]))
    other.repository.run("update-ref", LEDGER, commit)
    stops(other, "G103")


# G104


@pytest.mark.parametrize(
    "memory", ["", "{", "[]", "null", '{"seq": 6}', '{"seq": "x", "hash": "y"}', "\udcff"]
)
def test_a_memory_that_cannot_be_read_stops_the_gate(city: City, memory: str) -> None:
    right = city.house.head_file.read_bytes()
    city.house.head_file.write_bytes(memory.encode("utf-8", "surrogateescape"))
    before = city.house.head_file.read_bytes()
    with pytest.raises(GateStopped) as stopped, open_recovered(city.house, city.tick()):
        pytest.fail("the gate is open")
    assert stopped.value.finding.code == "G104"
    assert "head.json" in dict(stopped.value.finding.args)["reason"]
    assert city.house.head_file.read_bytes() == before
    city.house.head_file.write_bytes(right)
    with open_recovered(city.house, city.tick()):
        assert city.state().seq == 6


def test_a_ledger_that_is_gone_stops_the_gate_that_remembers_one(city: City) -> None:
    city.repository.run("update-ref", "-d", LEDGER)
    stops(city, "G104")


def test_a_ledger_that_breaks_its_chain_stops_the_gate(city: City) -> None:
    state, head = city.state(), city.repository.resolve(LEDGER)
    entry = Entry(state.seq + 1, "0" * 64, city.now, EntryKind.STATED, {"change": 0})
    commit = write_entry(city.repository, head, seal(entry, city.house.key))
    city.repository.run("update-ref", LEDGER, commit)
    assert "chain" in stops(city, "G104")


def test_a_ledger_with_a_hole_stops_the_gate(city: City) -> None:
    repository, head = city.repository, city.repository.resolve(LEDGER)
    tree = write_tree(repository, head, {"entries/0000/0000003.entry": None})
    commit = write_commit(repository, tree, (head,), "x\n", Identity("x", "x@x", city.now))
    repository.run("update-ref", LEDGER, commit)
    assert "0000003" in stops(city, "G104")


def test_an_entry_of_another_shape_stops_the_gate(city: City) -> None:
    state, head = city.state(), city.repository.resolve(LEDGER)
    entry = Entry(state.seq + 1, state.head, city.now, EntryKind.STATED, {"change": 0})
    commit = write_entry(city.repository, head, seal(entry, city.house.key))
    city.repository.run("update-ref", LEDGER, commit)
    stops(city, "G104")


def test_a_new_house_has_nothing_to_recover(city: City, tmp_path: Path) -> None:
    house = type(city.house)(tmp_path / "new")
    (tmp_path / "new").mkdir()
    Repository(tmp_path / "new").run("init", "-q", "--bare", "city.git")
    with open_gate(house, city.now) as gate:
        recover(gate)
        assert (gate.ledger_commit, gate.state.seq) == (None, -1)
        assert gate.state.head == FIRST_PREVIOUS
    assert ReviewState().seq == -1
    assert not house.head_file.exists()
