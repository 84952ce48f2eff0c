"""公文要素 (§12.6, §2.3): numbers that may exist once, and dates that cannot be yet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from zoneinfo import ZoneInfo

from sanshen.content.item import Item
from sanshen.model.findings import CheckResult, Finding, finding
from sanshen.model.sites import ItemKind
from sanshen.rules.context import Context, result

KINDS = (ItemKind.NORMATIVE, ItemKind.POLICY, ItemKind.LAW, ItemKind.NOTICE)
PAST_DATES = {
    "written_on": "成文日期",
    "issued_on": "印发日期",
    "promulgated_on": "公布日期",
}


def check_documents(context: Context) -> CheckResult:
    """E101 文号 twice, E102 索引号 twice on one site, E103 date to come, E104 expired but 有效."""
    documents = [item for item in context.tree.items.values() if _is_document(item)]
    findings = list(_check_unique(documents, "doc_number", "E101"))
    findings += _check_unique(documents, "index_number", "E102")
    for item in documents:
        today = context.now.astimezone(ZoneInfo(context.tree.sites[item.site].timezone)).date()
        findings += _check_dates(item, today)
    concerned = sum(1 for item in context.concerned_items() if _is_document(item))
    return result("documents", concerned, context.concerned_findings(findings))


def _is_document(item: Item) -> bool:
    return item.kind in KINDS and item.original is None


def _check_unique(items: Iterable[Item], field: str, code: str) -> Iterator[Finding]:
    first: dict[tuple[str, str], str] = {}
    for item in sorted(items, key=lambda one: one.path):
        number = getattr(item.header, field, None)
        if not number:
            continue
        other = first.setdefault((item.site, str(number)), item.path)
        if other != item.path:
            yield finding(code, item.path, number=number, other=other)


def _check_dates(item: Item, today: date) -> Iterator[Finding]:
    for field, name in PAST_DATES.items():
        day = getattr(item.header, field, None)
        if isinstance(day, date) and day > today:
            yield finding("E103", item.path, field=name, day=day, today=today)
    expires = getattr(item.header, "expires_on", None)
    if (
        isinstance(expires, date)
        and expires < today
        and str(getattr(item.header, "validity", "")) == "有效"
    ):
        yield finding("E104", item.path, day=expires)
