"""栏目页与首页: lists, blocks, translations, archives of years."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from sanshen.pages.columns import ColumnTree
from sanshen.units.book import UnitBook
from sanshen.units.home_pages import common_column
from sanshen.units.pagers import PAGE_SIZE
from tests.city.sample_city import SampleCity, unit_at, units_of
from tests.units.edits import news

NEWS = "xwdt/2026/0310-chunhan.html"


def context(book: UnitBook, path: str) -> Mapping[str, Any]:
    """What the template of a path is given."""
    return unit_at(book, path).context()


def test_lists_run_from_the_newest_to_the_oldest(preview: UnitBook) -> None:
    listed = context(preview, "xwdt/index.html")["articles"]
    assert [one.url for one in listed] == ["xwdt/2026/0318-diaoyan.html", NEWS]


def test_a_parent_column_shows_what_is_below_it(preview: UnitBook) -> None:
    sections = context(preview, "zwgk/index.html")["sections"]
    assert [(s.title, len(s.articles)) for s in sections] == [
        ("行政规范性文件", 1), ("政策解读", 1), ("通知公告", 1), ("法规规章", 1),
    ]  # fmt: skip


def test_home_and_column_pages_lead_to_their_translations(preview: UnitBook) -> None:
    for path in ("index.html", "zwgk/gfxwj/index.html"):
        for own in (path, f"en/{path}"):
            found = [t.url for t in context(preview, own)["translations"]]
            assert found == [path, f"en/{path}"]
    assert context(preview, "xwdt/index.html")["translations"] == ()


def test_pages_of_a_list_lead_to_each_other(sample_city: SampleCity) -> None:
    sample_city.write(dict(news(n) for n in range(3 * PAGE_SIZE)))
    with sample_city.book() as book:
        paths = {unit.path for unit in units_of(book)}
        newest = context(book, "xwdt/index.html")["pager"]
        first = context(book, "xwdt/page-1.html")["pager"]
        second = context(book, "xwdt/page-2.html")["pager"]
    assert (newest.number, newest.older) == (0, "xwdt/page-2.html")
    assert [(one.name, one.url) for one in newest.archives] == [
        ("2", "xwdt/page-2.html"), ("1", "xwdt/page-1.html"),
    ]  # fmt: skip
    assert (second.older, second.newest, second.archives) == (
        "xwdt/page-1.html", "xwdt/index.html", (),
    )  # fmt: skip
    assert first.older == ""
    assert "xwdt/page-3.html" not in paths


def test_years_lead_to_their_archives(sample_city: SampleCity) -> None:
    old = "content/portal/xwdt/2024/0101-lao.md"
    sample_city.write({old: news(0)[1]})
    with sample_city.book() as book:
        years = context(book, "xwdt/index.html")["years"]
        archive = context(book, "xwdt/2024/index.html")
    assert [(one.name, one.url) for one in years] == [
        ("2026", "xwdt/2026/index.html"), ("2024", "xwdt/2024/index.html"),
    ]  # fmt: skip
    assert [one.url for one in archive["articles"]] == ["xwdt/2024/0101-lao.html"]
    assert archive["breadcrumbs"][-1].name == "2024年"


def test_the_home_page_shows_a_block_for_what_there_is(preview: UnitBook) -> None:
    given = context(preview, "index.html")
    blocks = {section.id: section for section in given["sections"]}
    assert list(blocks) == [
        "news", "notices", "policies", "interpretations", "services", "about",
    ]  # fmt: skip
    assert blocks["news"].url == "xwdt/index.html"
    assert blocks["policies"].url == "zwgk/index.html"
    assert [one.url for one in given["articles"]][-1] == "zwgk/flfg/2026/0105-jieshui.html"
    english = {section.id for section in context(preview, "en/index.html")["sections"]}
    assert english == {"policies", "services"}


@pytest.mark.parametrize(
    ("paths", "address"),
    [
        ([], ""),
        (["xwdt"], "xwdt/index.html"),
        (["zwgk/gfxwj", "zwgk/zcjd"], "zwgk/index.html"),
        (["zwgk/gfxwj"], "zwgk/gfxwj/index.html"),
        (["zwgk/gfxwj", "xwdt"], ""),
    ],
)
def test_a_block_leads_to_the_deepest_column_that_holds_it(
    preview: UnitBook, paths: list[str], address: str
) -> None:
    tree: ColumnTree = preview.columns["zh-cn"]
    assert common_column(tree, paths) == address
