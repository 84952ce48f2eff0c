"""页面规则: each rule with a page that breaks it alone, beside the sound page it was made from."""

from __future__ import annotations

import re

import pytest

from sanshen.catalogue import finding_texts
from sanshen.publish.page_parts import read_page
from sanshen.publish.page_rules import check_links, check_page, file_meant
from tests.publish.sound_page import ANCHORS, FILES, PATH, PREVIEW, PUBLIC, SITE

TAG = '<meta name="ColumnType" content="新闻动态">'
TIME = '"PubDate" content="2026-03-20 10:05"'
# code: (of a public page, what to replace, by what)
CASES = {
    "B113": (True, TAG, ""),
    "B114": (True, TAG, TAG + TAG),
    "B115": (True, TAG, TAG.replace("新闻动态", " ")),
    "B116": (True, 'content="www.yangli.example"', 'content="www.other.example"'),
    "B117": (True, "<h1>", "<h1></h1><h1>"),
    "B118": (True, 'lang="zh-CN"', 'lang="en"'),
    "B119": (True, 'aria-label="搜索"', 'aria-label=" "'),
    "B120": (True, 'href="/index.html"', 'href="/gone.html"'),
    "B121": (True, ' alt="">', ">"),
    "B122": (False, "noindex", "index"),
    "B123": (True, "10:05</time>", "10:06</time>"),
    "B124": (True, "</head>", '<meta name="robots" content="noindex"></head>'),
}


def found(page: str, published: bool = True) -> list[str]:
    """The codes of what the exact reader finds."""
    parts = read_page(page)
    anchors = lambda path, anchor: not path.endswith(".html") or (path, anchor) in ANCHORS  # noqa: E731
    return [
        *(one.code for one in check_page(SITE, PATH, "article", "zh-cn", parts, published)),
        *(one.code for one in check_links(SITE, PATH, parts, FILES.__contains__, anchors)),
    ]


@pytest.mark.parametrize("code", CASES)
def test_each_rule_finds_the_page_that_breaks_it_and_no_other(code: str) -> None:
    published, old, new = CASES[code]
    page = PUBLIC if published else PREVIEW
    assert old in page
    if code == "B123":  # the time stands in the title too, which is no text of the page
        assert page.count("10:05") == 4
    assert found(page.replace(old, new, 1), published) == [code]
    assert found(page, published) == []


def test_every_code_about_pages_has_a_case() -> None:
    codes = {code for code in finding_texts() if re.fullmatch(r"B1(1[3-9]|2\d)", code)}
    assert codes == set(CASES)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"SiteIDCode" content="9900000001"', '"SiteIDCode" content="9900000002"'),
        (TIME, TIME.replace("10:05", "10:5")),
        (TIME, TIME.replace("2026-03-20 10:05", "未发布")),
    ],
)
def test_b116_a_tag_has_the_value_of_the_site_and_the_form_of_a_time(old: str, new: str) -> None:
    assert found(PUBLIC.replace(old, new)) == ["B116"]


def test_b122_and_b124_a_public_page_and_a_preview_cannot_be_taken_for_each_other() -> None:
    assert found(PREVIEW, True) == ["B124"]
    assert found(PUBLIC, False) == ["B122"]
    assert found(PREVIEW.replace('class="unreviewed"', ""), False) == ["B122"]


@pytest.mark.parametrize(
    ("target", "meant"),
    [
        ("/index.html#main", ("index.html", "main")),
        ("../index.html", ("xwdt/index.html", "")),
        ("#a", (PATH, "a")),
        ("/a%20b/../c.pdf", ("c.pdf", "")),
        ("https://www.yangli.example/x", ("x", "")),
        ("https://www.yangli.example.evil/x", None),
        ("//elsewhere.example/x", None),
        ("mailto:a@b.example", None),
        ("https://[", ("", "")),
    ],
)
def test_what_file_a_target_means(target: str, meant: tuple[str, str] | None) -> None:
    assert file_meant(SITE, PATH, target) == meant
