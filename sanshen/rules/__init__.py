"""检查规则 (rules): pure checks of a content tree, one file per topic, one explicit list.

A check takes a ``Context`` and gives a ``CheckResult``: how much it examined, what it found,
what it left out and why. The list is written out, never discovered (design, law 2).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from sanshen.model.findings import CheckResult
from sanshen.rules.accessibility import check_accessibility
from sanshen.rules.columns import check_columns
from sanshen.rules.context import Context
from sanshen.rules.deadlines import check_deadlines
from sanshen.rules.documents import check_documents
from sanshen.rules.interpretation import check_interpretation
from sanshen.rules.links import check_links
from sanshen.rules.reading import check_reading
from sanshen.rules.sources import check_sources

__all__ = ["CHECKS", "Check", "Context", "run_checks"]

Check = Callable[[Context], CheckResult]

NOTHING = "rules.examined-nothing"
"""The reason, a key of catalogue messages, of a check that found nothing to examine."""

CHECKS: tuple[Check, ...] = (
    check_reading,
    check_links,
    check_accessibility,
    check_documents,
    check_interpretation,
    check_sources,
    check_columns,
    check_deadlines,
)


def run_checks(context: Context) -> tuple[CheckResult, ...]:
    """Run every check of ``CHECKS``, in order; none is left out.

    A check that had nothing to examine says so among its ``skipped``: it has not passed.
    """
    return tuple(_honest(check(context)) for check in CHECKS)


def _honest(result: CheckResult) -> CheckResult:
    if result.examined or result.findings or result.skipped:
        return result
    return replace(result, skipped=(("content", NOTHING),))
