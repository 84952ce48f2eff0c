"""``verify`` in a clone: what it says, which witness it had, and the exit code."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sanshen.cli.main import main
from sanshen.gitio.repository import Repository
from sanshen.ledger.witness import load_witness, witness_file
from tests.city.city import City
from tests.city.content import NEWS, news_text
from tests.ledger.forging import take_apart


@pytest.fixture
def clone(city: City, tmp_path: Path) -> Path:
    """A clone of the city, as anybody may have it."""
    city.repository.run("clone", "-q", str(city.repository.path), str(tmp_path / "clone"))
    return tmp_path / "clone"


def say(capsys: pytest.CaptureFixture[str], folder: Path, *words: str) -> tuple[int, str]:
    """Exit code and all that was said, in English."""
    code = main(["--city", str(folder), "verify", *words])
    said = capsys.readouterr()
    return code, said.out + said.err


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    """One language to read in these tests."""
    monkeypatch.setenv("SANSHEN_LANG", "en")


def test_a_clean_clone_passes_and_says_what_nobody_has_seen(
    clone: Path, city: City, capsys: pytest.CaptureFixture[str]
) -> None:
    code, said = say(capsys, clone)
    assert code == 0
    assert "VERIFIED: 7 entries" in said
    assert "witness: later signed statements have seen entry 3" in said
    assert "tail not witnessed: entries 4 to 6" in said


def test_the_second_time_the_clone_is_its_own_witness(
    clone: Path, city: City, capsys: pytest.CaptureFixture[str]
) -> None:
    assert say(capsys, clone)[0] == 0
    seen = load_witness(witness_file(Repository(clone)), "x")
    assert seen is not None
    assert (seen.seq, seen.hash) == (6, city.state().head)
    code, said = say(capsys, clone)
    assert code == 0
    assert "witness: last verified in this clone, entry 6" in said
    assert "not witnessed" not in said


def test_a_witness_of_today_says_nothing_of_tomorrow(
    clone: Path, city: City, capsys: pytest.CaptureFixture[str]
) -> None:
    say(capsys, clone)
    city.submit("editor", {NEWS: news_text("新")})
    Repository(clone).run("fetch", "-q")
    assert "tail not witnessed: entries 7 to 7" in say(capsys, clone)[1]


def test_a_tail_cut_between_two_visits_is_found(
    clone: Path, city: City, capsys: pytest.CaptureFixture[str]
) -> None:
    city.submit("editor", {NEWS: news_text("新")})
    Repository(clone).run("fetch", "-q")
    assert say(capsys, clone)[0] == 0
    city.repository.run("update-ref", "refs/heads/ledger", "refs/heads/ledger^")
    Repository(clone).run("fetch", "-q")
    code, said = say(capsys, clone)
    assert code == 1
    assert "K111" in said
    assert "NOT VERIFIED" in said
    seen = load_witness(witness_file(Repository(clone)), "x")
    assert seen is not None
    assert seen.seq == 7


def test_a_witness_from_elsewhere_counts_as_much(
    clone: Path, city: City, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    state = city.state()
    row = {"repository": state.repository, "seq": state.seq, "hash": state.head}
    files = {"right": row, "wrong": {**row, "hash": "0" * 64}, "other": {**row, "repository": "1"}}
    for name, value in files.items():
        (tmp_path / name).write_text(json.dumps(value))
    code, said = say(capsys, clone, "--witness", str(tmp_path / "right"))
    assert (code, f"witness: {tmp_path / 'right'}, entry 6" in said) == (0, True)
    assert say(capsys, clone, "--witness", str(tmp_path / "wrong"))[0] == 1
    code, said = say(capsys, clone, "--witness", str(tmp_path / "other"))
    assert (code, "K113" in said) == (1, True)


def test_a_witness_that_is_missing_or_broken_stops(
    clone: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert say(capsys, clone, "--witness", str(tmp_path / "none"))[0] == 2
    (tmp_path / "broken").write_text("{")
    code, said = say(capsys, clone, "--witness", str(tmp_path / "broken"))
    assert (code, str(tmp_path / "broken") in said) == (2, True)
    witness_file(Repository(clone)).write_text("{")
    assert say(capsys, clone)[0] == 2


def test_another_repository_than_the_one_pinned_fails_and_is_not_remembered(
    clone: Path, city: City, capsys: pytest.CaptureFixture[str]
) -> None:
    right = city.state().repository
    assert say(capsys, clone, "--repository", right[:16])[0] == 0
    witness_file(Repository(clone)).unlink()
    code, said = say(capsys, clone, "--repository", "f" * 64)
    assert (code, "f" * 16 in said) == (1, True)
    Repository(clone).run("config", "sanshen.repository", "e" * 64)
    assert say(capsys, clone)[0] == 1
    assert not witness_file(Repository(clone)).exists()


@pytest.mark.parametrize("branch", ["ledger", "main"])
def test_without_ledger_or_main_nothing_passes(
    branch: str, clone: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    repository = Repository(clone)
    repository.run("checkout", "-q", "--detach")
    for name in (f"refs/heads/{branch}", f"refs/remotes/origin/{branch}"):
        repository.run("update-ref", "-d", name)
    code, said = say(capsys, clone)
    assert (code, branch in said) == (2, True)


def test_a_shallow_clone_is_not_verified(
    city: City, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    origin = f"file://{city.repository.path}"
    city.repository.run("clone", "-q", "--depth=1", origin, str(tmp_path / "s"))
    Repository(tmp_path / "s").run("fetch", "-q", "--depth=1", "origin",
                                   "ledger:refs/remotes/origin/ledger")  # fmt: skip
    code, said = say(capsys, tmp_path / "s")
    assert (code, "K116" in said) == (2, True)


def test_a_folder_that_is_no_clone_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert say(capsys, tmp_path)[0] == 2


def test_the_report_as_json_holds_the_same(
    clone: Path, city: City, capsys: pytest.CaptureFixture[str]
) -> None:
    code, said = say(capsys, clone, "--json")
    report = json.loads(said)
    state = city.state()
    assert code == 0
    assert report == {
        "examined": 7,
        "repository": state.repository,
        "head": {"seq": 6, "hash": state.head},
        "released": [0],
        "witnesses": [],
        "witnessed_by_statements": 3,
        "findings": [],
    }


def test_a_wrong_entry_is_named_in_words_and_in_json(
    city: City, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    record = take_apart(city.repository)
    record.rows[4].signature = record.rows[3].signature
    forged = record.put_together(tmp_path / "forged.git")
    forged.run("clone", "-q", str(forged.path), str(tmp_path / "clone"))
    code, said = say(capsys, tmp_path / "clone")
    assert code == 1
    assert "ledger/4: K102" in said
    assert "NOT VERIFIED: 4 entries are right" in said
    code, said = say(capsys, tmp_path / "clone", "--json")
    (found,) = json.loads(said)["findings"]
    assert (code, found) == (1, {"code": "K102", "where": "ledger/4", "args": {"entry": "4"}})
