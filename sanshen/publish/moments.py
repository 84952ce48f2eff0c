"""发布时间与更新时间 (times shown): released instants in the site's zone, as pages print them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

DATE_LENGTH = len("2026-11-23")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Moment:
    """A time of the ledger: ``at`` orders items, ``text`` is printed.

    A bare date (存量 that kept no time of day) stays a date in ``text``; only for ordering
    does it count as midnight in the site's zone.
    """

    at: datetime
    text: str


def parse_moment(text: str, zone: ZoneInfo) -> Moment:
    """Read an ISO instant with offset, or ``YYYY-MM-DD``; ValueError for anything else."""
    if len(text) == DATE_LENGTH:
        day = date.fromisoformat(text)
        return Moment(datetime.combine(day, time(), zone), text)
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise ValueError(f"no offset from UTC: {text}")
    local = instant.astimezone(zone)
    return Moment(local, local.strftime("%Y-%m-%d %H:%M"))


def render_value(value: object) -> str:
    """A header's value as a page prints it: dates ISO, times to the minute, nothing for None."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return "、".join(render_value(part) for part in value)
    return str(value)
