"""Year files are read strictly: each kind of mistake is named where it stands."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from sanshen.workdays import CalendarError, load_calendar, parse_calendar

GOOD = """\
year: 2026
notices:
  - title: 某年放假安排
    number: 国办发明电〔2025〕7号
    issued_on: 2025-11-04
holidays:
  - name: 元旦
    from: 2026-01-01
    until: 2026-01-03
    days: 3
    makeup_workdays: [2026-01-04]
  - name: 清明节
    from: 2026-04-04
    until: 2026-04-06
    days: 3
    makeup_workdays: []
"""


def codes(files: dict[str, str]) -> list[tuple[str, str, int]]:
    with pytest.raises(CalendarError) as caught:
        parse_calendar({name: text.encode() for name, text in files.items()})
    return [(f.code, f.path, f.line) for f in caught.value.findings]


def test_a_year_file_becomes_exceptions_to_the_plain_week() -> None:
    calendar = parse_calendar({"2026.yml": GOOD.encode()})
    assert (calendar.first_year, calendar.last_year) == (2026, 2026)
    assert calendar.exceptions[date(2026, 1, 2)] is False
    assert calendar.exceptions[date(2026, 1, 4)] is True
    assert len(calendar.exceptions) == 7


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        ("until: 2026-01-03", "until: 2026-01-02", "D155", 10),
        ("days: 3\n    makeup_workdays: [2026", "days: 2\n    makeup_workdays: [2026", "D155", 10),
        ("[2026-01-04]", "[2026-01-05]", "D156", 11),
        ("[2026-01-04]", "[2026-01-03]", "D150", 11),
        ("[2026-01-04]", "[2025-12-20]", "D150", 11),
        ("[]", "[2026-01-04]", "D150", 16),
        ("year: 2026", "year: 2025", "D154", 1),
        ("[2026-01-04]", "2026-01-04", "Y155", 11),
        ("from: 2026-01-01", "from: 2026-1-1", "Y160", 8),
        ("issued_on: 2025-11-04", "issued_on: 2025-13-04", "Y161", 5),
        ("name: 清明节", "nane: 清明节", "Y150", 12),
        ("    number: 国办发明电〔2025〕7号\n", "", "Y152", 3),
        ("year: 2026", "year： 2026", "Y120", 1),
    ],
)
def test_a_mistake_is_named_at_its_line(old: str, new: str, code: str, line: int) -> None:
    assert old in GOOD
    found = codes({"2026.yml": GOOD.replace(old, new, 1)})
    assert (code, "registry/calendar/2026.yml", line) in found


def test_all_mistakes_of_all_files_come_at_once() -> None:
    broken = GOOD.replace("days: 3", "days: 4").replace("[2026-01-04]", "[2026-01-05]")
    found = codes({"2025.yml": "year: 2025\n", "2026.yml": broken})
    assert [code for code, path, _ in found if path.endswith("2025.yml")] == ["Y152"] * 2
    assert sorted(c for c, path, _ in found if path.endswith("2026.yml")) == [
        "D155",
        "D155",
        "D156",
    ]


def test_a_duplicate_key_is_refused_by_the_strict_reader() -> None:
    ((code, _, _),) = codes({"2026.yml": GOOD + "year: 2026\n"})
    assert code.startswith("Y1")


def test_a_missing_year_between_two_is_an_error() -> None:
    other = GOOD.replace("2026-", "2024-").replace("year: 2026", "year: 2024")
    other = other.replace("[2024-01-04]", "[2024-01-06]")
    assert codes({"2024.yml": other, "2026.yml": GOOD}) == [
        ("D153", "registry/calendar/2025.yml", 0)
    ]


def test_no_file_at_all_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(CalendarError) as caught:
        load_calendar(tmp_path / "absent")
    assert [f.code for f in caught.value.findings] == ["D152"]


def test_a_file_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "2026.yml").mkdir()
    with pytest.raises(CalendarError) as caught:
        load_calendar(tmp_path)
    assert [f.code for f in caught.value.findings] == ["D151"]


def test_bytes_that_are_not_utf8_are_an_error() -> None:
    with pytest.raises(CalendarError) as caught:
        parse_calendar({"2026.yml": GOOD.encode("gb18030")})
    assert {f.code[:2] for f in caught.value.findings} == {"Y1"}
