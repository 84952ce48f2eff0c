"""日期与时间: ``2026-02-27`` and ``2026-11-20 16:30``; other forms are named, not accepted."""

from __future__ import annotations

import datetime
import re
from typing import Any

FIRST_YEAR = 1900
LAST_YEAR = 2199

_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_MOMENT = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2}) ([0-9]{2}):([0-9]{2})")
_FULL_WIDTH = str.maketrans("０１２３４５６７８９－：／．　", "0123456789-:/. ")
_CHINESE_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_OTHER_DAY = re.compile(
    r"(\d{4})(?:[年./—–-]| )(\d{1,2})(?:[月./—–-]| )(\d{1,2})日?|(\d{4})(\d{2})(\d{2})"
)
_OTHER_TIME = re.compile(
    r"[T ]*(\d{1,2})(?:[:时点]|：)(\d{1,2})分?(?::\d{2})?(?:Z|[+-]\d{2}:?\d{2})?"
)
_CHINESE_NUMBER = re.compile(r"[一二三四五六七八九]?十[一二三四五六七八九]?")


class DateError(Exception):
    """A value that is no date or time in the one accepted form.

    ``code`` is Y160 (a date in another form), Y161 (no such day), Y168 (no date), Y162, Y164,
    Y165 the same for times; ``details`` what the finding's sentence needs.
    """

    def __init__(self, code: str, **details: str) -> None:
        super().__init__(code, details)
        self.code = code
        self.details = details


def read_day(value: Any) -> datetime.date:
    """The date written as ``2026-02-27``. Raises ``DateError``."""
    match = _DAY.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        wanted = wanted_day(value) if isinstance(value, str) else None
        if wanted is None:
            raise DateError("Y168", value=_shown(value))
        raise DateError("Y160", value=_shown(value), wanted=wanted)
    year, month, day = match.groups()
    found = _date(int(year), int(month), int(day))
    if found is None:
        raise DateError("Y161", value=value)
    return found


def read_moment(value: Any) -> datetime.datetime:
    """The time written as ``2026-11-20 16:30``, without zone. Raises ``DateError``."""
    match = _MOMENT.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        wanted = wanted_moment(value) if isinstance(value, str) else None
        if wanted is None:
            raise DateError("Y162", value=_shown(value))
        raise DateError("Y164", value=_shown(value), wanted=wanted)
    day, hour, minute = match.groups()
    if int(hour) > 23 or int(minute) > 59:
        raise DateError("Y165", value=value)
    at = datetime.time(int(hour), int(minute))
    return datetime.datetime.combine(read_day(day), at)


def wanted_day(value: str) -> str | None:
    """How the date in ``value`` should have been written; None when none is recognised."""
    match = _OTHER_DAY.fullmatch(_plain(value))
    found = _other_date(match) if match else None
    return found.isoformat() if found else None


def wanted_moment(value: str) -> str | None:
    """How the time in ``value`` should have been written; None when none is recognised."""
    plain = _plain(value)
    day = _OTHER_DAY.match(plain)
    found = _other_date(day) if day else None
    at = _OTHER_TIME.fullmatch(plain[day.end() :]) if day else None
    if found is None or at is None or int(at[1]) > 23 or int(at[2]) > 59:
        return None
    return f"{found.isoformat()} {int(at[1]):02d}:{int(at[2]):02d}"


def _other_date(match: re.Match[str]) -> datetime.date | None:
    numbers = [int(group) for group in match.groups() if group is not None]
    return _date(*numbers)


def _date(year: int, month: int, day: int) -> datetime.date | None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None


def _plain(value: str) -> str:
    """``value`` with ordinary digits and punctuation."""
    value = _CHINESE_NUMBER.sub(_number, value.strip())
    return value.translate(_FULL_WIDTH).translate(_CHINESE_DIGITS)


def _number(match: re.Match[str]) -> str:
    """二十七 as 27."""
    tens, _, units = match.group().translate(_CHINESE_DIGITS).partition("十")
    return str(int(tens or "1") * 10 + int(units or "0"))


def _shown(value: Any) -> str:
    """``value`` as a finding shows it: on one line, not too long."""
    return " ".join(str(value).split())[:60]
