"""日期先后 (order of dates): 成文, 印发, 施行, 有效期 and 公示期 of one header."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from sanshen.content.doc_numbers import DocNumberError, parse_doc_numbers
from sanshen.model.findings import Finding, finding
from sanshen.model.sites import ItemKind
from sanshen.strictyaml import ParsedYaml
from sanshen.strictyaml.dates import DateError, read_day

# (earlier, later): the first may not lie after the second.
ORDERS: tuple[tuple[str, str], ...] = (
    ("written_on", "issued_on"),
    ("written_on", "effective_on"),
    ("promulgated_on", "effective_on"),
    ("effective_on", "expires_on"),
    ("written_on", "expires_on"),
    ("period_from", "period_until"),
)
DATED = frozenset(name for pair in ORDERS for name in pair)
TERMS: Mapping[str, str] = {
    "written_on": "成文日期",
    "issued_on": "印发日期",
    "effective_on": "施行日期",
    "expires_on": "有效期至",
    "promulgated_on": "公布日期",
    "period_from": "公示开始日期",
    "period_until": "公示结束日期",
}


def check_dates(kind: ItemKind, parsed: ParsedYaml, path: str) -> Iterator[Finding]:
    """C130 order, C134 period of a 公示, C138 year of the document number.

    Reads the text of the header, so that it speaks even where other fields are wrong; a
    date that is no date has its own finding and is left out here.
    """
    present = DATED.intersection(parsed.data)
    days = {name: day for name in present if (day := _day(parsed, name)) is not None}
    for earlier, later in ORDERS:
        if earlier in days and later in days and days[earlier] > days[later]:
            yield _wrong_order(parsed, path, earlier, later)
    if kind is ItemKind.NOTICE:
        yield from _check_period(parsed, path)
    yield from _check_year(parsed, path, days)


def _day(parsed: ParsedYaml, name: str) -> date | None:
    try:
        return read_day(parsed.data.get(name))
    except DateError:
        return None


def _wrong_order(parsed: ParsedYaml, path: str, earlier: str, later: str) -> Finding:
    return finding(
        "C130",
        path,
        *parsed.place_of_value((later,)),
        earlier=f"{earlier} {TERMS[earlier]}",
        later=f"{later} {TERMS[later]}",
        earlier_day=parsed.data[earlier],
        later_day=parsed.data[later],
    )


def _check_period(parsed: ParsedYaml, path: str) -> Iterator[Finding]:
    """Both ends of the period for a 公示, both or none for the others."""
    ends = [name for name in ("period_from", "period_until") if name in parsed.data]
    required = parsed.data.get("notice_type") == "公示"
    if len(ends) == 2 or (not ends and not required):
        return
    for name in ("period_from", "period_until"):
        if name not in ends and not parsed.is_unread((name,)):
            place = parsed.place_of_key(("notice_type",))
            yield finding("C134", path, *place, field=f"{name} {TERMS[name]}")


def _check_year(parsed: ParsedYaml, path: str, days: Mapping[str, date]) -> Iterator[Finding]:
    """The year of a document number is that of writing or issuing."""
    years = {days[name].year for name in ("written_on", "issued_on") if name in days}
    text = parsed.data.get("doc_number")
    if not years or not isinstance(text, str):
        return
    try:
        numbers = parse_doc_numbers(text)
    except DocNumberError:
        return
    for number in numbers:
        if number.year is not None and number.year not in years:
            place = parsed.place_of_value(("doc_number",))
            yield finding("C138", path, *place, value=number.text, year=number.year)
