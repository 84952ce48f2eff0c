"""时限 (clocks): until when an item has to be online, by the notice's §2.2 and §2.3."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from typing import Protocol

from sanshen.model.sites import ItemKind
from sanshen.workdays.calendar import WorkCalendar

ACTIVITY_PERIOD = timedelta(hours=24)
NORMATIVE_WORKDAYS = 3


class ClockRule(StrEnum):
    """时限规定: which clock runs; the value is stable and may be stored."""

    ACTIVITY = "activity-24-hours"
    NORMATIVE = "normative-3-workdays"


CLAUSES = {ClockRule.ACTIVITY: "§2.2", ClockRule.NORMATIVE: "§2.3"}
SOON = {ClockRule.ACTIVITY: timedelta(hours=6), ClockRule.NORMATIVE: timedelta(hours=24)}
"""How long before it is due an item is called due soon: six hours, or its last day."""


class Clocked(Protocol):
    """What a clock needs of an item; ``sanshen.content.item.Item`` has it."""

    @property
    def kind(self) -> ItemKind:
        """信息类型."""

    @property
    def original(self) -> str | None:
        """The item this one translates; a translation has no clock of its own."""

    @property
    def header(self) -> object:
        """The header of its kind."""


@dataclass(frozen=True, slots=True)
class Due:
    """到期时间 of one item.

    ``starts`` and ``due`` are instants in the site's zone. ``due`` is the first instant that
    is too late: in time means before it. ``last_day`` is the last lawful day (含当日) where
    days are counted, None where hours are; then ``due`` is midnight after it.
    """

    rule: ClockRule
    starts: datetime
    due: datetime
    provisional: bool
    clause: str
    last_day: date | None

    def is_over(self, at: datetime) -> bool:
        """Whether something done at ``at`` (aware) was too late."""
        return at >= self.due

    def is_soon(self, at: datetime) -> bool:
        """Whether at ``at`` the time left is short (``SOON``), but not yet over."""
        return not self.is_over(at) and self.due - at <= SOON[self.rule]


def due_for(item: Clocked, zone: tzinfo, calendar: WorkCalendar) -> Due | None:
    """The clock of ``item``, None when none runs for it.

    A 政务活动 of livelihood: 24 hours from its end, weekends and holidays included (§2.2).
    A 行政规范性文件: three working days from 印发日期, the day itself not counted, until the
    end of the third day in the site's zone (§2.3). Raises ``CalendarError`` when a day
    needed lies before the calendar's data.
    """
    if item.original is not None:
        return None
    if item.kind is ItemKind.ACTIVITY:
        if not _flag(item.header, "livelihood"):
            return None
        return _activity_due(_instant(item.header, "activity_ended_at", zone))
    if item.kind is ItemKind.NORMATIVE:
        return _normative_due(_day(item.header, "issued_on"), zone, calendar)
    return None


def _activity_due(ended: datetime) -> Due:
    # Hours are counted in UTC: adding them to local time would stretch over a clock change.
    due = (ended.astimezone(UTC) + ACTIVITY_PERIOD).astimezone(ended.tzinfo)
    return Due(ClockRule.ACTIVITY, ended, due, False, CLAUSES[ClockRule.ACTIVITY], None)


def _normative_due(issued_on: date, zone: tzinfo, calendar: WorkCalendar) -> Due:
    last = calendar.add_workdays(issued_on, NORMATIVE_WORKDAYS)
    starts = datetime.combine(issued_on, time(), zone)
    due = datetime.combine(last.date + timedelta(days=1), time(), zone)
    clause = CLAUSES[ClockRule.NORMATIVE]
    return Due(ClockRule.NORMATIVE, starts, due, last.provisional, clause, last.date)


def _flag(header: object, name: str) -> bool:
    value = getattr(header, name)
    if not isinstance(value, bool):
        raise TypeError(f"{name} must be a bool, not {value!r}")
    return value


def _instant(header: object, name: str, zone: tzinfo) -> datetime:
    value = getattr(header, name)
    if not isinstance(value, datetime):
        raise TypeError(f"{name} must be a datetime, not {value!r}")
    return value.replace(tzinfo=zone) if value.tzinfo is None else value.astimezone(zone)


def _day(header: object, name: str) -> date:
    value = getattr(header, name)
    if not isinstance(value, date) or isinstance(value, datetime):
        raise TypeError(f"{name} must be a date, not {value!r}")
    return value
