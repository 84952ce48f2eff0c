"""列表次序 (order): how items are sorted, as text, and the buckets that lists are counted by."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from functools import lru_cache
from zoneinfo import ZoneInfo

_DATE_LENGTH = len("2026-11-23")
_PUBLISHED_BUCKET = len("202611")
_PREVIEW_BUCKET = len("\t2026/02")
_LAST = "\U0010ffff"


def order_of(column: str, lang: str, address: str, published: str, zone: str) -> str:
    """The sort key of an item: instant, then year and name of the address, then column.

    No two items of one site and language have the same.

    ``published`` is an ISO instant with offset, a bare date (midnight in ``zone``), or empty.
    ValueError for anything else.
    """
    rest = address.removeprefix(f"/{lang}")[len(column) + 2 :]
    return f"{_instant(published, zone) if published else ''}\t{rest}\t{column}"


def bucket_of(order: str) -> str:
    """The beginning of a sort key by which items are counted: a month, or of a preview the same.

    A prefix of fixed length, so that buckets are in the order of what is in them.
    """
    return order[: _PREVIEW_BUCKET if order.startswith("\t") else _PUBLISHED_BUCKET]


def end_of(bucket: str) -> str:
    """A text that follows every sort key of a bucket."""
    return bucket + _LAST


@lru_cache(maxsize=4096)
def _instant(published: str, zone: str) -> str:
    if len(published) == _DATE_LENGTH:
        at = datetime.combine(date.fromisoformat(published), time(), ZoneInfo(zone))
    else:
        at = datetime.fromisoformat(published)
        if at.tzinfo is None:
            raise ValueError(f"no offset from UTC: {published}")
    text = at.astimezone(UTC).isoformat()  # 2026-11-23T08:09:10[.123456]+00:00
    return text[:-6].replace("-", "").replace("T", "").replace(":", "")
