"""存量登记 (legacy register): the old publication times a baseline carries into the ledger."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sanshen.content.settings import LegacyRegister
from sanshen.model.changes import ChangeClass, FileChange, class_of
from sanshen.model.findings import Finding, finding

FOLDER = "registry/legacy/"


def legacy_times(
    registers: Iterable[LegacyRegister], files: Iterable[FileChange], zone: str
) -> tuple[dict[str, str | None], str]:
    """(path → old time, day or None; where the times are from) for the content of ``files``.

    Times are ISO instants with the offset of ``zone``, days stay days. A file no register
    names has the time of the item whose folder it lies in, a translation that of its
    original; what stays without one waits, unpublished.
    """
    registers = tuple(registers)
    known: dict[str, str | None] = {}
    for register in registers:
        known.update({path: _instant(time, zone) for path, time in register.times.items()})
    times: dict[str, str | None] = {}
    for file in files:
        if file.new is not None and class_of(file.path) is ChangeClass.CONTENT:
            times[file.path] = _time_of(file.path, known)
    return times, "；".join(sorted({r.origin for r in registers}))


def check_times(
    times: Mapping[str, str | None], at: datetime, zone: str, where: str
) -> tuple[Finding, ...]:
    """V128 old times that lie after ``at``, the gate's own: those are certainly not true."""
    today = at.astimezone(ZoneInfo(zone)).date()
    ahead = [(path, time) for path, time in times.items() if time and _is_after(time, at, today)]
    return tuple(finding("V128", where, file=path, time=time) for path, time in sorted(ahead))


def _is_after(time: str, at: datetime, today: date) -> bool:
    if "T" in time:
        return datetime.fromisoformat(time) > at
    return date.fromisoformat(time) > today


def _instant(time: str | None, zone: str) -> str | None:
    if time is None or " " not in time:
        return time
    return datetime.fromisoformat(time).replace(tzinfo=ZoneInfo(zone)).isoformat()


def _time_of(path: str, known: Mapping[str, str | None]) -> str | None:
    if path in known:
        return known[path]
    folder, _, name = path.rpartition("/")
    stem, _, rest = name.partition(".")
    if rest.endswith(".md"):
        return known.get(f"{folder}/{stem}.md")
    while folder.count("/") > 1:
        if f"{folder}.md" in known:
            return known[f"{folder}.md"]
        folder = folder.rpartition("/")[0]
    return None
