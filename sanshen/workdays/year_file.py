"""年度放假安排文件: ``registry/calendar/<year>.yml``, one official notice retyped as data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from pydantic import Field

from sanshen.model.findings import Finding, finding
from sanshen.strictyaml import KeyPath, ParsedYaml, StrictModel, parse_yaml_bytes, validate
from sanshen.strictyaml.fields import Day, Line, Whole
from sanshen.workdays.calendar import CARRY_OVER, FOLDER, SATURDAY, CalendarError, WorkCalendar


class Notice(StrictModel):
    """放假安排通知: the document the dates come from."""

    title: Line = Field(title="通知标题")
    number: Line = Field(title="发文字号")
    issued_on: Day = Field(title="印发日期")


class Holiday(StrictModel):
    """一个节日的安排: first and last day off, their number as the notice states it, 调休上班日."""

    name: Line = Field(title="节日名称")
    first: Day = Field(title="放假起始日", alias="from")
    last: Day = Field(title="放假截止日", alias="until")
    days: Whole = Field(title="放假天数")
    makeup_workdays: tuple[Day, ...] = Field(title="调休上班日")

    @property
    def length(self) -> int:
        """The number of days from the first to the last."""
        return (self.last - self.first).days + 1


class YearFile(StrictModel):
    """年度放假安排: everything one file says; several notices where a later one amends."""

    year: Whole = Field(title="年度")
    notices: tuple[Notice, ...] = Field(title="依据", min_length=1)
    holidays: tuple[Holiday, ...] = Field(title="放假安排", min_length=1)


@dataclass(frozen=True, slots=True)
class _Named:
    """A day that differs from the plain week, and where the file says so."""

    day: date
    worked: bool
    at: KeyPath


def load_calendar(folder: Path) -> WorkCalendar:
    """Read the ``<year>.yml`` files of ``folder`` (``registry/calendar`` of a repository).

    Raises ``CalendarError`` when there is none, one can't be read, or a year is missing
    between the first and the last.
    """
    files: dict[str, bytes] = {}
    for file in sorted(folder.glob("*.yml")):
        try:
            files[file.name] = file.read_bytes()
        except OSError as error:
            reason = error.strerror or str(error)
            unreadable = finding("D151", f"{FOLDER}/{file.name}", reason=reason)
            raise CalendarError((unreadable,)) from error
    return parse_calendar(files)


def parse_calendar(files: Mapping[str, bytes]) -> WorkCalendar:
    """The calendar that year files (name ``2026.yml`` to bytes) make together.

    Raises ``CalendarError`` with all findings of all files at once.
    """
    if not files:
        raise CalendarError((finding("D152", FOLDER),))
    years: set[int] = set()
    exceptions: dict[date, bool] = {}
    findings: list[Finding] = []
    for name, data in sorted(files.items()):
        year, named, found = _parse_year(f"{FOLDER}/{name}", data)
        years.add(year)
        exceptions |= {each.day: each.worked for each in named}
        findings += found
    if not findings:
        missing = set(range(min(years), max(years))) - years
        findings = [finding("D153", f"{FOLDER}/{y}.yml", year=y) for y in sorted(missing)]
    if findings:
        raise CalendarError(tuple(findings))
    return WorkCalendar(min(years), max(years), exceptions)


def _parse_year(path: str, data: bytes) -> tuple[int, tuple[_Named, ...], tuple[Finding, ...]]:
    """(year, days named, findings) of one file; no days where anything is wrong."""
    parsed = parse_yaml_bytes(data, path)
    file, findings = validate(YearFile, parsed, path)
    if file is None:
        return 0, (), findings
    found = (*findings, *_check_year(file, parsed, path))
    named = tuple(_named_days(file))
    return file.year, named, (*found, *_check_days(file.year, named, parsed, path))


def _check_year(file: YearFile, parsed: ParsedYaml, path: str) -> Iterator[Finding]:
    stem = path.rpartition("/")[2].removesuffix(".yml")
    if stem != str(file.year):
        place = parsed.place_of_value(("year",))
        yield finding("D154", path, *place, value=file.year, stem=stem)
    for index, holiday in enumerate(file.holidays):
        if holiday.days != holiday.length:
            place = parsed.place_of_value(("holidays", index, "days"))
            yield finding("D155", path, *place, days=holiday.days, length=holiday.length)


def _named_days(file: YearFile) -> Iterator[_Named]:
    for index, holiday in enumerate(file.holidays):
        at: KeyPath = ("holidays", index)
        for step in range(holiday.length):
            yield _Named(holiday.first + timedelta(days=step), False, (*at, "from"))
        for number, day in enumerate(holiday.makeup_workdays):
            yield _Named(day, True, (*at, "makeup_workdays", number))


def _check_days(
    year: int, named: tuple[_Named, ...], parsed: ParsedYaml, path: str
) -> Iterator[Finding]:
    """Each day once, make-up days at weekends, all within what a notice for ``year`` names."""
    earliest = date(year, 1, 1) - CARRY_OVER
    seen: set[date] = set()
    for each in named:
        place = parsed.place_of_value(each.at)
        if each.worked and each.day.weekday() < SATURDAY:
            yield finding("D156", path, *place, day=each.day)
        if each.day in seen or not earliest <= each.day <= date(year, 12, 31):
            yield finding("D150", path, *place, day=each.day, earliest=earliest, year=year)
        seen.add(each.day)
