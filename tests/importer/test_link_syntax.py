"""Links are found where they are written, whatever the form."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanshen.content.markdown import parse_body
from sanshen.importer.html_markdown import destination
from sanshen.importer.link_syntax import links_written, meaning, same_target


@pytest.mark.parametrize(
    ("text", "target", "words", "image"),
    [
        ("[甲](/x)", "/x", "甲", False),
        ("![图](a.png '题')", "a.png", "图", True),
        ('[甲](</a b> "题")', "/a b", "甲", False),
        ("[甲](/a(b)c)", "/a(b)c", "甲", False),
        ("[甲](/a\\_b?c&amp;d)", "/a_b?c&d", "甲", False),
        ("[甲 [乙] \\] 丙](/x)", "/x", "甲 [乙] \\] 丙", False),
        ("[甲](/x\u202fy.png)", "/x\u202fy.png", "甲", False),
        ("[甲]()", "", "甲", False),
        ("[甲][一]\n\n[一]: /x '题'\n", "/x", "甲", False),
        ("[甲][]\n\n[甲]: </x>\n", "/x", "甲", False),
    ],
)
def test_a_link_is_found(text: str, target: str, words: str, image: bool) -> None:
    (written,) = links_written(f"前 {text}")
    shift = f"前 {text}"
    assert (written.target, written.image) == (target, image)
    assert shift[written.words_start : written.words_end] == words
    assert meaning(shift[written.target_start : written.target_end]) == target


@pytest.mark.parametrize("text", ["[甲] (/x)", "\\[甲](/x)", "甲](/x)", "[甲][二]", "[甲](/a b)"])
def test_what_is_no_link_is_not_found(text: str) -> None:
    assert [one for one in links_written(text) if not text.startswith("\\")] == []


def test_a_picture_within_a_link_is_found_too() -> None:
    found = {(one.target, one.image) for one in links_written("[![图](a.png)](/x)")}
    assert found == {("a.png", True), ("/x", False)}


def test_percent_encoded_targets_are_the_same() -> None:
    assert same_target("/%E7%94%B2", "/甲")
    assert not same_target("/a", "/b")


@given(st.text(st.sampled_from("/a甲 ()<>\\_%&;#?\"'"), min_size=1, max_size=10))
def test_a_written_destination_is_read_as_the_renderer_reads_it(target: str) -> None:
    text = f"[x]({destination(target.strip() or '/', '')})"
    links = parse_body(text, 1).links
    written = list(links_written(text))
    if links and not links[0].dangerous:
        assert [same_target(links[0].target, one.target) for one in written] == [True]
