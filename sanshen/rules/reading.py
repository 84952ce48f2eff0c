"""读入检查: everything the strict reader found, as the result of a check like the others."""

from __future__ import annotations

from sanshen.model.findings import CheckResult
from sanshen.rules.context import Context, result


def check_reading(context: Context) -> CheckResult:
    """Findings of headers, settings, raw html, attachments and the tree (Y, C, S, R, A, T)."""
    examined = sum(1 for path in context.tree.blobs if context.concerns(path))
    return result("reading", examined, context.concerned_findings(context.tree.findings))
