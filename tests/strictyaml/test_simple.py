"""Simple YAML: whatever the fast reader accepts, the strict reader reads alike and in silence."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sanshen.strictyaml import parse_yaml
from sanshen.strictyaml.simple import parse_simple
from tests.strictyaml.test_parsing import CASES

HEADER = """kind: news
title: 关于“十四五”规划的通知：第1号
summary: "他说：“好”, # 3: [x]"
keywords: [甲, "乙, 丙", a b]
tags:
- 一
- '二'
issuers:
  - 市政府
  - 市财政局
attachments:
  - file: a.xlsx
    title: 附件
  - file: b.pdf
    title: "附件: 二"
picture:
  file: x.png
  alt: 会场
written_on: 2026-02-25
place: http://a.example/x
"""

WORDS = st.sampled_from(
    [
        "title", "a", "甲", "乙丙", "“甲”", "“甲”和“乙”", '"x"', "'y'", '"', "'", "- ", "-", "[",
        "]", "[a, b]", "{", ", ", ",", "，", "、", ": ", ":", "：", "#", " #", "&x", "*", "!", "|",
        ">", "%", "@", "`", "\\", "\t", " ", "  ", "    ", "\u3000", "\u00a0", "\u200b", "\ufeff",
        "\x00", "\x85", "\u2028", "---", "...", "~", "null", "?", "? ", "=", "<<", "\r", "😀", "\n",
        "\n", "\n  ", "\n- ", "\n  - ", "key: ", "\nkey: ", "\nb: ", "\nfile: ", "\n    title: ",
    ]
)  # fmt: skip


def same(text: str) -> None:
    data = parse_simple(text)
    if data is not None:
        parsed = parse_yaml(text, "x.md", 2, comments=False)
        assert parsed.findings == ()
        assert (parsed.data, parsed.empty, parsed.unread) == (data, (), frozenset())
        assert list(parsed.data) == list(data)


def test_a_usual_header_is_accepted() -> None:
    data = parse_simple(HEADER)
    assert data is not None
    assert data["attachments"][1] == {"file": "b.pdf", "title": "附件: 二"}
    assert data["keywords"] == ["甲", "乙, 丙", "a b"]
    same(HEADER)


@pytest.mark.parametrize("code", CASES)
def test_no_text_with_a_finding_is_accepted(code: str) -> None:
    text, _, mended = CASES[code]
    if parse_yaml(text, "x.md", comments=False).findings:
        assert parse_simple(text) is None
    same(mended)


@given(st.lists(WORDS, max_size=12).map("".join))
@example("a: b\n c\n")
@example("a:\n- b\n  c\n")
@example("a: [b,\n c]\n")
def test_what_is_accepted_is_read_alike(text: str) -> None:
    """Law: accepted by the fast reader: same data and no finding by the strict one (any text
    of up to 12 fragments)."""
    same(text)
    same(f"{text}\n")


@st.composite
def changed_headers(draw: st.DrawFn) -> str:
    lines = HEADER.splitlines(keepends=True)
    for _ in range(draw(st.integers(0, 3))):
        number = draw(st.integers(0, len(lines) - 1))
        line = lines[number]
        column = draw(st.integers(0, len(line)))
        cut = draw(st.integers(0, 3))
        lines[number] = line[:column] + draw(WORDS | st.just("")) + line[column + cut :]
    chosen = draw(st.lists(st.sampled_from(lines), max_size=12) | st.just(lines))
    return "".join(chosen)


@given(changed_headers())
def test_a_header_changed_anywhere_is_read_alike_or_left_to_the_strict_reader(text: str) -> None:
    """Law: as above, for a usual header with up to three changes or its lines in any order."""
    same(text)


@given(st.text(max_size=60))
def test_any_text_is_read_alike_or_left(text: str) -> None:
    """Law: as above, for any text of up to 60 characters."""
    same(text)
    same(f"a: {text}\n")
    same(f"a: [{text}]\n")
