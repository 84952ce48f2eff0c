"""Old times are added to the register, and nothing that is there changes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from sanshen.content.settings import parse_legacy
from sanshen.importer.register import extend_register
from sanshen.importer.target import ImportRefusedError, Target
from tests.importer.builders import COLUMN, REGISTER, make_target

A, B, C = (f"{COLUMN}/2020/0501-{name}.md" for name in "abc")
KEPT = f"# 编辑核实过\nfrom: 原法规库\nitems:\n  {A}: 2019-01-02 09:30  # 已核实\n"


@pytest.fixture
def target(tmp_path: Path) -> Target:
    return make_target(tmp_path)


def test_a_new_register_can_be_read_by_our_reader(target: Target) -> None:
    data = extend_register(target, "原法规库：甲", {B: "unknown", A: "2020-05-01 08:00"})
    assert data is not None
    register, findings = parse_legacy(REGISTER, data)
    assert findings == ()
    assert register is not None
    assert register.origin == "原法规库：甲"
    assert dict(register.times) == {A: "2020-05-01 08:00", B: None}


def test_lines_are_added_and_the_rest_stays_to_the_byte(target: Target) -> None:
    there = replace(target, register=KEPT.encode())
    data = extend_register(there, "原法规库", {A: "2020-05-01", B: "2020-05-01"})
    assert data == f"{KEPT}  {B}: 2020-05-01\n".encode()


def test_a_register_that_has_all_times_stays(target: Target) -> None:
    there = replace(target, register=KEPT.encode())
    assert extend_register(there, "原法规库", {A: "unknown"}) is None
    assert extend_register(target, "原法规库", {}) is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (KEPT.replace("原法规库", "其他库"), "M134"),
        (f"from: 原法规库\nitems: {{{A}: 2020-05-01}}\n", "M133"),
        (f"items:\n  {A}: 2020-05-01\nfrom: 原法规库\n", "M133"),
        (KEPT.replace("2019-01-02 09:30", "去年"), "S110"),
        (KEPT + "from: x\n", "Y103"),
    ],
)
def test_a_register_that_cannot_be_added_to_stops_the_import(
    target: Target, text: str, code: str
) -> None:
    there = replace(target, register=text.encode())
    with pytest.raises(ImportRefusedError) as caught:
        extend_register(there, "原法规库", {C: "2020-05-01"})
    assert code in [found.code for found in caught.value.findings]
