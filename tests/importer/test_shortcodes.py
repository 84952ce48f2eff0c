"""Shortcodes become Markdown by rule; those without a rule stay, and are named."""

from __future__ import annotations

import pytest

from sanshen.importer.bodies import AdaptedBody, BodyRules, HtmlRule, adapt_body, parse_commonmark
from sanshen.importer.code_spans import in_code
from sanshen.importer.shortcodes import keys_used, shortcodes_in

RULES = {
    "ref": "{0}",
    "img": "![{alt}]({src})",
    "note": "**{0}**",
    "/note": "",
    "site.baseurl": "",
    "include list.html": "{items}",
}


def adapt(body: str, page: dict[str, tuple[str, ...]] | None = None) -> AdaptedBody:
    return adapt_body(body, BodyRules(html=HtmlRule.CONVERT, shortcodes=RULES), page=page)


@pytest.mark.parametrize(
    ("text", "name", "arguments"),
    [
        ('{{< ref "a.md" >}}', "ref", {"0": "a.md"}),
        ("{{%note%}}", "note", {}),
        ("{{< /note >}}", "/note", {}),
        ('{{< img src="a.png" alt=\'图 甲\' x=1 >}}', "img",
         {"src": "a.png", "alt": "图 甲", "x": "1"}),
        ("{% link _a/b.md %}", "link", {"0": "_a/b.md"}),
        ("{%- include\n x.html a='1' -%}", "include", {"0": "x.html", "a": "1"}),
        ("{{ site.baseurl }}", "site.baseurl", {}),
    ],
)  # fmt: skip
def test_a_call_is_read_with_its_arguments(text: str, name: str, arguments: dict[str, str]) -> None:
    (call,) = shortcodes_in(f"甲{text}乙")
    assert (call.name, dict(call.arguments), call.text) == (name, arguments, text)


@pytest.mark.parametrize("text", ["{{}}", "{% %}", "{ {x} }", "{{< >}}", "a {b} c"])
def test_what_is_no_call_is_text(text: str) -> None:
    assert list(shortcodes_in(text)) == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('[甲]({{< ref "a.md" >}} "题")\n', '[甲](a.md "题")\n'),
        ("[甲]({{ site.baseurl }}/x/)\n", "[甲](/x/)\n"),
        ('{{< img src="a.png" >}}\n', "![](a.png)\n"),
        ('{{< note "提示" >}}甲{{< /note >}}\n', "**提示**甲\n"),
        ("<a href=\"{{< ref \"a.md\" >}}\">甲</a>\n", "[甲](a.md)\n"),
    ],
)  # fmt: skip
def test_a_call_with_a_rule_is_rewritten(before: str, after: str) -> None:
    made = adapt(before)
    assert (made.body.text, made.kept) == (after, ())
    assert made.body.original() == before


def test_a_call_without_a_rule_stays_and_is_named() -> None:
    made = adapt('甲 {{< video "1" >}}\n')
    assert made.body.text == '甲 {{< video "1" >}}\n'
    assert [(call.name, call.text) for call in made.kept] == [("video", '{{< video "1" >}}')]


def test_a_call_that_stays_in_an_attribute_does_not_break_its_tag() -> None:
    made = adapt('甲 <a href="{{< video "1" >}}">乙</a> 丙\n')
    assert made.parsed.raw_html == ()
    assert "".join(made.parsed.text.split()) == "甲乙丙"
    assert [call.name for call in made.kept] == ["video"]


@pytest.mark.parametrize("body", ['`{{< ref "a" >}}`\n', '```\n{{< ref "a" >}}\n```\n'])
def test_calls_in_code_are_neither_rewritten_nor_named(body: str) -> None:
    made = adapt(body)
    assert (made.body.text, made.kept) == (body, ())


def test_deep_indentation_within_html_is_no_code() -> None:
    made = adapt('<div>\n\n    见 [甲]({{< ref "a.md" >}})\n\n</div>\n')
    assert "[甲](a.md)" in made.body.text


def test_a_list_of_the_header_is_put_where_the_call_stands() -> None:
    body = "甲\n\n{% include list.html items=page.steps %}\n"
    made = adapt(body, {"steps": ("一\n二", "**三**")})
    assert made.body.text == "甲\n\n\n\n- 一 二\n- **三**\n\n\n"
    assert keys_used(body, RULES) == {"steps"}
    assert keys_used("{% include other.html items=page.steps %}", RULES) == frozenset()


@pytest.mark.parametrize(
    ("before", "after", "anchors"),
    [
        ("{: .a}\n\n1. 甲\n", "\n\n1. 甲\n", {}),
        ('[甲](/x){:target="_blank"}\n', "[甲](/x)\n", {}),
        ("## 题 {#one}\n", "## 题\n", {"one": "题"}),
        ("文字 {#one}\n", "文字 {#one}\n", {}),
        ("`{: .a}`\n", "`{: .a}`\n", {}),
    ],
)
def test_attributes_in_braces_go_and_leave_their_anchors(
    before: str, after: str, anchors: dict[str, str]
) -> None:
    made = adapt_body(before, BodyRules(attributes=True))
    assert (made.body.text, dict(made.anchors)) == (after, anchors)
    assert made.body.original() == before
    assert adapt_body(before, BodyRules()).body.text == before


def test_what_is_code_is_what_the_page_shows_as_code() -> None:
    text = "甲 `乙` 丙\n\n    丁\n"
    spans = [(text.index(one), text.index(one) + 1) for one in "甲乙丙丁"]
    assert in_code(text, spans, parse_commonmark) == (False, True, False, True)
    assert in_code(text, [], parse_commonmark) == ()
