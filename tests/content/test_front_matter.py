"""Where the header ends and the text begins."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanshen.catalogue import finding_texts
from sanshen.content.front_matter import split

HEADER = "kind: page\ntitle: 甲\n"

# code: (file that has it, line and column, the same without it); Y115 is parse_item's
CASES = {
    "Y110": ("\n \n", (1, 1), f"---\n{HEADER}---\n文\n"),
    "Y111": (f"{HEADER}---\n文\n", (1, 1), f"---\n{HEADER}---\n文\n"),
    "Y112": (f"---\n{HEADER}\n文\n", (1, 1), f"---\n{HEADER}---\n\n文\n"),
    "Y113": (f"---\n{HEADER}———\n文\n", (4, 1), f"---\n{HEADER}---\n文\n"),
    "Y114": (f"\n\n---\n{HEADER}---\n文\n", (1, 1), f"---\n{HEADER}---\n文\n"),
}


@pytest.mark.parametrize("code", CASES)
def test_each_fault_of_the_separating_lines_is_named(code: str) -> None:
    broken, place, sound = CASES[code]
    found = [f for f in split(broken.encode(), "x.md").findings if f.code == code]
    assert [(f.line, f.column) for f in found] == [place]
    assert set(dict(found[0].args)) == set(finding_texts()[code].args)
    assert split(sound.encode(), "x.md").findings == ()


def test_every_code_of_the_separating_lines_has_a_case() -> None:
    assert {c for c in finding_texts() if re.fullmatch(r"Y11\d", c)} == {*CASES, "Y115"}


def test_the_parts_know_the_lines_they_begin_on() -> None:
    parts = split(f"---\n{HEADER}---\n\n文\n".encode(), "x.md")
    assert (parts.header_text, parts.header_line) == (HEADER, 2)
    assert (parts.body, parts.body_line) == ("\n文\n", 5)


@pytest.mark.parametrize(
    "line", ["----", "--", "－－－", "———", "――", "--- ", " ---", "–––", "- - -"]
)
@pytest.mark.parametrize("place", ["opening", "closing"])
def test_a_line_nearly_right_is_named_and_still_separates(line: str, place: str) -> None:
    opening, closing = (line, "---") if place == "opening" else ("---", line)
    parts = split(f"{opening}\n{HEADER}{closing}\n文\n".encode(), "x.md")
    assert [f.code for f in parts.findings] == ["Y113"]
    assert (parts.header_text, parts.body) == (HEADER, "文\n")


def test_a_rule_in_the_text_is_not_taken_for_the_closing_line() -> None:
    parts = split(f"---\n{HEADER}———\n文\n\n---\n\n文\n".encode(), "x.md")
    assert (parts.header_text, [f.code for f in parts.findings]) == (HEADER, ["Y113"])


def test_a_rule_in_the_text_stays_in_the_text() -> None:
    parts = split(f"---\n{HEADER}---\n甲\n\n---\n\n乙\n".encode(), "x.md")
    assert (parts.findings, parts.body) == ((), "甲\n\n---\n\n乙\n")


def test_control_characters_of_the_text_are_found_on_their_lines() -> None:
    parts = split(f"---\n{HEADER}---\n甲\n乙\x00丙\n".encode(), "x.md")
    assert [(f.code, f.line, f.column) for f in parts.findings] == [("Y105", 6, 2)]


def test_bytes_that_are_not_utf8_have_no_header() -> None:
    parts = split(f"---\n{HEADER}title: 示例市人民政府\n---\n".encode("gbk"), "x.md")
    assert (parts.header_text, [f.code for f in parts.findings]) == (None, ["Y101"])


@given(st.text(st.sampled_from("甲a: -—\n\r\t\ufeff"), max_size=40).map(lambda t: "---\n" + t))
def test_no_character_is_lost_between_header_and_text(text: str) -> None:
    parts = split(text.encode(), "x.md")
    assert parts.header_text is not None
    if not parts.findings:
        assert f"---\n{parts.header_text}---\n{parts.body}".rstrip("\n") == text.rstrip("\n")


@given(st.binary(max_size=100))
def test_splitting_never_raises(data: bytes) -> None:
    parts = split(data, "x.md")
    assert parts.header_text is not None or parts.findings
