"""列表查询 (lists): counting and cutting lists of shown items without reading what lies before.

Items are counted by month (``counts``, ``tag_counts``), so the n-th entry of a list is found
by adding up a few hundred numbers and reading within one month.
"""

from __future__ import annotations

import sqlite3
from bisect import bisect_right
from collections.abc import Iterable
from typing import NamedTuple

from sanshen.index.order import bucket_of, end_of
from sanshen.index.rows import ListingRow, ListScope
from sanshen.model.sites import ItemKind

REMEMBERED = 50_000
"""Rows remembered at most; then they are asked for anew."""

LISTING = ", ".join(f'items."{name}"' for name in ListingRow._fields)
_BATCH = 400
_DATED = tuple(kind.value for kind in ItemKind if kind.dated)


class Steps(NamedTuple):
    """The months of a list: ``starts[n]`` entries lie before month ``buckets[n]``."""

    buckets: tuple[str, ...]
    starts: tuple[int, ...]
    total: int


class Lists:
    """The lists of one opened index."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        self._columns: dict[tuple[str, str, tuple[str, ...] | None], tuple[str, ...]] = {}
        self._steps: dict[ListScope, Steps] = {}
        self._rows: dict[int, ListingRow] = {}

    def forget(self) -> None:
        """The rows have changed: count anew."""
        self._steps.clear()
        self._columns.clear()
        self._rows.clear()

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
        found = self._database.execute(
            f"SELECT {_id(scope)} FROM {source} WHERE {where} AND {key} >= ? AND {key} < ? "  # noqa: S608
            f"ORDER BY {key} LIMIT ? OFFSET ?",
            (
                *values, steps.buckets[at], end_of(steps.buckets[last]),
                stop - start, start - steps.starts[at],
            ),
        )  # fmt: skip
        return self._listed([number for (number,) in found])

    def _listed(self, items: list[int]) -> tuple[ListingRow, ...]:
        """The rows of items by number; remembered, for most are in several lists."""
        wanted = [item for item in items if item not in self._rows]
        if len(self._rows) + len(wanted) > REMEMBERED:
            self._rows.clear()
            wanted = items
        for start in range(0, len(wanted), _BATCH):
            part = wanted[start : start + _BATCH]
            marks = ",".join("?" * len(part))
            query = f"SELECT id, {LISTING} FROM items WHERE id IN ({marks})"  # noqa: S608
            for item, *row in self._database.execute(query, part):
                self._rows[item] = ListingRow._make(row)
        return tuple(self._rows[item] for item in items)

    def newest(self, scope: ListScope, number: int) -> tuple[ListingRow, ...]:
        """The ``number`` newest rows of a list, newest first."""
        total = self.count(scope)
        columns = self._paths(scope)
        if scope.tag or columns is None or len(columns) == 1:
            return self.slice(scope, total - number, total)[::-1]
        return self._newest_of(scope, columns, min(number, total))

    def _newest_of(
        self, scope: ListScope, columns: tuple[str, ...], number: int
    ) -> tuple[ListingRow, ...]:
        """The newest of several columns: of each as many as there may be, then the newest."""
        if number < 1:
            return ()
        steps = self._counted(scope)
        oldest = steps.buckets[bisect_right(steps.starts, steps.total - number) - 1]
        found: list[tuple[str, ...]] = []
        for column in columns:
            _, where, values = _selected(scope, (column,))
            found += self._database.execute(
                f"SELECT ord, {LISTING} FROM items WHERE {where} AND ord >= ? "  # noqa: S608
                "ORDER BY ord DESC LIMIT ?",
                (*values, oldest, number),
            )
        found.sort(reverse=True)
        return tuple(ListingRow._make(row[1:]) for row in found[:number])

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
        """The columns a list may draw on, None where that does not matter."""
        if scope.column:
            fits = not scope.under or f"{scope.column}/".startswith(f"{scope.under}/")
            return (scope.column,) if fits else ()
        if scope.tag and not scope.under:
            return None
        below = f"{scope.under}/" if scope.under else ""
        return tuple(
            path
            for path in self._filled_with(scope.site, scope.lang, _kinds(scope))
            if f"{path}/".startswith(below)
        )

    def _filled_with(self, site: str, lang: str, kinds: tuple[str, ...] | None) -> tuple[str, ...]:
        """The columns that show items of a language, of any kind or of some."""
        key = (site, lang, kinds)
        if key not in self._columns:
            chosen = "site = ? AND lang = ?"
            if kinds is not None:
                chosen += f" AND kind IN ({','.join('?' * len(kinds))})"
            query = f'SELECT DISTINCT "column" FROM counts WHERE {chosen} ORDER BY "column"'  # noqa: S608
            rows = self._database.execute(query, (site, lang, *(kinds or ())))
            self._columns[key] = tuple(row[0] for row in rows)
        return self._columns[key]


def _kinds(scope: ListScope) -> tuple[str, ...] | None:
    """The kinds a list is limited to, None for all."""
    if not scope.dated:
        return scope.kinds or None
    return tuple(kind for kind in _DATED if not scope.kinds or kind in scope.kinds)


def _id(scope: ListScope) -> str:
    return "tags.item" if scope.tag else "items.id"


def _key(scope: ListScope) -> str:
    return "tags.ord" if scope.tag else "ord"


def _selected(scope: ListScope, columns: tuple[str, ...] | None) -> tuple[str, str, list[str]]:
    """(tables, condition, values) of a list's rows."""
    if scope.tag:
        where = ["tags.site = ?", "tags.lang = ?", "tags.tag = ?"]
        values = [scope.site, scope.lang, scope.tag]
        source = "tags"
    else:
        where, values, source = ["shown", "site = ?", "lang = ?"], [scope.site, scope.lang], "items"
    own = len(where)
    _narrow(where, values, scope, columns)
    if scope.tag and len(where) > own:
        source = "tags CROSS JOIN items ON items.id = tags.item"
    return source, " AND ".join(where), values


def _narrow(
    where: list[str], values: list[str], scope: ListScope, columns: tuple[str, ...] | None
) -> None:
    for name, options in (('"column"', columns), ("kind", _kinds(scope))):
        if options is not None:
            one = len(options) == 1
            where.append(f"{name} = ?" if one else f"{name} IN ({','.join('?' * len(options))})")
            values += options
    if scope.year:
        where.append("year = ?")
        values.append(scope.year)
