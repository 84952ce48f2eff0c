"""Lists: what the counted queries say is what sorting everything says."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanshen.index import lists
from sanshen.index.city_index import CityIndex
from sanshen.index.order import bucket_of, order_of
from sanshen.index.rows import ItemRow, ListScope
from tests.index.town import Town, column_text, news_text, page_text, site_text

COLUMNS = ("a", "a/x", "a/y", "ab", "b")
TAGS = ("甲", "乙", "丙")


def many_files() -> dict[str, str | bytes]:
    """Some 80 items over five columns, three years, three tags, with undated ones between."""
    files: dict[str, str | bytes] = {"content/cs/site.yml": site_text(), ".gitignore": "build/\n"}
    for number, column in enumerate(COLUMNS):
        files[f"content/cs/{column}/column.yml"] = column_text(column, "news, page, activity")
        for n in range(16):
            day = f"{2024 + n % 3}/{1 + (n * 5 + number) % 12:02d}{1 + n:02d}-n{n}"
            tags = ", ".join(TAGS[: n % 4])
            more = f"tags: [{tags}]\n" if tags else ""
            files[f"content/cs/{column}/{day}.md"] = news_text(f"{n}", more=more)
            if n % 4 == 0:
                files[f"content/cs/{column}/{day}.en.md"] = news_text(f"E{n}")
                files[f"content/cs/{column}/p{n}.md"] = page_text(f"P{n}", more=more)
    return files


@pytest.fixture(scope="module", params=["preview", "publish"])
def opened(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> CityIndex:
    """An index of many items; in the publication a third of them waits."""
    town = Town(tmp_path_factory.mktemp("lists") / "town", many_files())
    publishing = request.param == "publish"
    if publishing:
        items = sorted(str(p.relative_to(town.root)) for p in town.root.glob("content/**/*.md"))
        town.release(
            {
                path: f"2026-{1 + n % 9:02d}-{1 + n % 28:02d}T0{n % 8}:00:00+08:00"
                for n, path in enumerate(items)
                if n % 3
            }
        )
    assert town.update(publishing=publishing).findings == ()
    return town.open(publishing=publishing)


scopes = st.builds(
    ListScope,
    site=st.just("cs"),
    lang=st.sampled_from(("zh-cn", "en")),
    column=st.sampled_from(("", "", *COLUMNS)),
    under=st.sampled_from(("", "", *COLUMNS)),
    kinds=st.sampled_from(((), ("news",), ("page",), ("news", "page"), ("law",))),
    tag=st.sampled_from(("", "", *TAGS)),
    year=st.sampled_from(("", "", "2024", "2026")),
    dated=st.booleans(),
)


def shown(index: CityIndex, lang: str) -> list[ItemRow]:
    """The shown items of a language."""
    return [row for row in index.items_at(index.item_paths("cs")) if row.lang == lang]


def chosen(index: CityIndex, scope: ListScope) -> list[ItemRow]:
    """The rows of a list by the definition of ``ListScope``."""
    return sorted(
        (
            row
            for row in shown(index, scope.lang)
            if (not scope.column or row.column == scope.column)
            and (not scope.under or f"{row.column}/".startswith(f"{scope.under}/"))
            and (not scope.kinds or row.kind in scope.kinds)
            and (not scope.tag or scope.tag in row.tags)
            and (not scope.year or row.year == scope.year)
            and (not scope.dated or row.year)
        ),
        key=lambda row: row.order,
    )


@given(scope=scopes, start=st.integers(-1, 60), length=st.integers(0, 30))
def test_a_list_is_what_its_definition_says(
    opened: CityIndex, scope: ListScope, start: int, length: int
) -> None:
    """Over every combination of what a list can ask for."""
    rows = chosen(opened, scope)
    assert opened.count(scope) == len(rows)
    cut = opened.slice(scope, start, start + length)
    assert [row.path for row in cut] == [
        r.path for r in rows[max(start, 0) : max(start + length, 0)]
    ]
    newest = [row.path for row in opened.newest(scope, length)]
    assert newest == [row.path for row in rows[::-1][:length]]
    for row in opened.items_at(opened.item_paths("cs")):
        before = sum(other.order < row.order for other in rows)
        assert opened.rank(scope, row.order) == before


def test_rows_that_are_forgotten_are_asked_for_again(
    opened: CityIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists, "REMEMBERED", 7)
    monkeypatch.setattr(lists, "_BATCH", 3)
    for column in COLUMNS:
        for tag in ("", *TAGS):
            scope = ListScope("cs", "zh-cn", column=column, tag=tag)
            rows = chosen(opened, scope)
            for start in range(0, len(rows), 5):
                cut = opened.slice(scope, start, start + 5)
                assert [row.path for row in cut] == [r.path for r in rows[start : start + 5]]


def test_what_pages_ask_for_beside_lists(opened: CityIndex) -> None:
    rows = shown(opened, "zh-cn")
    tags = dict(opened.tags("cs", "zh-cn"))
    assert tags == {tag: n for tag in TAGS if (n := sum(tag in row.tags for row in rows))}
    assert opened.filled("cs", "zh-cn") == {row.column for row in rows}
    for column in COLUMNS:
        years = sorted({row.year for row in rows if row.column == column and row.year})
        assert opened.years("cs", column, "zh-cn") == tuple(years)


@given(st.lists(st.datetimes(timezones=st.timezones()), min_size=2, max_size=2))
def test_sort_keys_compare_as_instants_do(moments: list[datetime]) -> None:
    first, second = (
        order_of("dt", "zh-cn", f"/dt/2026/{n}.html", moment.isoformat(), "Asia/Shanghai")
        for n, moment in enumerate(moments)
    )
    if moments[0].timestamp() != moments[1].timestamp():
        assert (first < second) == (moments[0].timestamp() < moments[1].timestamp())
    assert (bucket_of(first) <= bucket_of(second)) or first > second


def test_an_instant_without_offset_is_refused() -> None:
    with pytest.raises(ValueError, match="offset"):
        order_of("dt", "zh-cn", "/dt/x.html", "2026-01-01T00:00:00", "Asia/Shanghai")


def test_no_query_walks_over_the_site(tmp_path: Path) -> None:
    """Every query of lists, rows, links and units finds its rows by an index."""
    town = Town(tmp_path / "town", many_files())
    town.update()
    index = town.open()
    seen: list[str] = []
    index._database.set_trace_callback(seen.append)
    path = "content/cs/a/2024/0101-n0.md"
    for scope in (
        ListScope("cs", "zh-cn"),
        ListScope("cs", "zh-cn", column="a"),
        ListScope("cs", "zh-cn", under="a"),
        ListScope("cs", "zh-cn", kinds=("news", "page")),
        ListScope("cs", "zh-cn", tag="甲"),
    ):
        index.newest(scope, 6)
        index.rank(scope, "\t2025/03")
    index.versions(path)
    index.interpretations(path)
    index.documents(path)
    index.referrers(path)
    index.files("content/cs/a/2024/0101-n0")
    index.path_at("cs", "/a/index.html")
    index.redirect("cs", "/old.html")
    index.redirects_to(path)
    index.linking_to("cs", "/a/index.html")
    index.known(path)
    index.unit("cs", "index.html")
    index.unit_of("cs", "home", ("zh-cn",))
    tuple(index.units_of("cs", "home"))
    index._database.set_trace_callback(None)
    assert len(seen) > 20
    for query in seen:
        plan = [row[3] for row in index._database.execute(f"EXPLAIN QUERY PLAN {query}")]
        for step in plan:
            assert not step.startswith("SCAN"), (query, plan)
            assert not step.endswith("(site=?)"), (query, plan)
