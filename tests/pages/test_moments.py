"""发布时间: instants in the site's zone, dates as dates."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanshen.pages.moments import parse_moment, render_value

SHANGHAI = ZoneInfo("Asia/Shanghai")


def test_an_instant_is_shown_in_the_zone_of_the_site() -> None:
    moment = parse_moment("2026-12-31T15:59:59+00:00", SHANGHAI)
    assert moment.text == "2026-12-31 23:59"
    assert parse_moment("2026-12-31T16:00:00+00:00", SHANGHAI).text == "2027-01-01 00:00"


def test_a_bare_date_stays_a_date_and_orders_as_midnight_of_the_zone() -> None:
    moment = parse_moment("2025-03-12", SHANGHAI)
    assert moment.text == "2025-03-12"
    assert moment.at == datetime(2025, 3, 11, 16, tzinfo=UTC)


@pytest.mark.parametrize("text", ["2026-03-12T09:30:00", "2026-3-1", "unknown", ""])
def test_a_time_without_offset_or_form_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        parse_moment(text, SHANGHAI)


@given(st.datetimes(datetime(1980, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)))
def test_the_order_of_instants_is_kept(instant: datetime) -> None:
    moment = parse_moment(instant.isoformat(), SHANGHAI)
    assert moment.at == instant
    assert moment.text == instant.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (date(2026, 2, 25), "2026-02-25"),
        (datetime(2026, 3, 18, 16, 30), "2026-03-18 16:30"),
        (("样例市人民政府", "样例市水务局"), "样例市人民政府、样例市水务局"),
        ("有效", "有效"),
    ],
)
def test_header_values_read_as_on_a_page(value: object, text: str) -> None:
    assert render_value(value) == text
