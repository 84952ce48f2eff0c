"""Working days: official data against the published arrangements, and the laws of counting."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanshen.workdays import CalendarError, DueDate, WorkCalendar, load_calendar

ROOT = Path(__file__).resolve().parents[2]
CORPUS = ROOT.parent / "shared" / "corpora" / "holidays-cn"
CALENDAR = load_calendar(ROOT / "registry" / "calendar")

days = st.dates(date(2023, 1, 1), date(2029, 12, 31))
counts = st.integers(1, 40)


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the holiday corpus is not on this machine")
def test_every_day_2023_to_2026_is_as_officially_arranged() -> None:
    arranged: dict[str, bool] = {}
    for year in range(2023, 2028):
        rows = json.loads((CORPUS / f"{year}.json").read_text(encoding="utf-8"))["days"]
        arranged |= {row["date"]: row["isOffDay"] for row in rows}
    day, compared = date(2023, 1, 1), 0
    while day <= date(2026, 12, 31):
        off = arranged.get(day.isoformat(), day.weekday() >= 5)
        assert CALENDAR.is_workday(day).workday is not off, day
        day, compared = day + timedelta(days=1), compared + 1
    assert compared == 1461


@pytest.mark.parametrize(
    ("year", "holidays", "makeup"),
    [(2023, 27, 7), (2024, 28, 8), (2025, 28, 5), (2026, 33, 6)],
)
def test_the_notices_days_off_and_makeup_days_add_up(year: int, holidays: int, makeup: int) -> None:
    # The notice for 2023 begins on the last day of 2022.
    first = date(year - 1, 12, 31) if year == 2023 else date(year, 1, 1)
    named = [w for d, w in CALENDAR.exceptions.items() if first <= d <= date(year, 12, 31)]
    assert (named.count(False), named.count(True)) == (holidays, makeup)


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        (date(2026, 2, 13), 3, date(2026, 2, 25)),  # 春节，2月14日上班
        (date(2026, 2, 27), 3, date(2026, 3, 3)),  # 2月28日上班
        (date(2026, 9, 29), 3, date(2026, 10, 9)),
        (date(2026, 9, 29), 7, date(2026, 10, 14)),  # 10月10日上班
        (date(2026, 9, 29), 15, date(2026, 10, 26)),
        (date(2024, 2, 9), 1, date(2024, 2, 18)),  # 除夕为工作日
        (date(2026, 10, 3), 1, date(2026, 10, 8)),  # 假期中起算
    ],
)
def test_the_first_day_is_not_counted_and_holidays_are_skipped(
    start: date, count: int, end: date
) -> None:
    assert CALENDAR.add_workdays(start, count) == DueDate(end, provisional=False)


def test_years_after_the_data_go_by_weekdays_and_are_provisional() -> None:
    assert CALENDAR.add_workdays(date(2027, 2, 5), 3) == DueDate(date(2027, 2, 10), True)
    assert CALENDAR.is_workday(date(2027, 10, 1)).provisional


def test_the_last_week_of_the_data_waits_for_the_next_notice() -> None:
    assert not CALENDAR.is_workday(date(2026, 12, 24)).provisional
    assert CALENDAR.is_workday(date(2026, 12, 25)).provisional
    assert CALENDAR.add_workdays(date(2026, 12, 22), 3) == DueDate(date(2026, 12, 25), True)


@pytest.mark.parametrize("day", [date(2022, 12, 31), date(2019, 5, 1)])
def test_a_day_before_the_data_is_an_error_that_says_what_to_do(day: date) -> None:
    with pytest.raises(CalendarError) as caught:
        CALENDAR.add_workdays(day, 3)
    (found,) = caught.value.findings
    assert (found.code, found.path) == ("D157", f"registry/calendar/{day.year}.yml")
    assert "2023" in str(caught.value)
    assert CALENDAR.is_workday(date(2023, 1, 1)).workday is False


@pytest.mark.parametrize("count", [0, -1])
def test_counting_fewer_than_one_day_is_refused(count: int) -> None:
    with pytest.raises(ValueError, match="at least 1"):
        CALENDAR.add_workdays(date(2026, 3, 2), count)


@given(days, counts, counts)
def test_adding_n_then_m_days_is_adding_both(start: date, n: int, m: int) -> None:
    first = CALENDAR.add_workdays(start, n)
    second = CALENDAR.add_workdays(first.date, m)
    assert CALENDAR.add_workdays(start, n + m) == DueDate(
        second.date, first.provisional or second.provisional
    )


@given(days, counts)
def test_the_result_is_a_later_workday(start: date, n: int) -> None:
    result = CALENDAR.add_workdays(start, n).date
    assert result >= start + timedelta(days=n)
    assert CALENDAR.is_workday(result).workday


@given(days, days, counts)
def test_a_later_start_never_ends_earlier(one: date, other: date, n: int) -> None:
    early, late = sorted((one, other))
    assert CALENDAR.add_workdays(early, n).date <= CALENDAR.add_workdays(late, n).date


@given(days, counts)
def test_exactly_n_workdays_lie_after_the_start(start: date, n: int) -> None:
    end = CALENDAR.add_workdays(start, n).date
    span = (start + timedelta(days=step) for step in range(1, (end - start).days + 1))
    assert sum(CALENDAR.is_workday(day).workday for day in span) == n


def test_a_calendar_of_one_year_knows_only_that_year() -> None:
    calendar = WorkCalendar(2026, 2026, {})
    assert calendar.is_workday(date(2026, 2, 17)).workday
    with pytest.raises(CalendarError):
        calendar.is_workday(date(2025, 12, 31))
