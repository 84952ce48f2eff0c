"""漏洞: ways round the gate that were once open, each tried again."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sanshen.gate import screening
from sanshen.gate.screening import screen
from sanshen.gitio.writing import write_blob
from sanshen.index.release_book import ReleaseBookError
from sanshen.index.release_proof import prove
from sanshen.model.changes import POLICY_PATH
from sanshen.model.statements import Stage
from sanshen.publish.build import pelican_environment
from sanshen.review.references import STATEMENT_REF, SUBMIT_REF
from tests.city.city import MAIN, City
from tests.city.content import DOCUMENT, NEWS, document_text, news_text, site_text

REGISTER = "registry/legacy/cs.yml"


def refused(city: City, files: dict[str, str | bytes | None], *options: str) -> list[str]:
    """The codes with which a push is refused; nothing has opened."""
    before = city.state().seq
    taken = city.push("editor", city.commit("editor", files), *options)
    assert taken.change is None
    assert city.state().seq == before
    return city.codes(taken)


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("content/cs/xin/2026/0105-x.md", "T102"),
        ("content/xin/dt/2026/0105-x.md", "T114"),
        ("content/cs/dt/２０２６/0105-x.md", "T115"),
        ("content/cs/dt/2026/０１０６-x.md", "T111"),
    ],
)
def test_text_that_the_reader_does_not_read_opens_no_change(
    city: City, path: str, code: str
) -> None:
    assert code in refused(city, {path: "没有稿头的文字"})


def test_settings_that_break_what_lies_below_open_no_change(city: City) -> None:
    broken = site_text().replace("languages: [zh-cn, en]", "languages: [en]")
    assert refused(city, {"content/cs/site.yml": broken})
    column = "content/cs/dt/column.yml"
    other = city.read(column).decode().replace("kinds: [news]", "kinds: [notice]")
    assert refused(city, {column: other})


@pytest.mark.parametrize(
    "path",
    [
        "pelican/__init__.py",
        "yaml.py",
        "build/records.sqlite",
        "output/cs",
        ".gitattributes",
        "theme/.gitattributes",
        "Content/cs/dt/2026/0105-x.md",
    ],
)
def test_v126_code_caches_and_hidden_files_have_no_place(city: City, path: str) -> None:
    files: dict[str, str | bytes | None] = {path: "x = 1\n"}
    commit = city.commit("editor", files)
    assert [f.code for f in screen(city.repository, commit, SUBMIT_REF)] == ["V126"]
    assert city.codes(city.push("editor", commit)) == ["V126"]
    assert city.push("editor", city.commit("editor", {"theme/x.css": "a{}"})).change is not None


@pytest.mark.parametrize("name", ["a\nb", "a\x1b[2Jb", "a\u202eb", "a\u2028b"])
def test_v127_a_file_name_shows_what_it_is(city: City, name: str) -> None:
    assert refused(city, {f"theme/{name}.css": "a{}"}) == ["V127"]


@pytest.mark.parametrize("escape", [r"\e[2J", r"\u202e", r"\r", r"\x9b2J"])
def test_a_title_cannot_steer_the_readers_terminal(city: City, escape: str) -> None:
    codes = refused(city, {NEWS: news_text(f'"甲{escape}乙"')})
    assert {"Y105", "Y126"} & set(codes)


def test_v113_a_return_is_not_left_behind_under_another_number(city: City) -> None:
    first = city.submit("editor", {NEWS: news_text("第一稿")})
    assert city.give_back("final", first, Stage.FINAL).entry is not None
    other = city.submit("colleague", {DOCUMENT: document_text("另一办法")})
    assert refused(city, {NEWS: news_text("第一稿")}, f"change={other}") == ["V113"]
    assert city.push("editor", city.commit("editor", {NEWS: news_text("第二稿")})).change


def test_v117_a_number_that_only_looks_like_one(city: City) -> None:
    for number in ("²", "-1", "9" * 5000, ""):
        assert refused(city, {NEWS: news_text("第一稿")}, f"change={number}") == ["V117"]


def test_v115_what_was_deleted_does_not_come_back_as_older(city: City) -> None:
    city.release({NEWS: None})
    register = f"from: 别处\nitems:\n  {NEWS}: 2020-01-01 10:00\n"
    files: dict[str, str | bytes | None] = {NEWS: news_text(), REGISTER: register}
    assert refused(city, files, "baseline") == ["V115"]


def test_v128_no_old_time_lies_ahead(city: City) -> None:
    fresh = "content/cs/dt/2026/0107-z.md"
    for time in ("2030-01-01 10:00", "2030-01-01"):
        register = f"from: 别处\nitems:\n  {fresh}: {time}\n"
        files: dict[str, str | bytes | None] = {fresh: news_text("旧稿"), REGISTER: register}
        assert refused(city, files, "baseline") == ["V128"]
    files[REGISTER] = f"from: 别处\nitems:\n  {fresh}: 2019-01-01\n"
    taken = city.push("editor", city.commit("editor", files), "baseline")
    assert taken.change is not None, taken.findings


def test_a_register_that_cannot_be_read_gives_no_baseline(city: City) -> None:
    fresh = "content/cs/dt/2026/0107-z.md"
    files: dict[str, str | bytes | None] = {
        fresh: news_text("旧稿"),
        REGISTER: f"from: 别处\nitems:\n  {fresh}: 前年\n",
    }
    assert refused(city, files, "baseline")


def test_v111_and_v129_what_proc_receive_would_refuse_does_not_stay(city: City) -> None:
    commit = city.commit("editor", {NEWS: news_text("改")})
    for reference in ("refs/heads/main", "refs/heads/ledger", "refs/changes/1/1", "refs/tags/a"):
        assert [f.code for f in screen(city.repository, commit, reference)] == ["V111"]
    blob = write_blob(city.repository, b"loose text")
    assert [f.code for f in screen(city.repository, blob, SUBMIT_REF)] == ["V129"]
    assert screen(city.repository, commit, SUBMIT_REF) == ()


def test_v201_a_statement_brings_nothing_else(city: City) -> None:
    commit = city.commit("editor", {NEWS: news_text("夹带")})
    assert {f.code for f in screen(city.repository, commit, STATEMENT_REF)} == {"V201"}


def test_v130_a_change_of_too_many_commits_is_turned_away(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(screening, "COMMIT_LIMIT", 3)
    parent = MAIN
    for number in range(4):
        assert screen(city.repository, parent, SUBMIT_REF) == ()
        files: dict[str, str | bytes | None] = {NEWS: news_text(f"第{number}稿")}
        parent = city.commit("editor", files, parent, signed_by="")
    assert [f.code for f in screen(city.repository, parent, SUBMIT_REF)] == ["V130"]


def test_the_public_site_is_made_with_main_s_settings_and_theme(city: City) -> None:
    root = city.repository.path
    prove(root, MAIN)
    other = site_text().replace("www.cs.example", "www.evil.example").encode()
    for path, data in (("content/cs/site.yml", other), ("theme/templates/base.html", b"x")):
        with pytest.raises(ReleaseBookError, match=path):
            prove(root, city.commit("editor", {path: data}))
    prove(root, city.commit("editor", {"notes.txt": b"my own"}))


def test_a_build_runs_no_code_that_lies_in_the_clone(tmp_path: Path) -> None:
    (tmp_path / "pelican.py").write_text("print('run from the clone')\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "pelican", "--version"], cwd=tmp_path, check=True, text=True,
        env=pelican_environment(tmp_path, "cs", None, None, "zh"), capture_output=True,
    )  # fmt: skip
    assert done.stdout[:1].isdigit()


def test_a_clock_that_stands_still_over_midnight_is_the_ledgers_not_its_own(city: City) -> None:
    text = city.read(POLICY_PATH).decode()
    leaving = text.replace("  secrecy:\n", "  secrecy:\n    until: 2026-03-03\n", 1)
    city.pass_guard(city.submit("editor", {POLICY_PATH: leaving}))
    number = city.submit("editor", {NEWS: news_text("改")})
    # The last entry is of 3 March in the city's zone; this push read the clock just before.
    midnight = datetime(2026, 3, 2, 16, 0, tzinfo=UTC)
    city.now = midnight - timedelta(minutes=1)
    assert city.give_back("first", number, Stage.FIRST).entry is not None
    city.now = midnight - timedelta(minutes=1, seconds=2)
    assert city.codes(city.clear_secrecy(number)) == ["V214"]
    assert city.verify().findings == ()


def test_p112_the_guard_does_not_lock_itself_out(city: City) -> None:
    text = city.read(POLICY_PATH).decode()
    gone = text.replace("  guard-c:\n", "  guard-c:\n    until: 2026-03-01\n", 1)
    assert refused(city, {POLICY_PATH: gone}) == ["P112"]
    swapped = gone.replace("final: [guard-c]", "final: [final]")
    assert city.push("editor", city.commit("editor", {POLICY_PATH: swapped})).change is not None
