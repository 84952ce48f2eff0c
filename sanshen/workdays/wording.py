"""How dates, instants and due times read in Chinese and English."""

from __future__ import annotations

from datetime import date, datetime

from sanshen.catalogue import message
from sanshen.workdays.clocks import Due

MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


def render_date(day: date, lang: str) -> str:
    """``2026年3月3日`` or ``3 March 2026``."""
    if lang == "zh":
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def render_instant(instant: datetime, lang: str) -> str:
    """``2026年11月21日16:30``, in the zone the instant is given in."""
    clock = f"{instant:%H:%M}"
    day = render_date(instant.date(), lang)
    return f"{day}{clock}" if lang == "zh" else f"{clock} on {day}"


def render_due(due: Due, lang: str) -> str:
    """``应于2026年3月3日（含当日）前公开``, marked 暂定 where the calendar is."""
    if due.last_day is not None:
        text = message("deadlines.due-day", lang, day=render_date(due.last_day, lang))
    else:
        text = message("deadlines.due-instant", lang, instant=render_instant(due.due, lang))
    return text + (message("deadlines.provisional", lang) if due.provisional else "")
