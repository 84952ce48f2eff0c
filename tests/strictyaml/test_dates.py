"""Dates and times: one accepted form, the others told what they should be."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanshen.strictyaml.dates import DateError, read_day, read_moment, wanted_day

DAYS = st.dates(date(1900, 1, 1), date(2199, 12, 31))
MOMENTS = st.datetimes(datetime(1900, 1, 1), datetime(2199, 12, 31)).map(
    lambda at: at.replace(second=0, microsecond=0)
)


@given(DAYS)
def test_a_day_is_read_back_from_its_text(day: date) -> None:
    assert read_day(day.isoformat()) == day


@given(MOMENTS)
def test_a_moment_is_read_back_from_its_text(at: datetime) -> None:
    assert read_moment(f"{at:%Y-%m-%d %H:%M}") == at


@given(
    DAYS, st.sampled_from(["{y}年{m}月{d}日", "{y}/{m}/{d}", "{y}.{m:02}.{d:02}", "{y}-{m}-{d}"])
)
def test_a_day_in_another_form_is_told_the_right_one(day: date, form: str) -> None:
    text = form.format(y=day.year, m=day.month, d=day.day)
    assert text == day.isoformat() or wanted_day(text) == day.isoformat()


@pytest.mark.parametrize(
    ("text", "code", "wanted"),
    [
        ("2026年2月27日", "Y160", "2026-02-27"),
        ("２０２６－０２－２７", "Y160", "2026-02-27"),
        ("二〇二六年二月二十七日", "Y160", "2026-02-27"),
        ("20260227", "Y160", "2026-02-27"),
        ("2026-02-30", "Y161", None),
        ("2026-13-01", "Y161", None),
        ("0026-02-27", "Y161", None),
        ("2026年2月", "Y168", None),
        ("昨天", "Y168", None),
        ("2026-W08-5", "Y168", None),
        (None, "Y168", None),
    ],
)
def test_what_is_no_day_says_why(text: object, code: str, wanted: str | None) -> None:
    with pytest.raises(DateError) as caught:
        read_day(text)
    assert (caught.value.code, caught.value.details.get("wanted")) == (code, wanted)


@pytest.mark.parametrize(
    ("text", "code", "wanted"),
    [
        ("2026-11-20 16：30", "Y164", "2026-11-20 16:30"),
        ("2026年11月20日16时30分", "Y164", "2026-11-20 16:30"),
        ("2026-11-20T16:30:00+08:00", "Y164", "2026-11-20 16:30"),
        ("2026-11-20 24:00", "Y165", None),
        ("2026-02-30 10:00", "Y161", None),
        ("2026-11-20", "Y162", None),
        ("下午", "Y162", None),
    ],
)
def test_what_is_no_moment_says_why(text: str, code: str, wanted: str | None) -> None:
    with pytest.raises(DateError) as caught:
        read_moment(text)
    assert (caught.value.code, caught.value.details.get("wanted")) == (code, wanted)


@given(st.text())
def test_any_text_is_a_day_or_a_named_error(text: str) -> None:
    said = text
    try:
        said = read_day(text).isoformat()
    except DateError as error:
        said = error.code
    assert said in {text, "Y160", "Y161", "Y168"}
