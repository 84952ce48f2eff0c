"""分支核对: main and the ledger commit by commit; real repositories, objects written by git."""

from __future__ import annotations

from pathlib import Path

import pytest

from sanshen.gitio.repository import GitError
from sanshen.gitio.writing import Identity, write_blob, write_commit, write_tree
from sanshen.ledger.history import read_history
from sanshen.ledger.verify import Verification
from sanshen.model.statements import Stage
from tests.city.city import LEDGER, MAIN, REVIEWERS, City
from tests.city.content import NEWS, news_text
from tests.ledger.forging import Record


def commit_on(
    city: City, reference: str, files: dict[str, bytes | None], *more_parents: str
) -> None:
    """Put a commit on a branch as somebody with write access to the references would."""
    repository, base = city.repository, city.repository.resolve(reference)
    rows = {
        path: None if data is None else ("100644", write_blob(repository, data))
        for path, data in files.items()
    }
    tree = write_tree(repository, base, rows)
    by = Identity("gate", "gate@sanshen.invalid", city.now)
    commit = write_commit(repository, tree, (base, *more_parents), "x\n", by)
    repository.run("update-ref", reference, commit)


def args(result: Verification) -> dict[str, str]:
    """The values of the only finding."""
    (found,) = result.findings
    return {"code": found.code, **dict(found.args)}


def test_an_untouched_city_has_one_commit_a_release_and_one_an_entry(city: City) -> None:
    city.release({NEWS: news_text("新标题")})
    assert city.verify().findings == ()
    assert len(read_history(city.repository, MAIN)) == 3
    assert len(read_history(city.repository, LEDGER)) == city.state().seq + 1


def test_extra_commits_that_net_to_nothing_are_k115(city: City) -> None:
    text = city.read(NEWS)
    commit_on(city, MAIN, {NEWS: b"unreviewed"})
    commit_on(city, MAIN, {NEWS: text})
    assert args(city.verify()) == {
        "code": "K115", "commit": "2", "entry": "6", "what": "@ledger.number",
    }  # fmt: skip


def test_an_extra_commit_without_a_change_is_k115(city: City) -> None:
    commit_on(city, MAIN, {})
    assert args(city.verify())["what"] == "@ledger.number"


def test_a_commit_that_is_missing_is_k109(city: City) -> None:
    city.repository.run("update-ref", MAIN, f"{MAIN}^")
    found = city.verify().findings
    assert {(f.code, dict(f.args)["entry"]) for f in found} == {("K109", "6")}


def test_a_second_parent_brings_in_unreviewed_text_and_is_k115(city: City) -> None:
    draft = city.commit("editor", {NEWS: "unreviewed"})
    number = city.submit("editor", {NEWS: news_text("新标题")})
    assert city.pass_reviews(number).released is not None
    released = city.repository.resolve(MAIN)
    assert city.verify().findings == ()
    tree = city.repository.resolve(f"{released}^{{tree}}")
    parents = (city.repository.resolve(f"{released}^"), draft)
    by = Identity("gate", "gate@sanshen.invalid", city.now)
    city.repository.run("update-ref", MAIN, write_commit(city.repository, tree, parents, "x\n", by))
    assert args(city.verify()) == {
        "code": "K115", "commit": "2", "entry": str(city.state().seq), "what": "@ledger.parents",
    }  # fmt: skip


def test_a_history_that_begins_elsewhere_is_k115(city: City) -> None:
    tree = city.repository.resolve(f"{MAIN}^{{tree}}")
    by = Identity("gate", "gate@sanshen.invalid", city.now)
    city.repository.run("update-ref", MAIN, write_commit(city.repository, tree, (), "x\n", by))
    assert args(city.verify())["code"] == "K115"


@pytest.mark.parametrize("moved", [False, True])
def test_a_release_under_way_is_clean_before_and_after_main_moves(
    city: City, moved: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = city.submit("editor", {NEWS: news_text("新标题")})
    city.clear_secrecy(number)
    for person, stage in REVIEWERS[:2]:
        city.approve(person, number, stage)
    stop_at = "release.main-moved" if moved else "release.announced"

    def die(point: str) -> None:
        if point == stop_at:
            raise KeyboardInterrupt(point)

    monkeypatch.setattr("sanshen.gate.release.fault", die)
    with pytest.raises(KeyboardInterrupt):
        city.approve("final", number, Stage.FINAL)
    assert (b"\xe6\x96\xb0\xe6\xa0\x87\xe9\xa2\x98" in city.read(NEWS)) is moved
    assert city.verify().findings == ()
    commit_on(city, MAIN, {})
    assert args(city.verify())["code"] == "K115"


def test_a_commit_of_the_ledger_that_adds_nothing_is_k118(city: City) -> None:
    commit_on(city, LEDGER, {})
    assert args(city.verify()) == {"code": "K118", "commit": "7"}


def test_a_ledger_commit_with_a_second_parent_is_k118(city: City) -> None:
    draft = city.commit("editor", {NEWS: "unreviewed"})
    head = city.repository.resolve(LEDGER)
    tree, base = city.repository.resolve(f"{head}^{{tree}}"), city.repository.resolve(f"{head}^")
    by = Identity("gate", "gate@sanshen.invalid", city.now)
    made = write_commit(city.repository, tree, (base, draft), "x\n", by)
    city.repository.run("update-ref", LEDGER, made)
    assert args(city.verify()) == {"code": "K118", "commit": "6"}


def test_a_ledger_in_one_commit_is_k118(city: City) -> None:
    tree = city.repository.resolve(f"{LEDGER}^{{tree}}")
    by = Identity("gate", "gate@sanshen.invalid", city.now)
    made = write_commit(city.repository, tree, (), "x\n", by)
    city.repository.run("update-ref", LEDGER, made)
    assert args(city.verify()) == {"code": "K118", "commit": "0"}


def test_a_ledger_commit_dated_otherwise_is_k118(city: City) -> None:
    head = city.repository.resolve(LEDGER)
    tree, base = city.repository.resolve(f"{head}^{{tree}}"), city.repository.resolve(f"{head}^")
    by = Identity("gate", "gate@sanshen.invalid", city.tick())
    made = write_commit(city.repository, tree, (base,), "x\n", by)
    city.repository.run("update-ref", LEDGER, made)
    assert args(city.verify()) == {"code": "K118", "commit": "6"}


def test_history_gives_each_commit_with_what_it_changes(city: City) -> None:
    number = city.release({NEWS: news_text("新标题")})
    founding, baseline, change = read_history(city.repository, MAIN)
    assert (founding.parents, baseline.parents) == ((), (founding.id,))
    assert frozenset(city.state().changes[number].files) == change.files
    assert all(f.old is None for f in founding.files | baseline.files)
    assert {f.path: f.new for f in founding.files | baseline.files | change.files if f.new} == (
        city.main_files() | {f.path: f.new for f in baseline.files if f.path == NEWS}
    ) or NEWS in {f.path for f in change.files}


def test_history_is_read_whatever_the_readers_settings_are(city: City) -> None:
    before = read_history(city.repository, MAIN)
    for name, value in (("diff.renames", "copies"), ("log.showSignature", "true"),
                        ("core.abbrev", "4"), ("diff.noprefix", "true")):  # fmt: skip
        city.repository.run("config", name, value)
    assert read_history(city.repository, MAIN) == before


def test_history_of_nothing_is_an_error(city: City) -> None:
    with pytest.raises(GitError):
        read_history(city.repository, "refs/heads/none")


def test_main_is_compared_in_two_runs_of_git_whatever_its_length(
    record: Record, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository = record.put_together(tmp_path / "r")
    runs: list[str] = []
    plain = type(repository).run

    def counted(self: object, *words: str, **more: object) -> bytes:
        runs.append(words[0])
        return plain(self, *words, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(type(repository), "run", counted)
    assert len(read_history(repository, MAIN)) == len(record.commits)
    assert runs == ["rev-list", "diff-tree"]
