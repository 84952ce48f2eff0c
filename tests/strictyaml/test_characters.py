"""Control and invisible characters, and the places of characters."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sanshen.strictyaml.characters import (
    check_control_characters,
    places_in,
    replace_bad_characters,
)


@given(st.text(st.sampled_from("甲a\n"), max_size=40), st.data())
def test_a_place_leads_back_to_its_character(text: str, data: st.DataObject) -> None:
    positions = st.integers(0, max(len(text) - 1, 0))
    indices = sorted(data.draw(st.lists(positions, max_size=5))) if text else []
    lines = text.split("\n")
    for index, (line, column) in zip(indices, places_in(text, indices, 3), strict=True):
        assert (lines[line - 3] + "\n")[column - 1] == text[index]


def test_each_bad_character_is_found_where_it_stands_and_replaced() -> None:
    text, findings = replace_bad_characters("甲\x00\n乙\u202e丙\n", "x.md", 2)
    assert text == "甲 \n乙 丙\n"
    assert [(f.code, f.line, f.column, dict(f.args)["character"]) for f in findings] == [
        ("Y105", 2, 2, "U+0000"),
        ("Y126", 3, 2, "U+202E"),
    ]


def test_in_the_text_of_an_item_only_control_characters_count() -> None:
    assert check_control_characters("甲\u200b\t乙\n", "x.md", 1) == ()
    assert [f.code for f in check_control_characters("甲\x07", "x.md", 1)] == ["Y105"]


@given(st.text())
def test_what_is_replaced_keeps_every_place(text: str) -> None:
    clean, findings = replace_bad_characters(text, "x.md", 1)
    assert len(clean) == len(text)
    assert bool(findings) == (clean != text)
