"""A parsed text against a model: every error of pydantic becomes a finding with its place."""

from __future__ import annotations

import re
from typing import Annotated, Literal

import pytest
from pydantic import Field

from sanshen.catalogue import finding_texts, render_finding
from sanshen.model.findings import Finding
from sanshen.strictyaml import StrictModel, parse_yaml, validate
from sanshen.strictyaml.fields import Day, Line, Lines, Moment, Text, Whole, YesNo


class Part(StrictModel):
    """附件, for these tests."""

    file: Line = Field(title="文件名")


class Form(StrictModel):
    """A model with one field of each type."""

    name: Line = Field(title="名称")
    note: Text | None = Field(None, title="说明")
    words: Lines | None = Field(None, title="关键词")
    parts: tuple[Part, ...] | None = Field(None, title="附件")
    level: Literal["甲级", "乙级"] | None = Field(None, title="级别")
    count: Whole | None = Field(None, title="数量")
    small: Annotated[Whole, Field(le=9)] | None = Field(None, title="个位数")
    open: YesNo | None = Field(None, title="是否公开")
    day: Day | None = Field(None, title="日期")
    at: Moment | None = Field(None, title="时间")
    people: dict[str, Part] | None = Field(None, title="人员")


# code: (text that has it, line and column, the same text without it)
CASES = {
    "Y149": ("- name\n", (1, 1), "name: 甲\n"),
    "Y150": ("name: 甲\nwrods: [乙]\n", (2, 1), "name: 甲\nwords: [乙]\n"),
    "Y151": ("name: 甲\nqqqqq: 乙\n", (2, 1), "name: 甲\n"),
    "Y152": ("note: 乙\n", (1, 1), "name: 甲\nnote: 乙\n"),
    "Y153": ("name: 甲\nnote:\n", (2, 1), "name: 甲\nnote: 乙\n"),
    "Y154": ("name: [甲]\n", (1, 7), "name: 甲\n"),
    "Y155": ("name: 甲\nwords: 乙\n", (2, 8), "name: 甲\nwords: [乙]\n"),
    "Y156": ("name: 甲\nparts: [a.pdf]\n", (2, 9), "name: 甲\nparts: [{file: a.pdf}]\n"),
    "Y157": ("name: 甲\ncount: ３０\n", (2, 8), "name: 甲\ncount: 30\n"),
    "Y158": ("name: 甲\nlevel: 丙级\n", (2, 8), "name: 甲\nlevel: 乙级\n"),
    "Y159": ("name: 甲\nopen: true\n", (2, 7), "name: 甲\nopen: 是\n"),
    "Y160": ("name: 甲\nday: 2026年2月27日\n", (2, 6), "name: 甲\nday: 2026-02-27\n"),
    "Y161": ("name: 甲\nday: 2026-02-29\n", (2, 6), "name: 甲\nday: 2028-02-29\n"),
    "Y162": ("name: 甲\nat: 上午\n", (2, 5), "name: 甲\nat: 2026-11-20 09:00\n"),
    "Y164": ("name: 甲\nat: 2026-11-20 9：00\n", (2, 5), "name: 甲\nat: 2026-11-20 09:00\n"),
    "Y165": ("name: 甲\nat: 2026-11-20 25:00\n", (2, 5), "name: 甲\nat: 2026-11-20 23:00\n"),
    "Y166": ("name: 甲\nwords: []\n", (2, 8), "name: 甲\nwords: [乙]\n"),
    "Y167": ("name: |\n  甲\n  乙\n", (1, 7), "name: 甲乙\n"),
    "Y168": ("name: 甲\nday: 明天\n", (2, 6), "name: 甲\nday: 2026-02-27\n"),
    "Y169": ("name: 甲\nsmall: 10\n", (2, 8), "name: 甲\nsmall: 9\n"),
    "Y170": ("名称: 甲\n", (1, 1), "name: 甲\n"),
}


def check(text: str) -> tuple[Form | None, tuple[Finding, ...]]:
    """``text`` read and validated."""
    return validate(Form, parse_yaml(text, "x.yml"), "x.yml")


@pytest.mark.parametrize("code", CASES)
def test_each_error_is_a_finding_with_its_place_and_its_mended_twin_is_clean(code: str) -> None:
    broken, place, mended = CASES[code]
    form, findings = check(broken)
    found = [f for f in findings if f.code == code]
    assert form is None
    assert [(f.line, f.column) for f in found] == [place]
    assert set(dict(found[0].args)) == set(finding_texts()[code].args)
    assert render_finding(found[0], "en")
    form, findings = check(mended)
    assert form is not None
    assert findings == ()


def test_every_code_of_validation_has_a_case() -> None:
    belong = {code for code in finding_texts() if re.fullmatch(r"Y1(49|[5-9]\d)", code)}
    assert belong == set(CASES)


def test_all_errors_of_a_file_come_at_once_in_the_order_of_its_lines() -> None:
    _, findings = check("note:\nwords: 乙\nday: 明天\ncount: x\nlevel: 丁\n")
    assert [(f.line, f.code) for f in findings] == [
        (1, "Y152"),
        (1, "Y153"),
        (2, "Y155"),
        (3, "Y168"),
        (4, "Y157"),
        (5, "Y158"),
    ]


def test_a_finding_names_the_nested_field_with_its_official_term() -> None:
    _, findings = check("name: 甲\nparts:\n  - file: a.pdf\n  - file: [b]\n")
    assert dict(findings[0].args)["field"] == "parts[2].file 文件名"
    assert (findings[0].line, findings[0].column) == (4, 11)


def test_the_choices_are_listed() -> None:
    _, findings = check("name: 甲\nlevel: 丙级\n")
    assert dict(findings[0].args)["choices"] == "甲级、乙级"


def test_an_unreadable_value_is_not_reported_as_missing_too() -> None:
    _, findings = check('name: "甲\ncount: 1\n')
    assert [f.code for f in findings] == ["Y132"]


def test_a_blocking_finding_of_the_yaml_leaves_no_model() -> None:
    form, findings = check("name: 甲\nname: 乙\n")
    assert (form, [f.code for f in findings]) == (None, ["Y103"])


def test_a_text_that_is_empty_says_that_there_are_no_keys() -> None:
    assert [f.code for f in check("")[1]] == ["Y149"]


def test_an_unknown_key_inside_a_mapping_is_compared_with_its_own_model() -> None:
    _, findings = check("name: 甲\npeople:\n  li: {flie: a.pdf}\n")
    assert ("Y150", 3, 8) in [(f.code, f.line, f.column) for f in findings]


def test_a_hint_has_the_first_word_on_an_unknown_key() -> None:
    parsed = parse_yaml("name: 甲\nnaem: 乙\n", "x.yml")
    _, findings = validate(Form, parsed, "x.yml", lambda key: ("Y170", {"suggestion": key.upper()}))
    assert [(f.code, dict(f.args)["suggestion"]) for f in findings] == [("Y170", "NAEM")]


def test_a_stored_model_is_read_again_with_the_same_strictness() -> None:
    form, _ = check("name: 甲\nopen: 否\nday: 2026-02-27\nat: 2026-11-20 09:05\ncount: 3\n")
    assert form is not None
    assert Form.model_validate(form.model_dump(mode="json", exclude_unset=True)) == form
