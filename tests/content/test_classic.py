"""classic 方言: what older sites wrote is read as they meant it; and nothing gets through."""

from __future__ import annotations

import re
import time
from html.parser import HTMLParser
from pathlib import Path

import markdown
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown.extensions.codehilite import CodeHiliteExtension
from markdown.extensions.toc import TocExtension

from sanshen.content.body import Link, Rendered, Resolution, find_anchor
from sanshen.content.classic import parse_classic
from sanshen.content.markdown import render_parsed
from sanshen.model.findings import Finding
from tests.content import test_sanitising as attacks
from tests.content.test_markdown import markdown_pieces, words

PATH = "content/portal/xwdt/2026/0227-x.md"
CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpora" / "pelican-sites" / "mawenbao"
_META = re.compile(r"\A\ufeff?(?:[A-Za-z][\w -]*:.*\n(?:[ \t]+\S.*\n)*)+")


def render(body: str, lang: str = "zh-cn", body_line: int = 1) -> Rendered:
    """Render with the worst resolver there could be: every target is taken for an address."""
    return render_parsed(
        PATH, parse_classic(body, body_line, lang), lambda link: Resolution(link.target)
    )


def assert_harmless(html: str) -> None:
    """As for the other dialect, with the four elements and one attribute this one has more."""
    found = attacks.Inventory(html)
    assert found.tags <= attacks.TAGS | {"dl", "dt", "dd", "abbr"}
    attacks.assert_harmless(re.sub(r"</?(?:dl|dt|dd|abbr)\b", "<p", html))


def codes(findings: tuple[Finding, ...]) -> list[tuple[str, int, int]]:
    return [(found.code, found.line, found.column) for found in findings]


def test_the_marks_of_older_sites_are_understood() -> None:
    html = render(
        "| 序号 | 金额 |\n|---|--:|\n| 1 | 2 |\n\n甲\n:   乙\n\n~~~\nx < y\n~~~\n\n"
        "办法由 WTO 制定[^1]\n\n*[WTO]: 世界贸易组织\n[^1]: 注\n"
    ).html
    assert '<th scope="col" class="align-right">金额</th>' in html
    assert "<dl><dt>甲</dt>\n<dd>乙</dd>\n</dl>" in html
    assert "<pre><code>x &lt; y\n</code></pre>" in html
    assert '<abbr title="世界贸易组织">WTO</abbr>' in html
    assert '<sup class="footnote-ref"><a href="#fn-1" id="fnref-1">1</a></sup>' in html
    assert '<li id="fn-1">' in html
    assert 'aria-label="返回正文注1处"' in html


def test_bulleted_and_numbered_lists_stay_apart_and_keep_their_first_number() -> None:
    html = render("* 一\n\n3. 三\n4. 四\n").html
    assert (
        re.sub(r"\n", "", html) == '<ul><li>一</li></ul><ol start="3"><li>三</li><li>四</li></ol>'
    )


def test_a_line_that_only_names_the_language_is_no_code() -> None:
    assert "<pre><code>x = 1\n</code></pre>" in render("a\n\n    :::python\n    x = 1\n").html
    assert "<pre><code>x = 1\n</code></pre>" in render("a\n\n    #!python\n    x = 1\n").html
    kept = render("a\n\n    #!/bin/sh\n    exit\n").html
    assert "<pre><code>#!/bin/sh\nexit\n</code></pre>" in kept
    assert ":::python" in render("```\n:::python\n```\n").html


def test_the_contents_list_links_every_heading_at_its_level() -> None:
    html = render("[TOC]\n\n## 一\n\n#### 二 & 三\n\n### 四\n\n## 一\n").html
    listed = html.partition("<h2")[0].replace("\n", "")
    assert listed == (
        '<ul><li><a href="#h-一">一</a><ul><li><a href="#h-二--三">二 &amp; 三</a></li></ul>'
        '<ul><li><a href="#h-四">四</a></li></ul></li><li><a href="#h-一-1">一</a></li></ul>'
    )
    assert "[TOC]" in render("[TOC] 之外\n").html


def test_headings_have_the_anchors_of_the_other_dialect_or_their_own() -> None:
    result = render("## 一、总则\n\n一、总则\n--------\n\n### A *b*\n\n## 二 {#er}\n", body_line=11)
    assert [(h.id, h.level, h.text, h.line, h.column) for h in result.headings] == [
        ("h-一总则", 2, "一、总则", 11, 1),
        ("h-一总则-1", 2, "一、总则", 13, 1),
        ("h-a-b", 3, "A b", 16, 1),
        ("h-er", 2, "二", 18, 1),
    ]
    assert render("## 二 {#er}\n\n[甲](#er)\n").findings == ()
    assert codes(render("## 二 {#er}\n\n[甲](#san)\n").findings) == [("L102", 3, 1)]


def test_of_attribute_lists_only_ids_of_headings_and_titles_are_kept() -> None:
    html = render(
        '## 甲 {#a .b onclick="x()" style="y"}\n\n'
        '[乙](c.md){href="javascript:x" title="丙" .d} **丁**{style="x"}\n'
    ).html
    assert html.startswith('<h2 id="h-a">甲</h2>\n<p><a title="丙">乙</a> <strong>丁</strong></p>')


def test_links_keep_target_text_and_place() -> None:
    result = render(
        "甲 `[乙](x.md)`\n[乙 *丙*](x.md#a) ![图](y/z.png)\n[丁][1] [戊] <https://a.example/?b&amp;c>\n\n"
        '[1]: b.md "题"\n[戊]: c.md\n',
        body_line=8,
    )
    assert [link for link, _ in result.links] == [
        Link("x.md#a", "乙 丙", 9, 1),
        Link("y/z.png", "图", 9, 17, image=True),
        Link("b.md", "丁", 10, 1),
        Link("c.md", "戊", 10, 8),
        Link("https://a.example/?b&c", "https://a.example/?b&c", 10, 12),
    ]


@pytest.mark.parametrize(
    ("body", "place", "shown"),
    [
        ("甲 <b>乙</b>", (1, 3), "<b>"),
        ("甲\n\n<div onclick='x'>\n乙\n</div>\n\n丙", (3, 1), "<div onclick='x'> 乙 </div>"),
        ("`<i>` 与 <i>", (1, 9), "<i>"),
        ("- 甲\n- 乙 <!-- 批注 -->", (2, 5), "<!-- 批注 -->"),
        ("| a | b |\n|---|---|\n| 甲<br>乙 | c |", (3, 4), "<br>"),
        ("甲\n\n<!-- 一\n\n二 -->\n", (3, 1), "<!-- 一 二 -->"),
        ("甲[^1]\n\n[^1]: 注 <i>x", (3, 9), "<i>"),
        ("<?php x ?>\n", (1, 1), "<?php x ?>"),
    ],
)
def test_raw_html_is_a_finding_with_line_and_column(
    body: str, place: tuple[int, int], shown: str
) -> None:
    result = render(body)
    found = [f for f in result.findings if f.code == "R101"]
    assert (found[0].line, found[0].column) == place
    assert dict(found[0].args)["html"] == shown
    assert_harmless(result.html)


@pytest.mark.parametrize(
    "body", ["1 < 2 且 3 > 2", "`<b>`", "a\n\n    <b>\n", "```\n<b>\n```\n", r"\<b>",
             "<https://a.example>", "<a@b.example>"],
)  # fmt: skip
def test_angle_brackets_that_are_text_are_no_finding(body: str) -> None:
    assert [f for f in render(body).findings if f.code == "R101"] == []


def test_entities_are_characters_and_addresses_keep_their_ampersands() -> None:
    html = render("&copy; &#60;b&#62; &lt;i&gt; AT&T [a](https://a.example/?x=1&copy=2)").html
    assert "© &lt;b&gt; &lt;i&gt; AT&amp;T" in html
    assert 'href="https://a.example/?x=1&amp;copy=2"' in html


def test_an_abbreviation_cannot_break_what_the_parser_put_aside() -> None:
    body = "```\ncode\n```\n\n甲 0 wzxhzdk\n\n*[0]: 零\n*[wzxhzdk]: 字\n"
    assert "<pre><code>code\n</code></pre>" in render(body).html


def test_a_note_within_a_note_and_one_nobody_uses_are_shown() -> None:
    result = render("甲[^a][^a]\n\n[^a]: 子[^b]\n\n    > [^b]: 丑\n\n[^c]: 寅\n")
    assert [word for word in "子丑寅" if word not in result.text] == []
    assert result.html.count('class="footnote-backref"') == 3


def test_labels_are_in_the_language_of_the_file() -> None:
    assert 'aria-label="Back to reference 1"' in render("a[^1]\n\n[^1]: n", "en").html


def test_lines_of_chinese_are_joined_without_a_blank_but_words_are_not() -> None:
    result = render("第一行，\n第二行\n\nfirst\nsecond\n\n    甲\n    乙\n")
    assert "第一行，第二行" in result.html
    assert "first\nsecond" in result.html
    assert "甲\n乙" in result.html


def test_a_blank_table_head_is_remembered_with_its_place() -> None:
    body = parse_classic("x\n\n|  |  |\n|---|---|\n| 1 | 2 |\n", 1)
    assert [(spot.line, spot.column) for spot in body.blank_table_heads] == [(3, 1)]
    assert parse_classic("| a | b |\n|---|---|\n| 1 | 2 |\n", 1).blank_table_heads == ()


def test_marks_nested_beyond_reason_stay_as_text() -> None:
    deep = render("> " * 200 + "甲\n")
    assert deep.html.count("<blockquote>") < 100
    assert "甲" in deep.text
    emphasis = render("*甲 **乙 " * 2_000 + "丙** 丁*" * 2_000)
    assert "丙" in emphasis.text
    assert_harmless(emphasis.html)


own_pieces = st.sampled_from(
    [
        "\n[TOC]\n", "\n## {} {#x}\n", "{: onclick={} }", '{title="{}"}', "{#menu}",
        "\n:   {}\n", "\n*[a]: {}\n", "a", "\n    :::html\n    {}\n\n",
        "\n~~~ {.x onload={}}\n{}\n~~~\n",
        "\n[^a]: b\n\n    {}\n\n", "///Footnotes Go Here///", "\x02wzxhzdk:0\x03", "&#2;", "&#x{};",
        "\x02klzzwxh:0000\x03", "<div markdown=1>", "</div>\n", "[a][]", "![a][r]", "![r]", "[r]",
        "[r]: <{}> \"x\" onclick=y\n", "\n{}\n====\n", "\n1. ", "\n\n    > ", "<a@{}>", "<{}@b>",
    ]
)  # fmt: skip


@given(
    st.lists(markdown_pieces | own_pieces | st.text(max_size=6), max_size=12),
    st.sampled_from(attacks.SPELLINGS),
)
def test_nothing_that_acts_survives_rendering(parts: list[str], address: str) -> None:
    """Law: for any text (here up to 12 attack pieces or texts) and even with a resolver that
    takes every target, rendering does not raise and its html is harmless."""
    assert_harmless(render("".join(parts).replace("{}", address)).html)


@given(st.text(max_size=300))
def test_rendering_never_raises(body: str) -> None:
    """Law: any text without lone surrogates (up to 300 characters) renders."""
    assert_harmless(render(body).html)


@given(st.text("*_[]()<>!`\\#-+.:>|&{}^~=\"' \n\t1aA甲", max_size=120))
def test_any_mixture_of_marks_renders(body: str) -> None:
    """Law: any mixture of the characters that are marks (up to 120) renders, harmless."""
    assert_harmless(render(body).html)


@given(st.lists(st.sampled_from(["[^1]", "[^注]", "[^1-2]", "[^x:2]", "字", "\n\n"]), max_size=12))
def test_footnotes_round_trip(parts: list[str]) -> None:
    """Law: every address inside the page has exactly one element it leads to, for any mixture of
    up to 12 references to four footnotes, and ids are unique."""
    notes = "\n\n[^1]: 甲\n\n[^注]: 乙[^1]\n\n[^1-2]: 丙\n\n[^x:2]: 丁\n"
    found = attacks.Inventory(render("".join(parts) + notes).html)
    assert len(set(found.ids)) == len(found.ids)
    for address in found.addresses:
        assert found.ids.count(address.removeprefix("#")) == 1


@given(st.lists(words.map(str.strip).filter(bool), min_size=1, max_size=6))
def test_heading_ids_round_trip(titles: list[str]) -> None:
    """Law: ids of headings are unique, stand in the html, are found by their own slug, and are
    linked from the list of contents (up to 6 headings of up to 12 characters)."""
    result = render("".join(f"## 第 {title}\n\n" for title in titles) + "[TOC]\n")
    ids = [heading.id for heading in result.headings]
    assert len(set(ids)) == len(ids) == len(titles)
    found = attacks.Inventory(result.html)
    assert found.ids == ids
    assert found.addresses == [f"#{one}" for one in ids]
    for one in ids:
        assert find_anchor(result.headings, one.removeprefix("h-")) == one


MARKS = (
    "> ", "- ", "[", "![", "*", "<div>", "`", "| ", "[^1]", "(", "[a](", "[a][", "![a](", "<!--",
    "<a ", "<![", "*a ", "#\n", "- a\n", "[a]: b\n", "*[a]: b\n", "[^a]: b\n", "{: a=", "[a](<",
)  # fmt: skip


@pytest.mark.parametrize("mark", MARKS)
def test_ten_thousand_characters_of_a_mark_render_within_seconds(mark: str) -> None:
    """CPU time: 0.7 s at most here for any of them; the stock parser takes 10 s for ``[``."""
    begin = time.process_time()
    assert_harmless(render((mark * 10_000)[:10_000]).html)
    assert time.process_time() - begin < 6


class Words(HTMLParser):
    """The text, code and addresses of a piece of html, without numbers of notes or contents."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text, self.code, self.addresses = "", [""], []
        self._open: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        contents = tag == "div" and values.get("class") == "toc"
        back = values.get("class") in ("footnote-backref", "footnote-ref")
        if tag == "img":
            self.text += values.get("alt") or ""
        elif tag not in ("br", "hr"):
            self._open.append("silent" if contents or back or tag == "sup" else tag)
        if tag == "pre":
            self.code.append("")
        if "silent" not in self._open:
            self.addresses += [v for k in ("href", "src") if (v := values.get(k)) is not None]

    def handle_endtag(self, tag: str) -> None:
        if tag not in ("br", "hr") and self._open:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if "silent" not in self._open:
            self.text += data
            if "pre" in self._open:
                self.code[-1] += data


def stock(body: str) -> Words:
    """What Python-Markdown itself makes of a body, with the same extensions."""
    names = ("tables", "footnotes", "attr_list", "def_list", "fenced_code", "abbr", "sane_lists")
    extensions = [TocExtension(), CodeHiliteExtension(use_pygments=False), *names]
    return Words(markdown.Markdown(extensions=extensions).convert(body))


def bare(text: str) -> str:
    return "".join(text.split())


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus of Pelican sites is not here")
def test_every_post_of_a_real_site_says_what_the_stock_parser_says() -> None:
    """161 posts: text, code and addresses are those of stock Python-Markdown, except that raw
    html, named in findings, is left out."""
    with_html, examined = 0, 0
    for file in sorted(CORPUS.rglob("content/**/*.md")):
        body = _META.sub("", file.read_text(encoding="utf-8-sig"))
        parsed, wanted = parse_classic(body, 1), stock(body)
        examined += 1
        if parsed.raw_html:
            with_html += 1
            continue
        html = render(body).html
        assert bare(parsed.text) == bare(wanted.text), file.name
        assert [c.strip() for c in Words(html).code] == [c.strip() for c in wanted.code], file.name
        assert [link.target for link in parsed.links] == wanted.addresses, file.name
    assert examined >= 161
    assert with_html <= 20
