"""Clocks: 24 hours from an activity's end, three working days from 印发."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanshen.model.sites import ItemKind
from sanshen.workdays import CalendarError, load_calendar
from sanshen.workdays.clocks import ClockRule, Due, due_for
from sanshen.workdays.wording import render_due

CALENDAR = load_calendar(Path(__file__).resolve().parents[2] / "registry" / "calendar")
SHANGHAI = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True)
class Paper:
    """The three things a clock asks of an item."""

    kind: ItemKind
    header: object = field(default_factory=SimpleNamespace)
    original: str | None = None


def activity(ended: datetime, livelihood: bool = True, original: str | None = None) -> Paper:
    header = SimpleNamespace(activity_ended_at=ended, livelihood=livelihood)
    return Paper(ItemKind.ACTIVITY, header, original)


def normative(issued_on: date) -> Paper:
    return Paper(ItemKind.NORMATIVE, SimpleNamespace(issued_on=issued_on))


def due_of(paper: Paper) -> Due:
    due = due_for(paper, SHANGHAI, CALENDAR)
    assert due is not None
    return due


def test_an_activity_is_due_24_hours_after_its_end_over_a_weekend() -> None:
    due = due_of(activity(datetime(2026, 11, 20, 16, 30)))
    assert due.rule is ClockRule.ACTIVITY
    assert due.starts == datetime(2026, 11, 20, 16, 30, tzinfo=SHANGHAI)
    assert due.due == datetime(2026, 11, 21, 16, 30, tzinfo=SHANGHAI)
    assert due.due.weekday() == 5
    assert render_due(due, "zh") == "应于2026年11月21日16:30前公开"


def test_24_hours_are_hours_even_where_clocks_change() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    due = due_for(activity(datetime(2026, 10, 24, 12, 0)), berlin, CALENDAR)
    assert due is not None
    assert due.due.timestamp() - due.starts.timestamp() == 24 * 3600
    assert due.due.hour == 11


def test_an_activity_without_livelihood_has_no_clock() -> None:
    assert due_for(activity(datetime(2026, 11, 20, 16), False), SHANGHAI, CALENDAR) is None


def test_a_translation_has_no_clock_of_its_own() -> None:
    paper = activity(datetime(2026, 11, 20, 16), original="content/portal/x/2026/1120-a.md")
    assert due_for(paper, SHANGHAI, CALENDAR) is None


@pytest.mark.parametrize("kind", sorted(set(ItemKind) - {ItemKind.ACTIVITY, ItemKind.NORMATIVE}))
def test_other_kinds_have_no_clock(kind: ItemKind) -> None:
    assert due_for(Paper(kind), SHANGHAI, CALENDAR) is None


def test_a_normative_document_is_due_at_the_end_of_its_third_working_day() -> None:
    due = due_of(normative(date(2026, 2, 27)))
    assert due.rule is ClockRule.NORMATIVE
    assert due.last_day == date(2026, 3, 3)
    assert due.due == datetime(2026, 3, 4, tzinfo=SHANGHAI)
    assert not due.is_over(datetime(2026, 3, 3, 23, 59, 59, 999999, tzinfo=SHANGHAI))
    assert due.is_over(datetime(2026, 3, 3, 16, 0, tzinfo=UTC))
    assert render_due(due, "zh") == "应于2026年3月3日（含当日）前公开"
    assert render_due(due, "en") == "to be published by 3 March 2026 (that day included)"


def test_a_due_day_beyond_the_notices_says_provisional() -> None:
    due = due_of(normative(date(2026, 12, 30)))
    assert (due.last_day, due.provisional) == (date(2027, 1, 4), True)
    assert "暂定" in render_due(due, "zh")
    assert "provisional" in render_due(due, "en")


def test_an_issue_day_before_the_calendar_is_an_error() -> None:
    with pytest.raises(CalendarError):
        due_for(normative(date(2020, 3, 2)), SHANGHAI, CALENDAR)


def test_due_soon_begins_six_hours_before_or_on_the_last_day() -> None:
    hours = due_of(activity(datetime(2026, 11, 20, 16, 30)))
    assert not hours.is_soon(hours.due - timedelta(hours=6, seconds=1))
    assert hours.is_soon(hours.due - timedelta(hours=6))
    assert not hours.is_soon(hours.due)
    days = due_of(normative(date(2026, 2, 27)))
    assert not days.is_soon(datetime(2026, 3, 2, 23, 59, tzinfo=SHANGHAI))
    assert days.is_soon(datetime(2026, 3, 3, 0, 0, tzinfo=SHANGHAI))


def test_a_header_of_the_wrong_type_is_an_error_not_a_missing_clock() -> None:
    wrong = SimpleNamespace(livelihood="是", activity_ended_at=datetime(2026, 11, 20))
    with pytest.raises(TypeError, match="livelihood"):
        due_for(Paper(ItemKind.ACTIVITY, wrong), SHANGHAI, CALENDAR)


@given(
    st.dates(date(2023, 1, 1), date(2030, 1, 1)),
    st.sampled_from(["Asia/Shanghai", "UTC", "America/New_York"]),
)
def test_a_normative_due_time_is_midnight_after_the_last_day(day: date, zone: str) -> None:
    due = due_for(normative(day), ZoneInfo(zone), CALENDAR)
    assert due is not None
    assert due.last_day is not None
    assert (due.due.hour, due.due.date()) == (0, due.last_day + timedelta(days=1))
    assert CALENDAR.is_workday(due.last_day).workday
    assert due.starts < due.due
