"""The release book: moved forward entry by entry it says what folding everything says."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sanshen.gitio.repository import Repository
from sanshen.gitio.writing import Identity, move_reference, write_blob, write_commit, write_tree
from sanshen.index.release_book import ReleaseBookError, advance, position_of
from sanshen.index.release_file import PLACE, ReleaseFile
from sanshen.index.release_proof import check_list, check_main, check_rows, prove
from sanshen.ledger.book import LEDGER_REF, entry_path
from tests.city.city import MAIN, City
from tests.city.content import NEWS, city_files, column_text, news_text, translation_text

SIZE = 4 if settings.default.max_examples <= 40 else 60
OTHER = "content/cs/dt/2026/0302-tongche.md"
TRANSLATION = NEWS.replace(".md", ".en.md")
PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)
FILE = OTHER.replace(".md", "/tu.png")
PICTURED = news_text(body="见[图](0302-tongche/tu.png)。")

Act = Callable[[City], object]


def guard_change(city: City) -> None:
    """A change of a settings file, through the guard's three."""
    text = column_text("动态", "news")
    files = {"content/cs/dt/column.yml": f"{text}order: {city.state().seq}\n"}
    city.pass_guard(city.submit("editor", files))


def removal(city: City) -> None:
    """A released item, and what belongs to it, taken away again."""
    there = city.main_files()
    city.release({path: None for path in (OTHER, FILE) if path in there} or {OTHER: news_text()})


ACTS: dict[str, Act] = {
    "release": lambda city: city.release({OTHER: news_text(f"第{city.state().seq}号", "正文。")}),
    "with a file": lambda city: city.release({OTHER: PICTURED, FILE: PNG + bytes([city.nonces])}),
    "edit": lambda city: city.release({NEWS: news_text(f"改{city.state().seq}")}),
    "translate": lambda city: city.release(
        {TRANSLATION: translation_text(f"T{city.state().seq}", "news")}
    ),
    "remove": removal,
    "settings": guard_change,
    "only submit": lambda city: city.submit("editor", {OTHER: news_text(f"等{city.state().seq}")}),
}


def assert_same(city: City) -> None:
    """The list moved forward is the list of the whole ledger, row by row."""
    state = city.state()
    with closing(ReleaseFile(city.repository.path / PLACE)) as held:
        rows = list(held.rows())
        check_rows(held)
        at = position_of(held)
    assert {path: one for path, _, one in rows if one is not None} == state.released
    assert {path: value for path, value, _ in rows if value is not None} == state.files
    assert at[:4] == (state.repository, state.seq, state.head, state.states[-1])


@settings(
    max_examples=SIZE, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(acts=st.lists(st.sampled_from(sorted(ACTS)), min_size=2, max_size=4))
def test_a_list_moved_forward_is_the_list_of_the_whole_ledger(
    founded_template: City, acts: list[str]
) -> None:
    """After every act of 4 random ledgers of up to 5 (with --full 60), by all ways there are."""
    with tempfile.TemporaryDirectory() as folder:
        city = founded_template.copy(Path(folder) / "house")
        root = city.repository.path
        advance(root)
        city.sign_baseline()
        done = prove(root, MAIN)
        assert (done.why_full, done.folded > 0) == ("", True)
        assert_same(city)
        for act in acts:
            ACTS[act](city)
            done = prove(root, MAIN)
            assert (done.why_full, done.folded > 0) == ("", True)
            assert_same(city)
        with closing(ReleaseFile(root / PLACE)) as held:
            before = list(held.rows())
        assert advance(root, full=True).why_full == "asked"
        with closing(ReleaseFile(root / PLACE)) as held:
            assert list(held.rows()) == before


def test_an_undated_baseline_waits_and_its_files_go_with_it(
    city_keys: dict[str, Path], tmp_path: Path
) -> None:
    """The rule for what waits is the fold's own; the book asks it of the right rows."""
    waiting = {OTHER: PICTURED.encode(), FILE: PNG}
    city = City.found(tmp_path / "house", city_keys, {**city_files(), **waiting})
    city.sign_baseline()
    root = city.repository.path
    prove(root, MAIN)
    assert_same(city)
    with closing(ReleaseFile(root / PLACE)) as held:
        assert (held.released(OTHER), held.released(FILE)) == (None, None)
    city.release({OTHER: PICTURED.replace("示范", "改过的")})
    assert prove(root, MAIN).why_full == ""
    assert_same(city)
    with closing(ReleaseFile(root / PLACE)) as held:
        file = held.released(FILE)
    assert file is not None
    assert file.baseline


def rewritten_ledger(city: City) -> None:
    """The ledger's branch with one entry less."""
    city.repository.run("update-ref", LEDGER_REF, f"{LEDGER_REF}~1")


def test_a_ledger_that_lost_entries_is_read_anew(city: City) -> None:
    advance(city.repository.path)
    rewritten_ledger(city)
    done = advance(city.repository.path)
    assert "rewritten" in done.why_full
    assert_same(city)


def test_a_ledger_with_other_entries_is_read_anew(city: City, tmp_path: Path) -> None:
    other = city.copy(tmp_path / "other")
    for one, title in ((city, "甲"), (other, "乙")):
        one.release({OTHER: news_text(title)})
    advance(city.repository.path)
    shutil.copy(city.repository.path / PLACE, tmp_path / "kept")
    (other.repository.path / PLACE).parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(tmp_path / "kept", other.repository.path / PLACE)
    done = advance(other.repository.path)
    assert done.why_full
    assert_same(other)


def test_an_entry_that_names_another_predecessor_is_not_folded_in(
    city: City, tmp_path: Path
) -> None:
    other = city.copy(tmp_path / "other")
    for one, title in ((city, "甲"), (other, "乙")):
        one.release({OTHER: news_text(title)})
    advance(city.repository.path)
    seq = city.state().seq + 1
    other.release({OTHER: news_text("丙")})
    data = other.repository.run("cat-file", "blob", f"{LEDGER_REF}:{entry_path(seq)}")
    repository = city.repository
    head = repository.resolve(LEDGER_REF)
    added = {entry_path(seq): ("100644", write_blob(repository, data))}
    tree = write_tree(repository, head, added)
    commit = write_commit(repository, tree, (head,), "x\n", Identity("g", "g@x.example", city.now))
    move_reference(repository, LEDGER_REF, commit, head)
    assert "does not follow" in advance(repository.path).why_full


def test_a_damaged_list_is_made_anew(city: City) -> None:
    place = city.repository.path / PLACE
    advance(city.repository.path)
    place.write_bytes(b"no database" * 500)
    assert advance(city.repository.path).why_full
    assert_same(city)


def test_rows_that_do_not_add_up_are_damage(city: City) -> None:
    place = city.repository.path / PLACE
    advance(city.repository.path)
    with closing(ReleaseFile(place)) as held:
        check_rows(held)
        held.database.execute("UPDATE files SET published = '1999-01-01' WHERE path = ?", (NEWS,))
        with pytest.raises(ReleaseBookError, match="damaged"):
            check_rows(held)


def test_main_must_be_what_the_list_has_from_a_proven_tree_and_from_none(city: City) -> None:
    root = city.repository.path
    prove(root, MAIN)
    sneaked = city.commit("editor", {NEWS: news_text("没有人审过")})
    tree = Repository(root).resolve(f"{sneaked}^{{tree}}")
    for full in (False, True):
        with pytest.raises(ReleaseBookError, match=NEWS):
            check_main(root, root / PLACE, tree, full)
    city.release({OTHER: news_text("审过的")})
    prove(root, MAIN)
    with pytest.raises(ReleaseBookError, match=NEWS):
        prove(root, sneaked)


def test_a_tree_that_stayed_behind_a_release_is_not_main(city: City) -> None:
    root = city.repository.path
    old = city.repository.resolve(MAIN)
    prove(root, MAIN)
    city.release({OTHER: news_text("新的")})
    with pytest.raises(ReleaseBookError, match=OTHER):
        prove(root, old)
    prove(root, MAIN)


def test_a_list_behind_its_ledger_or_of_another_is_refused(city: City, tmp_path: Path) -> None:
    root = city.repository.path
    advance(root)
    check_list(root, root / PLACE)
    copied = tmp_path / "copied.sqlite"
    shutil.copy(root / PLACE, copied)
    check_list(root, copied)
    with closing(sqlite3.connect(copied)) as forged:
        forged.execute("UPDATE files SET published = '1999-01-01' WHERE path = ?", (NEWS,))
        forged.commit()
    with pytest.raises(ReleaseBookError, match="not the list of this ledger"):
        check_list(root, copied)
    city.release({OTHER: news_text("新的")})
    with pytest.raises(ReleaseBookError, match="not the list of this ledger"):
        check_list(root, root / PLACE)
    with pytest.raises(ReleaseBookError):
        check_list(root, tmp_path / "none.sqlite")


def test_no_ledger_is_said(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    with pytest.raises(ReleaseBookError, match="ledger"):
        advance(tmp_path)
