"""工作日历 (working-day calendar): which days are worked, as far as the State Council has said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sanshen.catalogue import chosen_language, render_finding
from sanshen.model.findings import Finding, finding
from sanshen.model.stops import Stop

FOLDER = "registry/calendar"
SATURDAY = 5
CARRY_OVER = timedelta(days=7)
"""How far before 1 January the next year's notice may reach.

The notices for 2019 and 2023 named days from 29 December on; one week holds any 元旦 block
with its make-up weekend.
"""


class CalendarError(Stop):
    """工作日历不可用: the calendar can't be read, or has no data for a day asked for.

    ``findings`` say where, what was expected and what to do; exit code 2.
    """

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__(findings)
        self.findings = findings

    def __str__(self) -> str:
        lang = chosen_language()
        return "\n".join(render_finding(each, lang) for each in self.findings)


@dataclass(frozen=True, slots=True)
class Workday:
    """Whether a day is worked, and whether that is only 暂定 (no notice covers it yet)."""

    workday: bool
    provisional: bool


@dataclass(frozen=True, slots=True)
class DueDate:
    """到期日: the last day of a period; 暂定 when any day counted on the way is."""

    date: date
    provisional: bool


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """工作日历: official years ``first_year`` … ``last_year`` without a gap.

    ``exceptions`` holds the days that differ from the plain week: False for a holiday
    (放假), True for a make-up workday (调休上班).
    """

    first_year: int
    last_year: int
    exceptions: Mapping[date, bool]

    def is_workday(self, day: date) -> Workday:
        """Whether ``day`` is worked; raises ``CalendarError`` before the first year of data.

        After the last year of data a day is worked when it is Monday to Friday, and the
        answer is 暂定. So are the last days of that year that the next notice may name.
        """
        if day.year < self.first_year:
            raise CalendarError((self._no_data(day),))
        provisional = day > date(self.last_year, 12, 31) - CARRY_OVER
        if day in self.exceptions:
            return Workday(self.exceptions[day], provisional=False)
        return Workday(day.weekday() < SATURDAY, provisional)

    def add_workdays(self, start: date, count: int) -> DueDate:
        """The ``count``-th working day after ``start``, which itself isn't counted.

        Raises ``ValueError`` for a count below 1, ``CalendarError`` before the data.
        """
        if count < 1:
            raise ValueError(f"count of working days must be at least 1, not {count}")
        self.is_workday(start)
        day, left, provisional = start, count, False
        while left:
            day += timedelta(days=1)
            found = self.is_workday(day)
            provisional = provisional or found.provisional
            left -= found.workday
        return DueDate(day, provisional)

    def _no_data(self, day: date) -> Finding:
        file = f"{FOLDER}/{day.year}.yml"
        return finding("D157", file, day=day.isoformat(), first_year=self.first_year)
