"""A foreign body becomes valid, and no character of it is lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanshen.content.markdown import parse_body
from sanshen.importer.bodies import MAX_HTML, BodyError, BodyRules, CommentRule, adapt_body
from sanshen.importer.edits import EditedBody, EditKind

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpora" / "laws-md"
REMOVE, ESCAPE = CommentRule.REMOVE, CommentRule.ESCAPE


def adapt(body: str, comments: CommentRule) -> EditedBody:
    return adapt_body(body, BodyRules(comments)).body


odd = st.text(
    st.sampled_from("第一条甲 \n\t\r#=-*`<>!/ab&;|[]()\\\"'\u3000\u200b\ue5e5\ufeff:@.0"),
    max_size=60,
)
pieces = st.lists(
    st.one_of(
        odd,
        st.sampled_from(
            [
                "# 一\n",
                "甲\n===\n",
                "<b>x</b>",
                "<!-- 注 -->",
                "<div>\n",
                "`<i>`",
                "\n\n",
                "    <i>\n",
            ]
        ),
    ),
    max_size=8,
).map("".join)


@pytest.mark.parametrize(
    "body",
    [
        "",
        "\n第一条　全角空格\u200b零宽\ue5e5私用区\t制表符  \n\n| 甲 | 乙 |\n|---|---|\n| 1 | 2 |",
        "## 第一章\n\n### 第一节\n\n`<b>` 与 <https://shili.example/> 以及 1 < 2\n",
        "    <div>代码</div>\n\n```html\n<br>\n```\n",
        "第二条 \\<栏目>\n",
    ],
)
def test_a_valid_body_is_left_alone(body: str) -> None:
    edited = adapt(body, ESCAPE)
    assert (edited.text, edited.edits) == (body, ())


@pytest.mark.parametrize(
    ("body", "comments", "after"),
    [
        ("甲<br>乙\n", ESCAPE, "甲&lt;br>乙\n"),
        ("<div>\n<p>甲</p>\n</div>\n", ESCAPE, "&lt;div>\n&lt;p>甲&lt;/p>\n&lt;/div>\n"),
        ("`<i>` <b> <https://a.example> <u>", ESCAPE, "`<i>` &lt;b> <https://a.example> &lt;u>"),
        ("甲\n\n<!-- 分页 -->\n\n乙\n", REMOVE, "甲\n\n\n\n乙\n"),
        ("甲\n\n<!-- 分页 -->\n\n乙\n", ESCAPE, "甲\n\n&lt;!-- 分页 -->\n\n乙\n"),
        ("https://a.example/甲</a>\n", ESCAPE, "https://a.example/甲&lt;/a>\n"),
        ("# 一\n\n## 二\n\n###### 六\n", ESCAPE, "## 一\n\n### 二\n\n###### 六\n"),
        ("一\n===\n\n二\n---\n", ESCAPE, "一\n---\n\n二\n---\n"),
        ("> # 引\n", ESCAPE, "> ## 引\n"),
        ("甲\r\n乙\r丙\n", ESCAPE, "甲\n乙\n丙\n"),
        ("\\\\<b>甲", ESCAPE, "\\\\&lt;b>甲"),
    ],
)
def test_what_is_not_valid_is_changed_and_can_be_taken_back(
    body: str, comments: CommentRule, after: str
) -> None:
    edited = adapt(body, comments)
    assert edited.text == after
    assert edited.original() == body


def test_escaped_tags_are_text_that_readers_see() -> None:
    body = "第二条 网址为<栏目>/<nf>。\n"
    assert "<nf>" not in parse_body(body, 1).text
    assert "<nf>" in parse_body(adapt(body, ESCAPE).text, 1).text


def test_too_much_html_is_refused() -> None:
    with pytest.raises(BodyError) as caught:
        adapt("<b>" * (MAX_HTML + 1), ESCAPE)
    assert caught.value.code == "M112"


def test_a_heading_that_resists_is_refused() -> None:
    with pytest.raises(BodyError) as caught:
        adapt("甲\n\n==\n=\n", ESCAPE)
    assert (caught.value.code, caught.value.line) == ("M113", 3)


def test_an_underlined_heading_whose_text_ends_like_its_line_is_moved_down() -> None:
    assert adapt("甲 ==\n乙\n===\n", ESCAPE).text == "甲 ==\n乙\n---\n"


@given(pieces, st.sampled_from(CommentRule))
def test_no_character_is_lost_and_the_result_is_valid(body: str, comments: CommentRule) -> None:
    try:
        edited = adapt(body, comments)
    except BodyError:
        return  # refused whole, with its reason: nothing is lost either
    assert edited.original() == body
    parsed = parse_body(edited.text, 1)
    assert not parsed.raw_html
    assert all(heading.level > 1 for heading in parsed.headings)
    assert "\r" not in edited.text


@given(odd.filter(lambda body: "<" not in body and "\r" not in body))
def test_only_headings_can_change_a_body_without_html(body: str) -> None:
    edited = adapt(body, ESCAPE)
    assert {edit.kind for edit in edited.edits} <= {EditKind.HEADING_DEMOTED}
    assert parse_body(edited.text, 1).text == parse_body(body, 1).text


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus of laws is not on this machine")
def test_every_law_of_the_corpus_comes_back_to_the_character() -> None:
    seen = 0
    for file in sorted(CORPUS.rglob("*.md"))[::8]:
        body = file.read_bytes().decode("utf-8")
        assert adapt(body, REMOVE).original() == body, file.name
        seen += 1
    assert seen > 50
