"""Updates: the same rows as a full filling, exact changes, and doubt exactly where fault is."""

from __future__ import annotations

import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sanshen.index.rows import Changes, ListScope, UnitRow
from sanshen.index.schema import IndexFileError, open_file
from sanshen.index.updating import DoubtError, update
from tests.index.town import PNG, Town, column_text, explaining_text, news_text, page_text

A, B, C = (f"content/cs/dt/2026/{name}.md" for name in ("0101-a", "0102-b", "0203-c"))
A_EN = "content/cs/dt/2026/0101-a.en.md"
PICTURE = "content/cs/dt/2026/0101-a/tu.png"
D = "content/cs/dt/sub/2026/0301-d.md"
ABOUT, X = "content/cs/dt/about.md", "content/xian/zx/2026/0105-x.md"
MOVED = "content/cs/dt/2026/0104-moved.md"

LINKS = (
    "[乙](/cs/dt/2026/0102-b.md)", "[乙](/cs/dt/2026/0102-b.md#h-下节)",
    "[无](/cs/dt/2026/0102-b.md#h-没有)", "[无](/cs/dt/2026/0909-none.md)",
    "[栏](/cs/dt/sub/column.yml)", "[无栏](/cs/none/column.yml)", "[站](/xian/site.yml)",
    "[址](https://www.cs.example/dt/2026/0101-a.html)", "[址](https://www.cs.example/dt/no.html)",
    "[外](https://www.gov.example/x)", "[坏](javascript:x)", "[锚](#h-下节)", "[锚](#h-无)",
    "[图](0101-a/tu.png)", "[丙](0203-c.md)", "[移](/cs/dt/2026/0104-moved.md)",
    "[旧址](https://www.cs.example/old/b.html)",
)  # fmt: skip
HEADS = ("", "## 下节\n\n", "## 一节\n\n", "## 下节\n\n## 一节\n\n")
MORE = (
    "", "tags: [民生]\n", "tags: [教育, 民生]\n", "former_addresses: [/old/b.html]\n",
    "former_addresses: [/dt/2026/0102-b.html]\n", "former_addresses: [/dt/2026/0203-c.html/]\n",
    "nonsense: 1\n",
)  # fmt: skip
PATHS = (A, A_EN, B, C, D, ABOUT, X, MOVED, "content/cs/dt/2026/0102-b.fr.md")
ODD = (
    "content/cs/dt/2026/0102-b/tu.png", PICTURE, "content/cs/dt/2026/0999-x/a.png",
    "content/cs/dt/2026/0102-b/evil.html", "content/cs/dt/2026/0102-b/x.md",
    "content/cs/new/2026/0101-y.md", "content/cs/dt/2026/1399-bad.md", "content/cs/readme.txt",
)  # fmt: skip

bodies = st.builds(
    lambda head, links: head + " ".join(links) + "。",
    st.sampled_from(HEADS), st.lists(st.sampled_from(LINKS), max_size=2),
)  # fmt: skip
texts = st.builds(news_text, st.sampled_from(("甲", "乙", "丙")), bodies, st.sampled_from(MORE))
edits = st.one_of(
    st.tuples(st.sampled_from(PATHS), texts),
    st.tuples(st.sampled_from(PATHS), st.none()),
    st.tuples(st.sampled_from(ODD), st.sampled_from((PNG, b"x", None))),
    st.tuples(st.just(ABOUT), st.builds(page_text, st.just("关于"), bodies, st.sampled_from(MORE))),
    st.tuples(
        st.just(D),
        st.sampled_from((explaining_text("/cs/dt/2026/0104-moved.md"), explaining_text("0101-a"))),
    ),
    st.tuples(st.just("content/cs/dt/sub/column.yml"), st.just(column_text("别名", "news"))),
    st.tuples(st.just("theme/templates/base.html"), st.sampled_from(("y", "z"))),
)
SIZE = 25 if settings.default.max_examples <= 40 else 400
steps = st.lists(st.lists(edits, min_size=1, max_size=2), min_size=1, max_size=4)


def apply(town: Town, step: list[tuple[str, str | bytes | None]]) -> None:
    """Do what an edit says; what is not there is not deleted."""
    for path, text in step:
        if text is not None or (town.root / path).exists():
            town.write({path: text})


@settings(max_examples=SIZE)
@given(steps=steps)
def test_an_updated_index_is_the_one_a_filling_makes_and_doubts_where_something_is_wrong(
    steps: list[list[tuple[str, str | bytes | None]]],
) -> None:
    """25 chains of up to 4 commits, with --full 400."""
    with tempfile.TemporaryDirectory() as folder:
        town = Town(Path(folder) / "town")
        assert town.update().findings == ()
        for step in steps:
            apply(town, step)
            town.commit()
            done = town.update()
            assert done.findings == town.explained()
            if not done.findings:
                assert town.rows() == town.rows_anew()
        town.store.close()


def test_a_working_tree_is_followed_as_commits_are(town: Town) -> None:
    town.update(treeish="")
    town.write({B: news_text("改了", "## 下节\n"), MOVED: news_text("新"), C: None})
    done = town.update(treeish="")
    assert {(c.new or c.old).path for c in done.changes.items if c.new or c.old} == {B, MOVED, C}
    assert (done.why_full, done.findings) == ("", ())
    town.write({MOVED: None})
    town.git("checkout", "-q", "--", C)
    back = town.update(treeish="")
    assert {(c.new or c.old).path for c in back.changes.items if c.new or c.old} == {MOVED, C}
    town.commit()
    assert town.update(treeish="").changes.empty


def test_nothing_changed_is_nothing_changed(town: Town) -> None:
    town.update()
    town.commit()
    done = town.update()
    assert (done.changes, done.examined, done.why_full) == (Changes(full=False), 0, "")


def test_changes_say_what_was_and_what_is(town: Town) -> None:
    town.update()
    town.write({B: news_text("新题", "## 别节\n"), PICTURE: PNG + b"!"})
    town.commit()
    done = town.update()
    (item,), (file,) = done.changes.items, done.changes.attachments
    assert item.old is not None
    assert item.new is not None
    assert (item.old.title, item.new.title, item.body, item.headings) == ("乙", "新题", True, True)
    assert file.old is not None
    assert file.new is not None
    assert file.old.address != file.new.address
    assert [(one.code, one.path) for one in done.findings] == [("L102", A)]


def test_a_theme_file_is_told_and_nothing_is_read_for_it(town: Town) -> None:
    town.update()
    town.write({"theme/templates/base.html": "new"})
    town.commit()
    assert town.update().changes == Changes(full=False, theme=True)


def test_changed_settings_make_everything_a_candidate(town: Town) -> None:
    town.update()
    town.write({"content/cs/dt/column.yml": column_text("改名", "news, page")})
    town.commit()
    done = town.update()
    assert done.changes.full
    assert "content/cs/dt/column.yml" in done.why_full
    with town.open() as index:
        assert index.columns["cs", "dt"].name == "改名"


def test_what_was_wrong_is_looked_at_again_until_it_is_right(town: Town) -> None:
    town.update()
    text = (town.root / B).read_text()
    town.write({B: None})
    town.commit()
    assert {one.code for one in town.update().findings} >= {"L101"}
    again = town.update()
    assert {one.code for one in again.findings} >= {"L101"}
    assert again.why_full
    town.write({B: text})
    town.commit()
    assert town.update().findings == ()
    assert town.update().why_full == ""


@pytest.mark.parametrize("damage", ["bytes", "format", "version", "gone"])
def test_a_file_that_is_not_ours_is_made_anew_and_that_is_told(town: Town, damage: str) -> None:
    town.update()
    file = town.inputs().file
    if damage == "bytes":
        file.write_bytes(b"no database at all" * 300)
    elif damage == "gone":
        file.unlink()
    else:
        with closing(sqlite3.connect(file)) as database:
            if damage == "format":
                database.execute("PRAGMA user_version=99")
            else:
                database.execute("UPDATE meta SET value = 'x' WHERE key = 'version'")
            database.commit()
    with pytest.raises(IndexFileError):
        town.open()
    done = town.update()
    assert (done.why_full != "", done.changes.full) == (True, True)
    with town.open() as index:
        assert index.item(A) is not None


def test_lost_history_makes_everything_anew(town: Town) -> None:
    town.update()
    with closing(sqlite3.connect(town.inputs().file)) as database:
        database.execute(f"UPDATE meta SET value = '[\"{'1' * 40}\",false,[]]' WHERE key = 'state'")
        database.commit()
    assert "git no longer has" in town.update().why_full


def test_doubt_without_fault_is_an_error_of_ours(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sanshen.index.updating.explain", lambda *_: ())
    town.write({B: None})
    town.commit()
    with pytest.raises(DoubtError, match="0101-a"):
        update(town.inputs())


def test_a_filling_keeps_what_builds_have_written_and_remembered(town: Town) -> None:
    town.update()
    unit = UnitRow("index.html", "home", ("zh-cn",), "k" * 64, "s" * 64, 7)
    with town.open() as index:
        index.save_units("cs", [unit])
        index.remember("manifest.cs", "m")
    assert town.update(full=True).why_full == "asked"
    with town.open() as index:
        assert list(index.units("cs")) == [unit]
        assert index.unit_of("cs", "home", ("zh-cn",)) == unit
        assert index.meta("manifest.cs") == "m"
        assert index.changes("cs").full
        index.remove_units("cs", ["index.html"])
        assert index.unit("cs", "index.html") is None


def test_a_build_marks_what_it_saw_and_not_what_came_meanwhile(town: Town) -> None:
    town.update()
    with town.open() as building:
        building.changes("cs")
        town.write({B: news_text("其间", "## 下节\n")})
        town.commit()
        town.update()
        building.mark_built("cs")
    with town.open() as index:
        assert [c.new and c.new.title for c in index.changes("cs").items] == ["其间"]


@pytest.mark.parametrize(
    ("path", "text"),
    [(B, news_text("改", "## 下节\n", "tags: [新]\n")), (MOVED, news_text("新")), (ABOUT, None)],
)
def test_an_update_walks_over_no_table_of_items(
    town: Town, monkeypatch: pytest.MonkeyPatch, path: str, text: str | None
) -> None:
    """Every statement of an update finds its rows by an index; settings are few and are read."""
    town.update()
    town.write({path: text})
    town.commit()
    seen: list[str] = []

    def traced(file: Path, readonly: bool) -> sqlite3.Connection:
        database = open_file(file, readonly)
        database.set_trace_callback(seen.append)
        return database

    monkeypatch.setattr("sanshen.index.updating.open_file", traced)
    assert town.update().why_full == ""
    assert len(seen) > 20
    few = ("SCAN settings", "SCAN claims")  # claims: the rows two searches gave
    with closing(open_file(town.inputs().file, readonly=True)) as database:
        for query in seen:
            if query.split()[0] not in ("SELECT", "DELETE", "UPDATE"):
                continue
            for row in database.execute(f"EXPLAIN QUERY PLAN {query}"):
                one = query.endswith("LIMIT 1") or row[3].startswith(few)
                assert one or not row[3].startswith("SCAN"), (query, row[3])


def test_changes_are_kept_for_each_site_until_it_is_built(town: Town) -> None:
    town.update()
    with town.open() as index:
        assert index.changes("cs").full
        index.mark_built("cs")
        index.mark_built("xian")
        assert index.changes("cs").empty
    town.write({B: news_text("一改", "## 下节\n")})
    town.commit()
    town.update()
    with town.open() as index:
        index.mark_built("xian")
    town.write({B: news_text("二改", "## 下节\n"), MOVED: news_text("新")})
    town.commit()
    town.update()
    with town.open() as index:
        city, county = index.changes("cs"), index.changes("xian")
        titles = [(c.old and c.old.title, c.new and c.new.title) for c in city.items]
        assert titles == [("乙", "二改"), (None, "新")]
        assert [c.old and c.old.title for c in county.items] == ["一改", None]
        index.mark_built("cs")
        assert index.changes("cs").empty
        assert index.count(ListScope("cs", "zh-cn", column="dt")) == 5
