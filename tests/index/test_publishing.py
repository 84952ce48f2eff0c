"""Publications: only what is released is shown, with the ledger's times, and exactly that."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from sanshen.index.rows import ListScope
from tests.index.test_updating import A_EN, ABOUT, MOVED, PICTURE, A, B, C, D, X
from tests.index.town import PNG, Town, news_text

EVERYTHING = (A, A_EN, PICTURE, B, C, D, ABOUT, X)
SIZE = 20 if settings.default.max_examples <= 40 else 300
times = st.integers(0, 40).map(
    lambda n: f"2026-0{1 + n % 9}-{1 + n % 27:02d}T08:00:0{n % 10}+08:00"
)
releases = st.tuples(st.sampled_from((*EVERYTHING, MOVED)), st.one_of(times, st.none()))
edits = st.tuples(
    st.sampled_from((A, A_EN, B, C, MOVED)),
    st.one_of(
        st.none(),
        st.sampled_from(("## 下节", "见[移](0104-moved.md)。", "[无](0909-n.md)")).map(
            lambda body: news_text("改", body, "tags: [教育]\n")
        ),
    ),
)
steps = st.lists(
    st.tuples(st.lists(edits, max_size=2), st.lists(releases, max_size=3)), min_size=1, max_size=4
)


def released_town(folder: Path) -> Town:
    """A town with everything released a minute apart."""
    town = Town(folder)
    town.release({path: f"2026-02-01T08:{n:02d}:00+08:00" for n, path in enumerate(EVERYTHING)})
    return town


@settings(max_examples=SIZE)
@given(steps=steps)
def test_what_is_shown_is_what_a_filling_shows_and_doubted_where_it_is_not_what_was_released(
    steps: list[tuple[list[tuple[str, str | None]], list[tuple[str, str | None]]]],
) -> None:
    """20 chains of up to 4 commits with releases, with --full 300."""
    with tempfile.TemporaryDirectory() as folder:
        town = released_town(Path(folder) / "town")
        assert town.update(publishing=True).findings == ()
        for changed, released in steps:
            for path, text in changed:
                if text is not None or (town.root / path).exists():
                    town.write({path: text})
            there = {path: at for path, at in released if (town.root / path).exists() or at is None}
            town.release(there)
            town.commit()
            done = town.update(publishing=True)
            assert done.findings == town.explained(publishing=True)
            if not done.findings:
                assert town.rows(publishing=True) == town.rows_anew(publishing=True)
        town.store.close()


def test_a_release_alone_changes_the_row_of_an_unchanged_file(tmp_path: Path) -> None:
    town = released_town(tmp_path / "town")
    town.update(publishing=True)
    town.write({MOVED: news_text("新")})
    town.commit()
    waiting = town.update(publishing=True)
    (change,) = waiting.changes.items
    assert change.new is not None
    assert (change.new.shown, waiting.findings) == (False, ())
    town.release({MOVED: "2026-03-01T09:00:00+08:00"})
    done = town.update(publishing=True)
    (change,) = done.changes.items
    assert (change.old is not None and change.old.shown, change.body) == (False, False)
    assert change.new is not None
    assert (change.new.shown, change.new.published) == (True, "2026-03-01T09:00:00+08:00")
    with town.open(publishing=True) as index:
        (newest,) = index.newest(ListScope("cs", "zh-cn"), 1)
        assert newest.path == MOVED


def test_a_file_is_shown_as_long_as_its_item_is(tmp_path: Path) -> None:
    town = released_town(tmp_path / "town")
    town.update(publishing=True)
    town.release({A: None, A_EN: None, PICTURE: None})
    town.write({X: news_text("县"), C: news_text("丙")})
    town.release({X: "2026-04-01", C: "2026-04-01"})
    town.commit()
    done = town.update(publishing=True)
    assert (done.why_full, done.findings) == ("", ())
    (file,) = done.changes.attachments
    assert (file.old and file.old.shown, file.new and file.new.shown) == (True, False)
    with town.open(publishing=True) as index:
        assert list(index.attachment_paths("cs")) == []
        assert index.files("content/cs/dt/2026/0101-a") == ()
        assert index.attachment(PICTURE) is not None
    town.release({A_EN: "2026-05-01", PICTURE: "2026-05-01"})
    assert town.update(publishing=True).findings == ()
    with town.open(publishing=True) as index:
        assert [row.path for row in index.files("content/cs/dt/2026/0101-a")] == [PICTURE]


def test_b102_b103_b104_nothing_missing_nothing_extra_nothing_else(tmp_path: Path) -> None:
    town = released_town(tmp_path / "town")
    assert town.update(publishing=True).findings == ()
    town.write({B: news_text("未放行的改动", "## 下节\n"), "content/cs/dt/2026/0101-a/er.png": PNG})
    (town.root / C).unlink()
    town.commit()
    found = {(one.code, one.path) for one in town.update(publishing=True).findings}
    assert found == {("B103", B), ("B102", "content/cs/dt/2026/0101-a/er.png"), ("B104", C)}


def test_lists_are_in_the_order_of_publication_whatever_the_paths_say(tmp_path: Path) -> None:
    town = released_town(tmp_path / "town")
    town.release({A: None, A_EN: None, PICTURE: None})
    town.release({A: "2020-01-01", A_EN: "2020-01-01", PICTURE: "2020-01-01"})
    town.update(publishing=True)
    with town.open(publishing=True) as index:
        scope = ListScope("cs", "zh-cn", column="dt")
        assert [row.path for row in index.slice(scope, 0, 9)] == [A, B, C, ABOUT]
        assert index.languages("cs") == ("zh-cn", "en")
    town.release({A_EN: None})
    town.write({A_EN: None})
    town.commit()
    assert town.update(publishing=True).findings == ()
    with town.open(publishing=True) as index:
        assert index.languages("cs") == ("zh-cn",)
