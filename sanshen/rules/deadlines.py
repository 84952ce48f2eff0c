"""时限检查 (§2.2, §2.3): what should be online by now, or soon, and isn't."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from sanshen.content.item import Item
from sanshen.model.findings import CheckResult, Finding, finding
from sanshen.rules.context import Context, result
from sanshen.workdays import CalendarError
from sanshen.workdays.clocks import ClockRule, Due, due_for

NO_LEDGER = "deadlines.skipped-no-ledger"
BASELINE = "deadlines.skipped-baseline"
"""Reasons are keys of catalogue messages: a check doesn't know the reader's language."""


def check_deadlines(context: Context) -> CheckResult:
    """D101 normative document overdue, D102 activity overdue, D103 due soon, D104 can't be told.

    All are warnings: what is late must still be publishable. The clock of an item stops with
    its first release; older content (存量) has none. Without a ledger nothing can be known of
    releases: then everything is skipped with that reason.
    """
    if context.released is None:
        return result("deadlines", 0, skipped=[("content", NO_LEDGER)])
    examined, skipped = 0, []
    findings: list[Finding] = []
    for item in context.concerned_items():
        if item.path in context.baseline:
            skipped.append((item.path, BASELINE))
            continue
        examined += 1
        if item.path not in context.released:
            findings += _of_item(context, item)
    return result("deadlines", examined, findings, skipped)


def _of_item(context: Context, item: Item) -> tuple[Finding, ...]:
    zone = ZoneInfo(context.tree.sites[item.site].timezone)
    try:
        due = due_for(item, zone, context.calendar)
    except CalendarError:
        return (finding("D104", item.path, first_year=context.calendar.first_year),)
    if due is None:
        return ()
    if due.is_over(context.now):
        code = "D101" if due.rule is ClockRule.NORMATIVE else "D102"
        return (_finding(code, item.path, due),)
    return (_finding("D103", item.path, due),) if due.is_soon(context.now) else ()


def _finding(code: str, path: str, due: Due) -> Finding:
    """``code`` with the times it needs as numbers, so that each language writes them its way."""
    if code == "D103":
        last = due.last_day or due.due
        return finding(
            code, path, 0, 0, **_numbers("due", last), clock=_clock(due), note=_note(due)
        )
    if due.last_day is None:
        return finding(
            code,
            path,
            0,
            0,
            **_numbers("end", due.starts),
            end_time=f"{due.starts:%H:%M}",
            **_numbers("due", due.due),
            due_time=f"{due.due:%H:%M}",
        )
    issued, last_day = _numbers("issued", due.starts), _numbers("due", due.last_day)
    return finding(code, path, 0, 0, **issued, **last_day, note=_note(due))


def _numbers(name: str, day: date) -> dict[str, str]:
    return {
        f"{name}_year": str(day.year),
        f"{name}_month": str(day.month),
        f"{name}_day": str(day.day),
    }


def _clock(due: Due) -> str:
    """The hour of an instant, or the end of the last lawful day."""
    return "24:00" if due.last_day else f"{due.due:%H:%M}"


def _note(due: Due) -> str:
    return "（暂定 provisional）" if due.provisional else ""
