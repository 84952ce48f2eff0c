"""Foreign values become ours by the mapping, and every change is noted."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanshen.content.schemas import HEADERS
from sanshen.importer import Mapping
from sanshen.importer.foreign import ForeignError, parse_foreign
from sanshen.importer.headers import (
    Converted,
    FieldValue,
    NoteKind,
    convert_header,
    field_lines,
    first_moment,
    render_header,
    scalar_text,
)
from sanshen.importer.shapes import shapes_of
from sanshen.strictyaml import parse_yaml
from tests.importer.builders import MAP, mapping

SHANGHAI = ZoneInfo("Asia/Shanghai")


def convert(header: str, rules: Mapping) -> Converted:
    foreign = parse_foreign("a.md", f"---\n{header}---\n".encode(), "utf-8")
    return convert_header(foreign, rules, shapes_of(HEADERS[rules.kind]), SHANGHAI)


def refused(header: str, rules: Mapping) -> list[tuple[str, int]]:
    with pytest.raises(ForeignError) as caught:
        convert(header, rules)
    return [(found.code, found.line) for found in caught.value.findings]


def rules_with(fields: str, top: str = "") -> Mapping:
    return mapping(text=top + MAP + fields)


def test_texts_lists_dates_and_constants_are_filled() -> None:
    rules = rules_with("  promulgated_on:\n    from: [date]\n  tags:\n    from: [a, b]\n")
    found = convert("title: 甲\nissuer: 子、丑\ndate: 2020-05-01\na: x\nb: [x, y]\n", rules)
    assert found.fields == {
        "title": "甲",
        "tags": ("x", "y"),
        "issuers": ("子", "丑"),
        "promulgated_on": "2020-05-01",
        "validity": "有效",
    }
    assert list(found.fields) == ["title", "tags", "issuers", "promulgated_on", "validity"]
    assert found.notes == ()


def test_a_key_without_place_is_refused_and_an_ignored_one_is_not() -> None:
    assert refused("title: 甲\nissuer: 乙\nhits: 3\nlikes: 4\n", mapping()) == [
        ("M106", 4),
        ("M106", 5),
    ]
    found = convert("title: 甲\nissuer: 乙\nhits: 3\n", mapping(text="ignored: [hits]\n" + MAP))
    assert found.fields["title"] == "甲"


def test_only_the_documents_asked_for_are_taken() -> None:
    rules = mapping(text="only:\n  lang: [zh-CN, zh]\n" + MAP)
    assert convert("title: 甲\nissuer: 乙\nlang: zh\n", rules).fields["title"] == "甲"
    assert refused("title: 甲\nissuer: 乙\nlang: en\n", rules) == [("M107", 4)]
    assert refused("title: 甲\nissuer: 乙\n", rules) == [("M107", 0)]


def test_a_value_is_translated_or_refused() -> None:
    text = MAP.replace(
        "    value: 有效\n", "    from: [state]\n    values: {现行: 有效, 已废止: 废止}\n"
    )
    found = convert("title: 甲\nissuer: 乙\nstate: 已废止\n", mapping(text=text))
    assert found.fields["validity"] == "废止"
    assert refused("title: 甲\nissuer: 乙\nstate: 未知\n", mapping(text=text)) == [("M108", 4)]


def test_a_missing_value_has_its_otherwise_or_a_placeholder_that_waits() -> None:
    plain = MAP.replace("    split: 、\n", "    otherwise: 示例市人民政府\n")
    found = convert("title: 甲\n", mapping(text=plain))
    assert (found.fields["issuers"], found.waits) == (("示例市人民政府",), False)
    waiting = MAP.replace("    split: 、\n", "    placeholder: 待核实\n")
    found = convert("title: 甲\n", mapping(text=waiting))
    assert (found.fields["issuers"], found.waits) == (("待核实",), True)
    assert [note.kind for note in found.notes] == [NoteKind.PLACEHOLDER]
    assert not convert("title: 甲\nissuer: 乙\n", mapping(text=waiting)).waits


def test_line_breaks_and_invisible_characters_are_taken_out_and_noted() -> None:
    found = convert('title: "关于\\n  加强\\u200b管理 "\nissuer: 乙\n', mapping())
    assert found.fields["title"] == "关于 加强管理"
    ((kind, name, before),) = [(n.kind, n.name, n.before) for n in found.notes]
    assert (kind, name, before) == (NoteKind.TIDIED, "title", "关于\n  加强\u200b管理 ")


def test_dates_follow_the_formats_and_others_are_refused() -> None:
    field = "  promulgated_on:\n    from: [date]\n"
    rules = rules_with(field, 'date_formats: ["%Y年%m月%d日", "%Y-%m-%dT%H:%M%z"]\n')
    found = convert("title: 甲\nissuer: 乙\ndate: 2020年5月1日\n", rules)
    assert found.fields["promulgated_on"] == "2020-05-01"
    # 20:30 UTC is the next day in the site's zone.
    found = convert("title: 甲\nissuer: 乙\ndate: 2020-05-01T20:30+0000\n", rules)
    assert found.fields["promulgated_on"] == "2020-05-02"
    assert refused("title: 甲\nissuer: 乙\ndate: 2020-05-01\n", rules) == [("M109", 4)]


def test_all_errors_of_a_header_come_at_once() -> None:
    rules = rules_with("  promulgated_on:\n    from: [date]\n")
    header = "title: 甲\nissuer: 乙\nx: 1\ndate: 昨天\n"
    assert refused(header, rules) == [("M106", 4), ("M109", 5)]


def test_a_time_of_day_is_known_by_its_format() -> None:
    foreign = parse_foreign("a.md", b"---\nat: 2020-05-01 00:00\non: 2020-05-01\n---\n", "utf-8")
    formats = ("%Y-%m-%d", "%Y-%m-%d %H:%M")
    midnight = datetime(2020, 5, 1, tzinfo=SHANGHAI)
    assert first_moment(foreign, ["none", "at"], formats, SHANGHAI) == (midnight, True)
    assert first_moment(foreign, ["on", "at"], formats, SHANGHAI) == (midnight, False)
    assert first_moment(foreign, ["none"], formats, UTC) is None


def test_every_line_of_a_header_names_its_field() -> None:
    fields: dict[str, FieldValue] = {"title": "甲", "issuers": ("子", "丑"), "validity": "有效"}
    lines = render_header("law", fields).split("\n")
    named = field_lines(fields)
    assert {name: lines[line - 1] for line, name in named.items() if name != "issuers"} == {
        "title": "title: 甲",
        "validity": "validity: 有效",
    }
    assert [line for line, name in named.items() if name == "issuers"] == [4, 5, 6]
    assert lines[3] == "issuers:"


@pytest.mark.parametrize(
    "text",
    [
        *(
            "关于：甲",
            "《甲》",
            "“引号”",
            "示府发〔2026〕3号",
            "是",
            "甲  乙",
            "\ue5e5",
            "2020-05-01",
        ),
        *("a: b", "a #b", "- a", "[a]", "null", "x:", '"x"', "'", "\\", "`a`"),
        *("*a", "&a", "!a", "%a", "@a", "#a", "|", ">", "?", "{a: b}", "~", "---", "..."),
    ],
)
def test_a_scalar_is_read_back_as_it_was(text: str) -> None:
    parsed = parse_yaml(f"k: {scalar_text(text)}\nl:\n  - {scalar_text(text)}\n", "x.yml")
    assert parsed.findings == ()
    assert parsed.data == {"k": text, "l": [text]}


printable = st.characters(codec="utf-8", exclude_categories=("Cc", "Cf", "Cs", "Cn", "Zl", "Zp"))


@given(st.text(printable, min_size=1, max_size=40).map(str.strip).filter(bool))
def test_any_printable_text_is_read_back_as_it_was(text: str) -> None:
    parsed = parse_yaml(f"k: {scalar_text(text)}\n", "x.yml")
    assert parsed.data == {"k": text}
    assert parsed.findings == ()
