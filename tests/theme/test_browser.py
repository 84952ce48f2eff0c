"""The pages in a real browser: narrow screens, the keyboard, no script, print."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

HTML = "*.html"
NEWS = "xwdt/2026/0310-chunhan.html"
DOCUMENT = "zwgk/gfxwj/2026/0227-yongshui.html"
LONG_WORD = "https://www.yangli.example/" + "a" * 200

Opener = Callable[..., Page]


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """One headless browser for this file."""
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]
        )
        yield launched
        launched.close()


@pytest.fixture
def show(browser: Browser, address: str) -> Iterator[Opener]:
    """Open a page of the site at a width, with or without scripts."""
    contexts = []

    def opened(path: str, width: int = 1440, scripts: bool = True) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 800}, java_script_enabled=scripts
        )
        contexts.append(context)
        page = context.new_page()
        page.goto(f"{address}/{path}")
        return page

    yield opened
    for context in contexts:
        context.close()


@pytest.mark.parametrize("width", [360, 768, 1440])
def test_no_page_scrolls_sideways(
    show: Opener, public_folder: Path, address: str, width: int
) -> None:
    paths = sorted(page.relative_to(public_folder).as_posix() for page in public_folder.rglob(HTML))
    page = show(paths[0], width)
    for path in paths:
        page.goto(f"{address}/{path}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    assert len(paths) > 20


def test_a_wide_table_and_a_long_address_stay_inside_the_page(show: Opener) -> None:
    page = show(DOCUMENT, 360)
    page.evaluate(
        "word => { document.querySelector('.text p').textContent = word;"
        " document.querySelector('.text tr').innerHTML = '<td>' + '单位'.repeat(9) + '</td>'"
        ".repeat(1) + '<td>金额</td>'.repeat(20); }",
        LONG_WORD,
    )
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_the_first_tab_stop_leads_to_the_content(show: Opener) -> None:
    page = show(NEWS)
    page.keyboard.press("Tab")
    link = page.locator(":focus")
    assert link.get_attribute("class") == "skip"
    box = link.bounding_box()
    assert box is not None
    assert box["y"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_every_stop_of_the_keyboard_can_be_seen(show: Opener) -> None:
    page = show(DOCUMENT)
    stops = page.locator("a[href]").count()
    for _ in range(stops):
        page.keyboard.press("Tab")
        style = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert style != "none", page.evaluate("document.activeElement.outerHTML")
    assert stops > 10


def test_a_page_reads_the_same_without_scripts(show: Opener) -> None:
    with_scripts = show(NEWS).locator("main").inner_text()
    page = show(NEWS, scripts=False)
    text = page.locator("main").inner_text()
    assert text == with_scripts
    for part in (
        "全市部署春旱应对工作",
        "2026-03-20 10:05",
        "样例日报",
        "第7号",
        "按照办法保障用水",
    ):
        assert part in text.replace("\n", ""), part
    assert page.locator("script").count() == 0


def test_landmarks_and_headings_are_in_place(show: Opener) -> None:
    page = show(DOCUMENT)
    for role, count in (("banner", 1), ("main", 1), ("contentinfo", 1), ("heading", None)):
        found = page.get_by_role(role).count()  # type: ignore[arg-type]
        assert found == count if count else found > 2, role
    levels = page.evaluate(
        "[...document.querySelectorAll('h1,h2,h3,h4')].map(h => Number(h.tagName[1]))"
    )
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


@pytest.mark.parametrize(
    ("path", "heading"),
    [
        ("tags/index.html", "专题与标签"),
        ("topics/nongye/index.html", "专题：农业"),
        ("topics/nongye/page-1.html", "专题：农业 · 往期第1页"),
        ("xwdt/2025/index.html", "新闻动态 2025年"),
        ("xwdt/2025/page-1.html", "新闻动态 2025年 · 往期第1页"),
        ("xwdt/page-1.html", "新闻动态 · 往期第1页"),
    ],
)
def test_lists_say_what_they_list(show: Opener, path: str, heading: str) -> None:
    page = show(path)
    assert page.get_by_role("heading", level=1).inner_text() == heading
    assert page.title().startswith(heading.partition("：")[2] or heading)


def test_a_tag_is_a_link_and_a_column_leads_to_its_years(show: Opener) -> None:
    page = show(NEWS)
    page.get_by_role("main").get_by_role("link", name="农业").click()
    assert page.url.endswith("/topics/nongye/index.html")
    assert "全市部署春旱应对工作" in page.locator(".list").inner_text()
    page = show("tags/index.html")
    page.get_by_role("link", name="春灌7", exact=True).click()
    assert page.get_by_role("heading", level=1).inner_text() == "标签：春灌7"
    page = show("xwdt/index.html")
    page.get_by_role("navigation", name="按年份查看").get_by_role("link", name="2026年").click()
    assert page.url.endswith("/xwdt/2026/index.html")


def test_the_foot_of_every_page_leads_to_the_site_map(show: Opener) -> None:
    page = show(NEWS)
    page.get_by_role("contentinfo").get_by_role("link", name="网站地图").click()
    assert page.url.endswith("/index.html#s-columns")
    assert page.get_by_role("heading", name="栏目导航").is_visible()
    page.get_by_role("contentinfo").get_by_role("link", name="专题与标签").click()
    assert page.url.endswith("/tags/index.html")


def test_a_column_announces_its_feeds_beside_those_of_the_site(show: Opener) -> None:
    page = show("xwdt/index.html")
    feeds = page.locator("head link[rel=alternate][type^='application/']")
    found = [(one.get_attribute("type"), one.get_attribute("href")) for one in feeds.all()]
    assert found == [
        ("application/atom+xml", "/feeds/xwdt/all.atom.xml"),
        ("application/feed+json", "/feeds/xwdt/all.json"),
        ("application/atom+xml", "/feeds/all.atom.xml"),
        ("application/feed+json", "/feeds/all.json"),
    ]


def test_legacy_content_says_that_it_is(show: Opener) -> None:
    text = show("zwgk/flfg/2026/0105-jieshui.html").locator(".meta").inner_text()
    assert "存量（迁入数据，发布时间为原网站时间）" in text
    assert "2026-01-06" in text
    assert "三审" not in text


def test_print_shows_the_text_and_not_the_navigation(show: Opener) -> None:
    page = show(DOCUMENT)
    page.emulate_media(media="print")
    assert not page.locator("nav.columns").is_visible()
    assert page.locator("h1").is_visible()
    assert page.locator(".document").is_visible()
    assert page.locator(".site-footer").is_visible()


@pytest.mark.parametrize("path", ["index.html", "tags/index.html", "xwdt/index.html"])
def test_links_and_buttons_are_large_enough_to_touch(show: Opener, path: str) -> None:
    page = show(path, 360)
    small = page.evaluate(
        "[...document.querySelectorAll('nav.columns a, .list a, .languages a, .tags a, .pager a')]"
        ".filter(a => a.getBoundingClientRect().height < 24).map(a => a.textContent)"
    )
    assert small == []
