"""Slips of the hand, named and mended line by line."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from sanshen.strictyaml.lines import mend_lines


@pytest.mark.parametrize(
    ("line", "code", "mended"),
    [
        ("kind：news", "Y120", "kind: news"),
        ("kind ： news", "Y120", "kind : news"),
        ("标题：甲：乙", "Y120", "标题: 甲：乙"),
        ("- file：a.pdf", "Y120", "- file: a.pdf"),
        ("title: “甲”", "Y121", 'title: "甲"'),
        ('title: "甲”', "Y121", 'title: "甲"'),
        ("title: ＂甲＂", "Y121", 'title: "甲"'),
        ("- “甲”", "Y121", '- "甲"'),
        ("title:\t甲", "Y122", "title: 甲"),
        ("　title: 甲", "Y123", "title: 甲"),
        ("title:甲", "Y124", "title: 甲"),
        ("title:　甲", "Y127", "title: 甲"),
    ],
)
def test_each_slip_is_named_and_mended(line: str, code: str, mended: str) -> None:
    text, slips = mend_lines(line, "x.md", 7)
    assert [(slip.code, slip.line) for slip in slips] == [(code, 7)]
    assert text == mended


@pytest.mark.parametrize(
    "line",
    [
        "title: 时间：九点",
        "title: “甲”和“乙”",
        "- 身份证：原件",
        "url: https://www.shili.example/",
        "# 说明：甲",
        "title: '“甲”'",
    ],
)
def test_what_is_right_is_left_alone(line: str) -> None:
    assert mend_lines(line, "x.md", 1) == (line, ())


def test_the_text_of_a_literal_value_is_left_alone() -> None:
    text = "summary: |\n  时间：九点\n\n  “甲”\ntitle：乙"
    mended, slips = mend_lines(text, "x.md", 1)
    assert mended == text.replace("：乙", ": 乙")
    assert [slip.line for slip in slips] == [5]


@given(st.text(st.sampled_from("ab甲：:“”\"' -\t　|\n"), max_size=40))
def test_mending_never_adds_or_drops_a_line(text: str) -> None:
    mended, _ = mend_lines(text, "x.md", 1)
    assert mended.count("\n") == text.count("\n")


@given(st.dictionaries(st.from_regex(r"[a-z]{1,8}", fullmatch=True), st.integers(), min_size=1))
def test_a_right_text_stays_as_it_is(data: dict[str, int]) -> None:
    text = yaml.safe_dump(data)
    assert mend_lines(text, "x.md", 1) == (text, ())
