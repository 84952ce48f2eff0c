"""工作日与时限: Chinese working days from official notices, and the clocks that count them."""

from sanshen.workdays.calendar import CalendarError, DueDate, WorkCalendar, Workday
from sanshen.workdays.year_file import load_calendar, parse_calendar

__all__ = [
    "CalendarError",
    "DueDate",
    "WorkCalendar",
    "Workday",
    "load_calendar",
    "parse_calendar",
]
