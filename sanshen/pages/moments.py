"""发布时间与更新时间 (times shown): released instants in the site's zone, as pages print them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

DATE_LENGTH = len("2026-11-23")
MINUTE_LENGTH = len("2026-11-23 10:05")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Moment(NamedTuple):
    """A time of the ledger: ``at`` orders items, ``text`` is printed.

    A bare date (存量 that kept no time of day) stays a date in ``text``; only for ordering
    does it count as midnight in the site's zone.
    """

    at: datetime
    text: str


# A time stands on its own page and on every list the item is in.
@lru_cache(maxsize=10_000)
def parse_moment(text: str, zone: ZoneInfo) -> Moment:
    """Read an ISO instant with offset, or ``YYYY-MM-DD``; ValueError for anything else."""
    if len(text) == DATE_LENGTH:
        day = date.fromisoformat(text)
        return Moment(datetime.combine(day, time(), zone), text)
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise ValueError(f"no offset from UTC: {text}")
    local = instant.astimezone(zone)
    return Moment(local, local.isoformat(" ", "minutes")[:MINUTE_LENGTH])


def render_value(value: object) -> str:
    """A header's value as a page prints it: dates ISO, times to the minute, nothing for None."""
    if type(value) is str:
        return value
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return "、".join(render_value(part) for part in value)
    return str(value)
