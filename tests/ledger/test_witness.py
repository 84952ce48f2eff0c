"""见证: cut tails and rewound heads, found against a head seen before."""

from __future__ import annotations

from pathlib import Path

import pytest

from sanshen.ledger.verify import verify_history
from sanshen.ledger.witness import (
    Witness,
    WitnessError,
    load_witness,
    record_witness,
    witness_file,
    witnessed_by_statements,
)
from tests.city.city import LEDGER, MAIN, City
from tests.city.content import NEWS, news_text
from tests.ledger.conftest import Story
from tests.ledger.forging import Record


def cut(record: Record, entries: int) -> Record:
    """Main and ledger rewound together to an earlier point, both still agreeing."""
    del record.rows[entries:]
    del record.commits[sum(row.kind in ("FOUNDED", "RELEASED") for row in record.rows) :]
    return record


def head_of(city: City, source: str = "w") -> Witness:
    """The newest entry of a city, as somebody saw it."""
    state = city.state()
    return Witness(state.repository, state.seq, state.head, source)


@pytest.mark.parametrize("entries", [1, 2, 7, 9, 14, 15, 32, 33])
def test_a_cut_tail_is_clean_alone_and_k111_against_a_witness(
    entries: int, record: Record, story: Story, tmp_path: Path
) -> None:
    seen = head_of(story.city)
    repository = cut(record, entries).put_together(tmp_path / "r")
    alone = verify_history(repository, MAIN, LEDGER)
    assert (alone.findings, alone.examined) == ((), entries)
    (found,) = verify_history(repository, MAIN, LEDGER, [seen]).findings
    assert (found.path, found.code) == (f"ledger/{seen.seq}", "K111")
    values = {"seen": str(seen.seq), "last": str(entries - 1), "source": "w"}
    assert dict(found.args) == values


def test_a_head_rewound_and_written_anew_is_k112(city: City) -> None:
    other = city.copy(city.folder.with_name("other"))
    city.submit("editor", {NEWS: news_text("甲")})
    other.submit("editor", {NEWS: news_text("乙")})
    assert other.verify().findings == city.verify().findings == ()
    (found,) = verify_history(other.repository, MAIN, LEDGER, [head_of(city)]).findings
    assert (found.path, found.code) == (f"ledger/{city.state().seq}", "K112")


def test_another_repository_is_k113(city: City, story: Story) -> None:
    seen = Witness("f" * 64, 3, city.state().hashes[3], "w")
    (found,) = verify_history(city.repository, MAIN, LEDGER, [seen]).findings
    assert found.code == "K113"


def test_a_witness_of_any_earlier_entry_passes(city: City) -> None:
    state = city.state()
    seen = [Witness(state.repository, seq, head, "w") for seq, head in enumerate(state.hashes)]
    city.submit("editor", {NEWS: news_text("甲")})
    assert verify_history(city.repository, MAIN, LEDGER, seen).findings == ()


def test_what_is_recorded_is_what_is_loaded(city: City, tmp_path: Path) -> None:
    file = witness_file(city.repository)
    assert load_witness(file, "here") is None
    record_witness(file, city.state())
    assert load_witness(file, "here") == head_of(city, "here")
    assert [f.name for f in file.parent.glob("*witness*")] == [file.name]
    assert witness_file(type(city.repository)(city.repository.path / "refs")) == file


@pytest.mark.parametrize(
    "text",
    ["", "{}", "[]", "null", '{"repository": "a", "seq": "x", "hash": "b"}',
     '{"repository": "a", "seq": -1, "hash": "b"}', "\udcff"],
)  # fmt: skip
def test_a_witness_that_cannot_be_read_stops(text: str, tmp_path: Path) -> None:
    file = tmp_path / "w.json"
    file.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(WitnessError, match=r"w\.json"):
        load_witness(file, "w")


def test_later_statements_witness_what_they_saw(founded_city: City) -> None:
    city = founded_city
    assert witnessed_by_statements(city.state()) == -1
    city.sign_baseline()
    assert witnessed_by_statements(city.state()) == 3
    number = city.submit("editor", {NEWS: news_text("甲")})
    city.clear_secrecy(number)
    assert witnessed_by_statements(city.state()) == 7
    assert city.send(city.make_publish()).entry is not None
    assert witnessed_by_statements(city.state()) == 8
