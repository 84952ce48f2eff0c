"""Markdown 渲染: Chinese emphasis, places, anchors, footnotes; and that nothing gets through."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanshen.content.body import Link, Rendered, Resolution, find_anchor
from sanshen.content.markdown import parse_body, render_body, renderer_version
from sanshen.model.findings import Finding
from tests.content.test_sanitising import HANDLERS, SPELLINGS, TEMPLATES, Inventory, assert_harmless

PATH = "content/portal/xwdt/2026/0227-x.md"


def resolve(link: Link) -> Resolution:
    """The worst resolver there could be: every target is taken for an address."""
    return Resolution(link.target)


def render(body: str, path: str = PATH, body_line: int = 1) -> Rendered:
    return render_body(path, body, body_line, resolve)


def codes(findings: tuple[Finding, ...]) -> list[tuple[str, int, int]]:
    return [(found.code, found.line, found.column) for found in findings]


@pytest.mark.parametrize(
    ("text", "bold"),
    [
        ("全市**“十四五”**规划", ["“十四五”"]),
        ("这是**重点（2026）**工作", ["重点（2026）"]),
        ("**注意：**请", ["注意："]),
        ("**《办法》**施行", ["《办法》"]),
        (
            "**一、加强领导。**各县要高度重视。**“重要”**的",
            ["一、加强领导。", "“重要”"],
        ),
    ],
)
def test_bold_works_beside_full_width_punctuation(text: str, bold: list[str]) -> None:
    html = render(text).html
    assert re.findall(r"<strong>(.*?)</strong>", html) == bold
    assert "*" not in html


def test_tables_footnotes_tasks_strikethrough_and_bare_addresses_are_understood() -> None:
    html = render(
        "| 序号 | 金额 |\n|---|--:|\n| 1 | 2 |\n\n- [x] 甲[^1]\n- [ ] 乙\n\n"
        "~~丙~~ <https://a.example>\n\n[^1]: 注\n"
    ).html
    assert '<th scope="col" class="align-right">金额</th>' in html
    assert html.count('type="checkbox"') == 2
    assert 'aria-label="已完成"' in html
    assert "<del>丙</del>" in html
    assert '<a href="https://a.example">' in html
    assert '<li id="fn-1">' in html


def test_labels_are_in_the_language_of_the_file() -> None:
    english = render("- [x] a[^1]\n\n[^1]: n", PATH.replace(".md", ".en.md")).html
    assert 'aria-label="Done"' in english
    assert 'aria-label="Back to reference 1"' in english
    chinese = render("- [x] a[^1]\n\n[^1]: n").html
    assert 'aria-label="返回正文注1处"' in chinese


def test_headings_have_prefixed_unique_ids_and_their_place_in_the_file() -> None:
    result = render("## 一、总则\n\n## 一、总则\n\n### A *b*\n", body_line=11)
    assert [(h.id, h.level, h.text, h.line) for h in result.headings] == [
        ("h-一总则", 2, "一、总则", 11),
        ("h-一总则-1", 2, "一、总则", 13),
        ("h-a-b", 3, "A b", 15),
    ]
    assert '<h2 id="h-一总则">一、总则</h2>' in result.html


def test_an_anchor_is_written_with_or_without_the_prefix() -> None:
    result = render(
        "## 一、总则\n\n[甲](#一总则) [乙](#h-一总则) [丙](#%E4%B8%80%E6%80%BB%E5%88%99)\n"
    )
    assert result.html.count('href="#h-一总则"') == 3
    assert find_anchor(result.headings, "二") is None


def test_a_dead_anchor_in_the_page_is_a_finding_and_loses_its_target() -> None:
    result = render("## 一\n\n甲 [乙](#二)\n")
    assert codes(result.findings) == [("L102", 3, 3)]
    assert "<a>乙</a>" in result.html
    assert render("## 一\n\n甲 [乙](#一)\n").findings == ()


@pytest.mark.parametrize(
    ("body", "place", "shown"),
    [
        ("甲 <b>乙</b>", (1, 3), "<b>"),
        ("甲\n\n<div onclick='x'>\n乙\n</div>\n\n丙", (3, 1), "<div onclick='x'>"),
        ("`<i>` 与 <u>", (1, 9), "<u>"),
        (r"\<i> 与 \\<u>", (1, 10), "<u>"),
        ("- 甲\n- 乙 <!-- 批注 -->", (2, 5), "<!-- 批注 -->"),
        ("| a |\n|---|\n| 甲<br>乙 |", (3, 4), "<br>"),
        ("> 引 <script>x</script>", (1, 5), "<script>"),
        ("甲[^1]\n\n[^1]: 注 <i>x", (3, 9), "<i>"),
        ("<table>\n<tr><td>1</td></tr>\n</table>\n", (1, 1), "<table>"),
    ],
)
def test_raw_html_is_a_finding_with_line_and_column(
    body: str, place: tuple[int, int], shown: str
) -> None:
    found = [f for f in render(body).findings if f.code == "R101"]
    assert (found[0].line, found[0].column) == place
    assert dict(found[0].args)["html"] == shown


def test_every_piece_of_raw_html_is_named() -> None:
    found = render("<div>\n1\n</div>\n\n<div>\n2\n</div>\n\n甲 <b>乙</b>", body_line=5).findings
    assert codes(found) == [("R101", 5, 1), ("R101", 9, 1), ("R101", 13, 3), ("R101", 13, 7)]


def test_html_blocks_that_follow_each_other_are_told_apart() -> None:
    body = "<style>\n\nx\n</style>\n<!-- a\n\nb -->\n<p>\n1\n\n甲\n<?x ?>\n"
    places = [(line, column) for _, line, column in codes(render(body).findings)]
    assert places == [(1, 1), (5, 1), (8, 1), (12, 1)]


@pytest.mark.parametrize(
    "body", ["1 < 2 且 3 > 2", "`<b>`", "    <b>\n", r"\<b>", "<https://a.example>"]
)
def test_angle_brackets_that_are_text_are_no_finding(body: str) -> None:
    assert [f for f in render(body).findings if f.code == "R101"] == []


def test_a_dangerous_link_is_named_by_its_source_and_has_no_target() -> None:
    result = render("见 [甲](JavaScript:alert(1)) [乙][z]\n\n[z]: javascript&#58;x\n")
    assert codes(result.findings) == [("L104", 1, 3), ("L104", 1, 28)]
    assert dict(result.findings[0].args)["target"] == "[甲](JavaScript:alert(1))"
    assert "<a>甲</a> <a>乙</a>" in result.html


@pytest.mark.parametrize(
    "address", ["javascript:x", "data:x", "//evil.example", "/\\evil.example", "a b", '/x"y', ""]
)
def test_a_resolver_cannot_put_in_an_address_of_another_form(address: str) -> None:
    html = render_body(PATH, "[甲](x.md) ![乙](y.png)", 1, lambda _: Resolution(address)).html
    assert "<a>甲</a>" in html
    assert '<img alt="乙">' in html


def test_lines_of_chinese_are_joined_without_a_blank_but_words_are_not() -> None:
    result = render("第一行，\n第二行\n\nfirst\nsecond\n\n```\n甲\n乙\n```\n")
    assert "第一行，第二行" in result.html
    assert "first\nsecond" in result.html
    assert "甲\n乙" in result.html


def test_the_text_holds_the_words_and_no_marks() -> None:
    result = render(
        "## 标题\n\n**甲**[^1]，[乙](x.md) ![图](y.png)\n\n"
        "| a | b |\n|---|---|\n| 1 | 2 |\n\n[^1]: 注 &amp; 释\n"
    )
    assert result.text == "标题\n甲，乙 图\na b\n1 2\n注 & 释"


def test_links_keep_target_text_and_place() -> None:
    result = render("甲\n[乙 *丙*](../x.md#a) ![图](y/z.png)\n[![内](i.png)](b.md)", body_line=8)
    assert [link for link, _ in result.links] == [
        Link("../x.md#a", "乙 丙", 9, 1),
        Link("y/z.png", "图", 9, 20, image=True),
        Link("b.md", "内", 10, 1),
        Link("i.png", "内", 10, 2, image=True),
    ]


def test_a_link_that_looks_like_our_own_mark_changes_nothing() -> None:
    html = render(
        '[甲](@1) <a href="@0">x</a> `<a href="@0"` [乙](/b.html "<a href=\\"@0\\"")'
    ).html
    assert Inventory(html).addresses == ["/b.html"]


def test_a_blank_table_head_is_remembered_with_its_place() -> None:
    body = parse_body("x\n\n|  |  |\n|---|---|\n| 1 | 2 |\n", 1)
    assert [(spot.line, spot.column) for spot in body.blank_table_heads] == [(3, 1)]
    assert parse_body("| a |\n|---|\n| 1 |\n", 1).blank_table_heads == ()


def test_the_version_of_the_renderer_is_stable_within_a_run() -> None:
    assert re.fullmatch(r"[0-9a-f]{20}", renderer_version())
    assert renderer_version() == renderer_version()


markdown_pieces = st.sampled_from(
    [
        *HANDLERS, *TEMPLATES, "[a]({})", "![a]({})", "[a](<{}>)", "[a][r]", "\n\n[r]: {}\n\n",
        "<{}>",
        "[a]({} \"onerror=x\")", "![\" onerror=\"x](a.png)", "[^1]", "[^a]", "\n\n[^1]: {}\n\n",
        "[^a]", "\n\n[^a]: x[^1]\n\n", "[^1-2]", "\n\n[^1-2]: y\n\n", "\n## 一\n", "\n# <i>x</i>\n",
        "\n- [x] a\n", "\n| a | b |\n|:-:|--:|\n| {} | <br> |\n", "\n> ", "\n```html\n{}\n```\n",
        "**", "*", "~~", "`", "\\", "\n\n", "    ", "www.a.example", "a@b.example", "\x00", "@0",
    ]
)  # fmt: skip


@given(st.lists(markdown_pieces | st.text(max_size=6), max_size=12), st.sampled_from(SPELLINGS))
def test_nothing_that_acts_survives_rendering(parts: list[str], address: str) -> None:
    """Law: for any Markdown (here up to 12 attack pieces or texts) and even with a resolver that
    takes every target, rendering does not raise and its html is harmless."""
    assert_harmless(render("".join(parts).replace("{}", address)).html)


@given(st.text(max_size=300))
def test_rendering_never_raises(body: str) -> None:
    """Law: any text without lone surrogates (up to 300 characters) renders."""
    assert_harmless(render(body).html)


@given(st.lists(st.sampled_from(["[^1]", "[^注]", "[^1-2]", "[^x-2]", "字", "\n\n"]), max_size=12))
def test_footnotes_round_trip(parts: list[str]) -> None:
    """Law: every address inside the page has exactly one element it leads to, for any mixture of
    up to 12 references to four footnotes, and ids are unique."""
    notes = "\n\n[^1]: 甲\n\n[^注]: 乙[^1]\n\n[^1-2]: 丙\n\n[^x-2]: 丁\n"
    found = Inventory(render("".join(parts) + notes).html)
    assert len(set(found.ids)) == len(found.ids)
    for address in found.addresses:
        assert found.ids.count(address.removeprefix("#")) == 1


words = st.text(st.sampled_from("一二三加强领导AbC 、，（）-_1"), min_size=1, max_size=12)


@given(st.lists(words.map(str.strip).filter(bool), min_size=1, max_size=6))
def test_heading_ids_round_trip(titles: list[str]) -> None:
    """Law: ids of headings are unique, stand in the html, and are found by their own slug
    (up to 6 headings of up to 12 characters, equal ones among them)."""
    result = render("".join(f"## 第 {title}\n\n" for title in titles))
    ids = [heading.id for heading in result.headings]
    assert len(set(ids)) == len(ids) == len(titles)
    assert Inventory(result.html).ids == ids
    for one in ids:
        assert find_anchor(result.headings, one.removeprefix("h-")) == one


@pytest.mark.parametrize("mark", ["> ", "- ", "[", "![", "*", "<div>", "`", "| ", "[^1]", "("])
def test_ten_thousand_of_a_mark_render(mark: str) -> None:
    assert_harmless(render(mark * 10_000).html)
