"""Html becomes Markdown that says the same, whatever the element."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanshen.content.markdown import parse_body
from sanshen.importer.html_markdown import (
    destination,
    letters_of,
    picture_label,
    to_markdown,
    visible_text,
)
from sanshen.importer.islands import page_letters


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<h2>标题 <b>甲</b></h2>", "## 标题 **甲**"),
        ("<ul><li>一<ol><li>二</li></ol></li><li>三</li></ul>", "- 一\n  1. 二\n- 三"),
        (
            "<table><tr><th>甲</th><th>乙</th></tr><tr><td>a|b</td><td>c<br>d</td></tr></table>",
            "| 甲 | 乙 |\n| --- | --- |\n| a\\|b | c d |",
        ),
        (
            "<table><tr><td colspan='2'>甲</td></tr><tr><td>1</td><td>2</td></tr></table>",
            "| 甲 |  |\n| --- | --- |\n| 1 | 2 |",
        ),
        ("<p>10<sup>6</sup>、1<sup>st</sup>、H<sub>2</sub>O</p>", "10⁶、1st、H₂O"),
        ("<dl><dt>词</dt><dd>义</dd></dl>", "**词**\n\n义"),
        ("<a href='/a b' title='说\"明'>甲</a>", '[甲](</a b> "说\\"明")'),
        ("<a name='x'>甲</a>", "甲"),
        ("<img src='a.png' alt='图[1]'>", "![图\\[1\\]](a.png)"),
        ("<img alt='只有文字'>", "只有文字"),
        ("<iframe src='https://v.example/1' title='录像'></iframe>", "[录像](https://v.example/1)"),
        ("<video><source src='a.mp4'>请下载</video>", "[a.mp4](a.mp4)\n\n请下载"),
        ("<p>甲<br>乙<br></p>", "甲\\\n乙"),
        ("<p>1. 甲 *乙* # 丙 &lt;丁></p>", "1\\. 甲 \\*乙\\* \\# 丙 &lt;丁\\>"),
        ("<p>https://x.example/a_b?c=d 与</p>", "https://x.example/a_b?c=d 与"),
        ("<div>甲<script>x()</script><style>p{}</style></div>", "甲"),
        ("<figure><img src=a.png><figcaption>图注</figcaption></figure>", "![](a.png)\n\n图注"),
        ("<pre><code>a\n  &lt;b></code></pre>", "```\na\n  <b>\n```"),
    ],
)
def test_an_element_becomes_its_markdown(html: str, markdown: str) -> None:
    assert to_markdown(html) == markdown
    assert page_letters(parse_body(markdown, 1)) == letters_of(visible_text(html))
    assert parse_body(markdown, 1).raw_html == ()


def test_what_is_written_as_a_link_in_html_stays_one() -> None:
    assert to_markdown("<p>见[甲](/乙)和![图](a_b.png)</p>") == "见[甲](/乙)和![图](a_b.png)"


words = st.text(st.sampled_from("甲乙 a1*_#-+.)`[]|>!\\~=:&"), max_size=12).map(
    lambda text: text.replace("&", "&amp;").replace(">", "&gt;")
)
marks = st.sampled_from(["b", "em", "span", "u", "small"])
inline = st.recursive(
    words, lambda inner: st.tuples(marks, inner).map(lambda p: f"<{p[0]}>{p[1]}</{p[0]}>")
)
blocks = st.recursive(
    st.tuples(st.sampled_from(["p", "h3", "blockquote", "div"]), inline).map(
        lambda p: f"<{p[0]}>{p[1]}</{p[0]}>"
    ),
    lambda inner: st.tuples(st.sampled_from(["ul", "ol"]), st.lists(inner, min_size=1, max_size=3))
    .map(lambda p: f"<{p[0]}>{''.join(f'<li>{each}</li>' for each in p[1])}</{p[0]}>"),
    max_leaves=6,
)  # fmt: skip


@given(blocks)
def test_what_is_converted_is_never_raw_html(html: str) -> None:
    assert parse_body(to_markdown(html), 1).raw_html == ()


@pytest.mark.parametrize(
    ("target", "title", "written"),
    [
        ("/a", "", "/a"),
        ("/a b", "", "</a b>"),
        ("/a(b)", "", "</a(b)>"),
        ("", "", "<>"),
        ("/a<b>", "", "/a%3Cb%3E"),
        ("/a", 'x "y"', '/a "x \\"y\\""'),
    ],
)
def test_a_destination_is_written_so_that_it_is_read_back(
    target: str, title: str, written: str
) -> None:
    assert destination(target, title) == written
    (link,) = parse_body(f"[x]({written})", 1).links
    assert link.target in (target, target.replace("<", "%3C").replace(">", "%3E"))


def test_a_picture_is_named_by_its_words_else_by_its_file() -> None:
    assert picture_label(" 图 ", "/a/b.png") == "图"
    assert picture_label("", "/a/b.png?x=1") == "b.png"


def test_letters_are_what_is_said() -> None:
    assert letters_of("**甲** 1⁶\n- 乙") == "甲16乙"
