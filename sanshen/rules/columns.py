"""栏目 (§14.4): no column without content."""

from __future__ import annotations

from collections.abc import Iterator

from sanshen.model.findings import CheckResult, Finding, finding
from sanshen.rules.context import Context, result


def check_columns(context: Context) -> CheckResult:
    """E131 a column with neither items nor columns below it that have some."""
    filled = set()
    for item in context.tree.items.values():
        if item.original is None:
            filled |= {(item.site, above) for above in _with_ancestors(item.column)}
    findings: list[Finding] = []
    examined = 0
    for key in sorted(context.tree.columns):
        path = f"content/{key[0]}/{key[1]}/column.yml"
        if not (context.concerns(path) or _emptied(context, path)):
            continue
        examined += 1
        if key not in filled:
            findings.append(finding("E131", path, name=context.tree.columns[key].name))
    return result("columns", examined, findings)


def _emptied(context: Context, path: str) -> bool:
    """Whether the change touches something in the column's folder."""
    folder = path.removesuffix("column.yml")
    return any(changed.startswith(folder) for changed in context.changed or ())


def _with_ancestors(column: str) -> Iterator[str]:
    while column:
        yield column
        column = column.rpartition("/")[0]
