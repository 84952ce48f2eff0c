"""Strict YAML: what is read, and every deviation named with its place."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanshen.catalogue import finding_texts, render_finding
from sanshen.strictyaml import ParsedYaml, parse_yaml, parse_yaml_bytes

# code: (text that has it, line and column, the same text without it)
CASES: dict[str, tuple[str, tuple[int, int], str]] = {
    "Y103": ("a: 1\nb: 2\na: 3\n", (3, 1), "a: 1\nb: 2\nc: 3\n"),
    "Y105": ("a: 甲\x00乙\n", (1, 5), "a: 甲乙\n"),
    "Y120": ("a: 1\nkind：news\n", (2, 5), "a: 1\nkind: news\n"),
    "Y121": ("title: “甲”\n", (1, 8), "title: “甲”和“乙”\n"),
    "Y122": ("a: 1\nb:\n\t- x\n", (3, 1), "a: 1\nb:\n  - x\n"),
    "Y123": ("a: 1\n　b: 2\n", (2, 1), "a: 1\nb: 2\n"),
    "Y124": ("a: 1\ntitle:甲\n", (2, 7), "a: 1\ntitle: 甲\n"),
    "Y125": ("a: [甲，乙]\n", (1, 5), "a: [甲, '乙，丙']\n"),
    "Y126": ("a: 甲\u200b乙\n", (1, 5), "a: 甲乙\n"),
    "Y127": ("a: 1\ntitle:　甲\n", (2, 7), "a: 1\ntitle: 甲\n"),
    "Y130": ("a: |0\n  y\n", (1, 5), "a: |2\n  y\n"),
    "Y131": ("a: 甲: 乙\n", (1, 5), "a: 甲：乙\n"),
    "Y132": ('a: "甲\nb: 乙\n', (1, 4), 'a: "甲"\nb: 乙\n'),
    "Y133": ("a: [甲, 乙\nb: 丙\n", (1, 4), "a: [甲, 乙]\nb: 丙\n"),
    "Y134": ("a: 1\n没有冒号\n", (2, 1), "a: 1\n有: 冒号\n"),
    "Y135": ("a: @甲\n", (1, 4), "a: '@甲'\n"),
    "Y136": ('a: "甲"等\n', (1, 7), "a: '“甲”等'\n"),
    "Y137": ('a: "甲\\乙"\n', (1, 6), "a: '甲\\乙'\n"),
    "Y140": ("a: &x 1\nb: *x\n", (1, 4), "a: 1\nb: 1\n"),
    "Y141": ("a: !!python/name:os.system x\n", (1, 4), "a: x\n"),
    "Y142": ("%YAML 1.1\n---\na: 1\n", (1, 1), "---\na: 1\n"),
    "Y143": ("a: 1\n---\nb: 2\n", (2, 1), "a: 1\nb: 2\n"),
    "Y144": ("a: " + "甲" * 2000 + "\n", (1, 1), "a: " + "甲" * 900 + "\n"),
    "Y145": ("? [a]\n: b\n", (1, 3), "a: b\n"),
    "Y146": ("a: " + "[" * 20 + "\n", (1, 15), "a: [[x]]\n"),
    "Y147": ("a: 甲 # 乙\n", (1, 6), "a: '甲 # 乙'\n"),
    "Y148": ("a: 甲\n  乙\n", (1, 4), "a: |\n  甲\n  乙\n"),
}


def read(text: str) -> ParsedYaml:
    """``text`` as the header of an item is read."""
    return parse_yaml(text, "x.md", comments=False, limit=1000)


def codes(parsed: ParsedYaml) -> list[str]:
    """The codes found, in order."""
    return [found.code for found in parsed.findings]


@pytest.mark.parametrize("code", CASES)
def test_each_deviation_is_named_with_its_place_and_its_mended_twin_is_clean(code: str) -> None:
    broken, place, mended = CASES[code]
    found = [f for f in read(broken).findings if f.code == code]
    assert found
    assert (found[0].line, found[0].column) == place
    assert set(dict(found[0].args)) == set(finding_texts()[code].args)
    assert render_finding(found[0], "zh").startswith(f"x.md:{place[0]}:{place[1]}: {code} ")
    assert read(mended).findings == ()


def test_every_code_of_reading_yaml_has_a_case() -> None:
    belong = {code for code in finding_texts() if re.fullmatch(r"Y1(03|05|2\d|3\d|4[0-8])", code)}
    assert belong == set(CASES)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: no\n", "no"),
        ("a: 012\n", "012"),
        ("a: 12:30\n", "12:30"),
        ("a: null\n", "null"),
        ("a: ~\n", "~"),
        ("a: 2026-02-27\n", "2026-02-27"),
        ("a: 1e3\n", "1e3"),
        ("a:\n", None),
        ("a: ''\n", ""),
    ],
)
def test_a_scalar_stays_the_text_that_was_written(text: str, value: str | None) -> None:
    assert read(text).data == {"a": value}


def test_marks_are_lines_and_columns_of_the_file() -> None:
    text = "title: 甲\nattachments:\n  - file: a.pdf\n    title: 乙\n"
    parsed = parse_yaml(text, "x.md", 2)
    assert parsed.marks[("title",)] == (2, 1)
    assert parsed.values[("title",)] == (2, 8)
    assert parsed.marks[("attachments", 0)] == (4, 5)
    assert parsed.marks[("attachments", 0, "title")] == (5, 5)
    assert parsed.place_of_value(("attachments", 0, "title", "x")) == (5, 5)


def test_a_duplicate_key_is_refused_with_both_lines() -> None:
    parsed = read("a: 1\nb: {c: 1, c: 2}\na: 3\n")
    assert [(f.line, dict(f.args)["first_line"]) for f in parsed.findings] == [(2, "2"), (3, "1")]
    assert parsed.data == {"a": "1", "b": {"c": "1"}}


def test_all_slips_of_a_text_are_reported_at_once() -> None:
    text = "kind：news\ntitle: “甲”\n\tsource: 乙\n　subtitle: 丙\nkeywords: [甲，乙]\nplace:丁\n"
    assert set(codes(read(text))) >= {"Y120", "Y121", "Y122", "Y123", "Y124", "Y125"}


def test_one_broken_entry_hides_no_other() -> None:
    parsed = read('a: "甲\nb: 乙: 丙\nd: [x\ne: 好\ne: 好\n')
    assert codes(parsed) == ["Y132", "Y131", "Y133", "Y103"]
    assert parsed.data == {"e": "好"}
    assert parsed.unread == {("a",), ("b",), ("d",)}


def test_a_full_width_colon_in_the_text_of_a_value_is_no_slip() -> None:
    text = "title: 时间：上午\nsummary: |\n  时间：九点\n  地点：市民广场\nlist:\n  - 甲：乙\n"
    assert read(text).findings == ()


def test_a_key_with_a_full_width_colon_swallowed_by_the_line_above_is_named() -> None:
    assert codes(read("title: 甲\n  source：乙\n")) == ["Y120"]


def test_a_bomb_of_aliases_is_never_expanded() -> None:
    levels = "".join(f"l{n}: &l{n} [*l{n - 1}, *l{n - 1}]\n" for n in range(1, 9))
    parsed = read(f"l0: &l0 [x, x]\n{levels}")
    assert set(codes(parsed)) == {"Y140"}
    assert parsed.data["l8"] == [None, None]


def test_what_follows_a_refused_key_is_kept_out_of_the_data() -> None:
    parsed = read("[a, {b: c}]: x\na: 1\na: [y, {z: 2}]\nd: 4\n")
    assert parsed.data == {"a": "1", "d": "4"}


def test_comments_are_allowed_in_settings_and_refused_in_headers() -> None:
    text = "# 说明\na: 甲 # 注\n"
    assert parse_yaml(text, "site.yml").findings == ()
    assert codes(read(text)) == ["Y147", "Y147"]


def test_a_comment_beside_the_mark_of_a_literal_value_is_seen() -> None:
    assert codes(read("a: |  # 注\n  甲 # 乙\nb: 丙\n")) == ["Y147"]
    assert codes(read("a: >#注\n")) == ["Y147"]


def test_bytes_that_are_not_utf8_are_no_data() -> None:
    parsed = parse_yaml_bytes("a: 示例市人民政府\n".encode("gbk"), "site.yml")
    assert (parsed.data, codes(parsed)) == (None, ["Y101"])


def all_text(data: Any) -> str:
    """All keys and values of ``data`` in one text."""
    if isinstance(data, dict):
        return "".join(key + all_text(value) for key, value in data.items())
    if isinstance(data, list):
        return "".join(map(all_text, data))
    return data or ""


YAML_ALPHABET = st.sampled_from("甲ab1 :-[]{},'\"#|>&*!%@?\n\t　：“”，…~\\.")


@given(st.text(YAML_ALPHABET, max_size=60))
def test_no_letter_of_a_text_without_findings_is_lost(text: str) -> None:
    parsed = read(text)
    if not parsed.findings and "\\" not in text:
        letters = [c for c in text if c in "甲ab"]
        assert sorted(letters) == sorted(c for c in all_text(parsed.data) if c in "甲ab")


@given(st.text())
def test_reading_never_raises_and_findings_have_lines(text: str) -> None:
    assert all(found.line >= 1 for found in read(text).findings)
