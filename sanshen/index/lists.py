"""列表查询 (lists): counting and cutting lists of shown items without reading what lies before.

Items are counted by month (``counts``, ``tag_counts``), so the n-th entry of a list is found
by adding up a few hundred numbers and reading within one month.
"""

from __future__ import annotations

import sqlite3
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from sanshen.index.order import bucket_of, end_of
from sanshen.index.rows import ListingRow, ListScope
from sanshen.model.sites import Column, ItemKind

LISTING = ", ".join(f'items."{name}"' for name in ListingRow._fields)
_DATED = tuple(kind.value for kind in ItemKind if kind.dated)


class Steps(NamedTuple):
    """The months of a list: ``starts[n]`` entries lie before month ``buckets[n]``."""

    buckets: tuple[str, ...]
    starts: tuple[int, ...]
    total: int


class Lists:
    """The lists of one opened index; ``columns`` are all columns by (site, path)."""

    def __init__(
        self, database: sqlite3.Connection, columns: Mapping[tuple[str, str], Column]
    ) -> None:
        self._database = database
        self._columns = columns
        self._steps: dict[ListScope, Steps] = {}

    def forget(self) -> None:
        """The rows have changed: count anew."""
        self._steps.clear()

    def count(self, scope: ListScope) -> int:
        """How many items a list holds."""
        return self._counted(scope).total

    def rank(self, scope: ListScope, order: str) -> int:
        """How many rows of a list come before ``order``."""
        steps = self._counted(scope)
        bucket = bucket_of(order)
        at = bisect_right(steps.buckets, bucket) - 1
        if at < 0:
            return 0
        if steps.buckets[at] != bucket:
            return steps.starts[at + 1] if at + 1 < len(steps.starts) else steps.total
        source, where, values = _selected(scope, self._paths(scope))
        (before,) = self._database.execute(
            f"SELECT count(*) FROM {source} WHERE {where} AND {_key(scope)} >= ? "  # noqa: S608
            f"AND {_key(scope)} < ?",
            (*values, bucket, order),
        ).fetchone()
        return steps.starts[at] + int(before)

    def slice(self, scope: ListScope, start: int, stop: int) -> tuple[ListingRow, ...]:
        """Rows ``start`` to ``stop`` of a list, oldest first."""
        steps = self._counted(scope)
        start, stop = max(start, 0), min(stop, steps.total)
        if start >= stop:
            return ()
        at = bisect_right(steps.starts, start) - 1
        last = bisect_right(steps.starts, stop - 1) - 1
        source, where, values = _selected(scope, self._paths(scope))
        key = _key(scope)
        rows = self._database.execute(
            f"SELECT {LISTING} FROM {source} WHERE {where} AND {key} >= ? AND {key} < ? "  # noqa: S608
            f"ORDER BY {key} LIMIT ? OFFSET ?",
            (
                *values, steps.buckets[at], end_of(steps.buckets[last]),
                stop - start, start - steps.starts[at],
            ),
        )  # fmt: skip
        return tuple(map(ListingRow._make, rows))

    def newest(self, scope: ListScope, number: int) -> tuple[ListingRow, ...]:
        """The ``number`` newest rows of a list, newest first."""
        total = self.count(scope)
        return self.slice(scope, total - number, total)[::-1]

    def _counted(self, scope: ListScope) -> Steps:
        if scope not in self._steps:
            self._steps[scope] = self._count(scope)
        return self._steps[scope]

    def _count(self, scope: ListScope) -> Steps:
        if not scope.tag:
            rows: Iterable[tuple[str, int]] = self._counted_rows(scope)
        elif scope == ListScope(scope.site, scope.lang, tag=scope.tag):
            rows = self._database.execute(
                "SELECT bucket, number FROM tag_counts WHERE site = ? AND lang = ? AND tag = ? "
                "ORDER BY bucket",
                (scope.site, scope.lang, scope.tag),
            )
        else:
            rows = self._tagged_rows(scope)
        buckets, starts, total = [], [], 0
        for bucket, number in rows:
            buckets.append(bucket)
            starts.append(total)
            total += number
        return Steps(tuple(buckets), tuple(starts), total)

    def _counted_rows(self, scope: ListScope) -> sqlite3.Cursor:
        where, values = ["site = ?", "lang = ?"], [scope.site, scope.lang]
        _narrow(where, values, scope, self._paths(scope))
        return self._database.execute(
            f"SELECT bucket, sum(number) FROM counts WHERE {' AND '.join(where)} "  # noqa: S608
            "GROUP BY bucket ORDER BY bucket",
            values,
        )

    def _tagged_rows(self, scope: ListScope) -> list[tuple[str, int]]:
        """A list by tag and something else is counted by reading it: it is no longer than a tag."""
        source, where, values = _selected(scope, self._paths(scope))
        found: dict[str, int] = {}
        for (order,) in self._database.execute(
            f"SELECT {_key(scope)} FROM {source} WHERE {where}",  # noqa: S608
            values,
        ):
            found[bucket_of(order)] = found.get(bucket_of(order), 0) + 1
        return sorted(found.items())

    def _paths(self, scope: ListScope) -> tuple[str, ...] | None:
        """The columns a list draws on, None for all of the site."""
        if scope.column:
            fits = not scope.under or f"{scope.column}/".startswith(f"{scope.under}/")
            return (scope.column,) if fits else ()
        if not scope.under:
            return None
        below = f"{scope.under}/"
        return tuple(
            path
            for site, path in self._columns
            if site == scope.site and f"{path}/".startswith(below)
        )


def _key(scope: ListScope) -> str:
    return "tags.ord" if scope.tag else "ord"


def _selected(scope: ListScope, columns: tuple[str, ...] | None) -> tuple[str, str, list[str]]:
    """(tables, condition, values) of a list's rows."""
    if scope.tag:
        where = ["tags.site = ?", "tags.lang = ?", "tags.tag = ?"]
        values = [scope.site, scope.lang, scope.tag]
        source = "tags CROSS JOIN items ON items.id = tags.item"
    else:
        where, values, source = ["shown", "site = ?", "lang = ?"], [scope.site, scope.lang], "items"
    _narrow(where, values, scope, columns)
    return source, " AND ".join(where), values


def _narrow(
    where: list[str], values: list[str], scope: ListScope, columns: tuple[str, ...] | None
) -> None:
    kinds = scope.kinds
    if scope.dated:
        kinds = tuple(kind for kind in _DATED if not kinds or kind in kinds)
    chosen = (('"column"', columns), ("kind", kinds if scope.kinds or scope.dated else None))
    for name, options in chosen:
        if options is not None:
            one = len(options) == 1
            where.append(f"{name} = ?" if one else f"{name} IN ({','.join('?' * len(options))})")
            values += options
    if scope.year:
        where.append("year = ?")
        values.append(scope.year)
