"""Raw html becomes Markdown piece by piece; the Markdown around it stays byte for byte."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanshen.importer.bodies import BodyRules, CommentRule, HtmlRule, adapt_body
from sanshen.importer.edits import EditKind
from sanshen.model.sites import Dialect
from tests.importer.text_law import text_of

CONVERT = BodyRules(CommentRule.REMOVE, HtmlRule.CONVERT)


def converted(body: str) -> str:
    return adapt_body(body, CONVERT).body.text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("甲<b>乙</b>丙\n", "甲**乙**丙\n"),
        ("a <i> b </i>c\n", "a  *b* c\n"),
        ("见<a href='/x?a=1&amp;b=2' title='题'>这*里*</a>。\n", '见[这*里*](/x?a=1&b=2 "题")。\n'),
        ("<span style='x'>甲</span>乙\n", "甲乙\n"),
        ("键入<kbd>a &amp; b</kbd>\n", "键入`a & b`\n"),
        ("10<sup>2</sup>\n", "10²\n"),
        ("甲<br>乙\n", "甲\\\n乙\n"),
        ("- 甲<br/>乙\n", "- 甲\\\n  乙\n"),
        ("甲<br />\n乙\n", "甲\\\n乙\n"),
        ("| 甲<br>乙 |\n|---|\n| 丙 |\n", "| 甲 乙 |\n|---|\n| 丙 |\n"),
        ("<br>\n\n甲\n", " \n\n甲\n"),
        ("甲\n\n<hr>\n\n乙\n", "甲\n\n---\n\n乙\n"),
        ("<p>甲</p>\n\n- **乙**\n", "甲\n\n- **乙**\n"),
        ("<div>\n\n- **甲**\n\n</div>\n", "- **甲**\n"),
        ("<div>\n  <p>甲</p>\n\n    <p>乙</p>\n</div>\n", "甲\n\n  乙\n"),
        ("- 甲\n\n  <p>乙</p>\n", "- 甲\n\n  乙\n"),
        ("> 甲\n> <footer>乙</footer>\n", "> 甲\n> 乙\n"),
        ("甲\n<ul><li>乙</li></ul>\n丙\n", "甲\n\n- 乙\n\n丙\n"),
        ("甲<script>x</script>乙\n", "甲乙\n"),
        ("甲<wbr>乙</span>丙\n", "甲乙丙\n"),
        ("输入<password>\n", "输入&lt;password>\n"),
        ("<center markdown='1'>\n**甲**\n</center>\n", "**甲**\n"),
    ],
)
def test_a_piece_becomes_markdown_and_nothing_else_changes(before: str, after: str) -> None:
    made = adapt_body(before, CONVERT)
    assert made.body.text == after
    assert made.body.original() == before
    assert made.parsed.raw_html == ()


@pytest.mark.parametrize(
    "body", ["`<b>` 与\n\n    <p>代码</p>\n", "```\n<div>\n```\n", "<https://x.example/>\n"]
)
def test_code_and_addresses_are_left_alone(body: str) -> None:
    assert converted(body) == body


@pytest.mark.parametrize("body", ["<b>“甲”</b>乙\n", "甲<b>（乙）</b>丙\n", "x<em>*</em>y\n"])
def test_marks_that_markdown_would_show_are_not_made(body: str) -> None:
    assert text_of(converted(body), Dialect.COMMONMARK) == text_of(body, Dialect.COMMONMARK)
    parsed = adapt_body(body, CONVERT).parsed
    assert parsed.text.count("*") == body.count("*")


def test_every_change_has_its_kind() -> None:
    made = adapt_body("<div>\n甲<b>乙</b><!-- 注 --><style>p</style>\n</div>\n", CONVERT)
    assert {edit.kind for edit in made.body.edits} == {
        EditKind.HTML_REMOVED,
        EditKind.HTML_CONVERTED,
        EditKind.COMMENT_REMOVED,
        EditKind.ACTIVE_REMOVED,
    }


text = st.text(st.sampled_from("甲乙丙ab12，。 "), min_size=1, max_size=8).map(str.strip)
inline = st.recursive(
    text,
    lambda inner: st.tuples(
        st.sampled_from(["b", "em", "span", "u", "a href='/x'", "del", "code", "font color=x"]),
        inner,
    ).map(lambda p: f"<{p[0]}>{p[1]}</{p[0].split()[0]}>"),
    max_leaves=3,
)
line = st.one_of(
    text.map(lambda t: f"{t}\n\n"),
    st.tuples(text, inline, text).map(lambda p: f"{p[0]}{p[1]}{p[2]}\n\n"),
    inline.map(lambda t: f"<p>{t}</p>\n\n"),
    st.lists(inline, min_size=1, max_size=3).map(
        lambda each: "<ul>\n" + "".join(f"  <li>{one}</li>\n" for one in each) + "</ul>\n\n"
    ),
    st.tuples(inline, inline).map(
        lambda p: f"<div class='c'>\n  <h3>{p[0]}</h3>\n  <p>{p[1]}</p>\n</div>\n\n"
    ),
    st.tuples(inline, inline).map(
        lambda p: f"<table><tr><th>{p[0]}</th></tr><tr><td>{p[1]}</td></tr></table>\n\n"
    ),
    text.map(lambda t: f"- {t}\n- {t}\n\n"),
    text.map(lambda t: f"## {t}甲\n\n"),
    st.just("<!-- 注 -->\n\n"),
)  # fmt: skip


@given(st.lists(line, max_size=6).map("".join))
def test_every_word_of_the_source_is_on_the_page_and_no_other(body: str) -> None:
    made = adapt_body(body, CONVERT)
    assert made.body.original() == body
    assert made.parsed.raw_html == ()
    assert text_of(made.body.text, Dialect.COMMONMARK) == text_of(body, Dialect.COMMONMARK)
