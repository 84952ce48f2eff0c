"""清单的页 (pages of lists): which pages of a list cut from the oldest a change touches."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from sanshen.index.rows import Changes, ItemChange, ItemRow, ListingRow, ListScope

if TYPE_CHECKING:
    from sanshen.index.city_index import CityIndex


class ListPage(NamedTuple):
    """One page of a list, newest first; ``number`` 0 is the newest page (``index.html``).

    Archive pages are numbered from the oldest, from 1; ``older`` is the number of the next
    older archive page, 0 on the oldest. ``archives`` is told to the newest page only: an
    archive page that named the number of pages would change whenever a new one is cut.
    """

    number: int
    rows: tuple[ListingRow, ...]
    older: int
    archives: int


def archive_count(entries: int, size: int) -> int:
    """How many archive pages a list has: the newest page keeps ``size`` to ``2 * size - 1``."""
    return max(0, entries // size - 1)


def read_page(index: CityIndex, scope: ListScope, number: int, size: int) -> ListPage | None:
    """Page ``number`` of a list, None when there is no such page; page 0 there always is."""
    archives = archive_count(index.count(scope), size)
    if number > archives:
        return None
    if number == 0:
        rows = index.slice(scope, archives * size, (archives + 2) * size)
        return ListPage(0, rows[::-1], archives, archives)
    rows = index.slice(scope, (number - 1) * size, number * size)
    return ListPage(number, rows[::-1], number - 1, 0)


def page_numbers(entries: int, size: int) -> range:
    """The numbers of all pages of a list of so many entries."""
    return range(archive_count(entries, size) + 1)


def page_name(number: int) -> str:
    """The file name of a page of a list: ``index.html``, ``page-3.html``."""
    return f"page-{number}.html" if number else "index.html"


def touched_pages(
    index: CityIndex, scope: ListScope, changes: tuple[ItemChange, ...], size: int
) -> Iterator[int]:
    """The pages of a list that ``changes`` (all of them in this list, before or after) touch.

    Where an entry came, went or moved, everything from its page to the newest; else its page.
    Page 0 always: the newest page and the number of archives are told there. An archive page
    that was cut, or is no more, is touched though none of its entries changed.
    """
    now = index.count(scope)
    last = archive_count(now + len(changes), size)
    first = last + 1
    fewest = min(
        archive_count(number, size) for number in (now, _count_before(scope, now, changes))
    )
    touched = {0, *range(fewest + 1, last + 1)}
    for change in changes:
        rows = [row for row in change[:2] if row is not None and holds(scope, row)]
        ranks = [index.rank(scope, row.order) for row in rows]
        if len(rows) == 2 and rows[0].order == rows[1].order:
            touched |= {number for rank in ranks for number in _around(rank, len(changes), size)}
        elif ranks:
            first = min(first, max(0, min(ranks) - len(changes)) // size + 1)
    touched.update(range(first, last + 1))
    yield from sorted(number for number in touched if number <= last)


def _count_before(scope: ListScope, now: int, changes: tuple[ItemChange, ...]) -> int:
    """How many entries a list had before ``changes``, when it has ``now``."""
    for old, new in (change[:2] for change in changes):
        now += (old is not None and holds(scope, old)) - (new is not None and holds(scope, new))
    return now


def _around(rank: int, slack: int, size: int) -> Iterator[int]:
    return iter(range(max(0, rank - slack) // size + 1, (rank + slack) // size + 2))


def holds(scope: ListScope, row: ItemRow) -> bool:
    """Whether an item is in a list."""
    return (
        row.shown
        and row.site == scope.site
        and row.lang == scope.lang
        and (not scope.column or row.column == scope.column)
        and (not scope.under or is_under(row.column, scope.under))
        and (not scope.kinds or row.kind in scope.kinds)
        and (not scope.tag or scope.tag in row.tags)
        and (not scope.year or row.year == scope.year)
        and (not scope.dated or bool(row.year))
    )


def is_under(column: str, parent: str) -> bool:
    """Whether a column is ``parent`` or below it."""
    return column == parent or column.startswith(f"{parent}/")


def rows_of(changes: Changes, site: str) -> Iterator[tuple[ItemChange, ItemRow]]:
    """Every changed item of a site as it was and as it is, with its change."""
    for change in changes.items:
        for row in change[:2]:
            if row is not None and row.site == site:
                yield change, row


def in_list(changes: Changes, scope: ListScope) -> tuple[ItemChange, ...]:
    """The changes of items that were or are in a list."""
    return tuple(
        change
        for change in changes.items
        if any(row is not None and holds(scope, row) for row in change[:2])
    )


class Part(NamedTuple):
    """A part of a list cut into equal ones, oldest first; numbered from 1."""

    number: int
    rows: tuple[ListingRow, ...]


def part_numbers(entries: int, size: int) -> range:
    """The numbers of the parts of a list of so many entries."""
    return range(1, -(-entries // size) + 1)


def read_part(index: CityIndex, scope: ListScope, number: int, size: int) -> Part | None:
    """Part ``number`` of a list, None when there is no such part."""
    rows = index.slice(scope, (number - 1) * size, number * size)
    return Part(number, rows) if rows else None


def touched_parts(
    index: CityIndex, scope: ListScope, changes: tuple[ItemChange, ...], size: int
) -> Iterator[int]:
    """The parts of a list that ``changes`` (all of them in this list, before or after) touch."""
    last = -(-(index.count(scope) + len(changes)) // size)
    first, touched = last + 1, set()
    for change in changes:
        rows = [row for row in change[:2] if row is not None and holds(scope, row)]
        ranks = [index.rank(scope, row.order) for row in rows]
        if len(rows) == 2 and rows[0].order == rows[1].order:
            touched |= {n for rank in ranks for n in _around(rank, len(changes), size)}
        elif ranks:
            first = min(first, max(0, min(ranks) - len(changes)) // size + 1)
    touched.update(range(first, last + 1))
    yield from sorted(number for number in touched if 1 <= number <= last)


def parts_around(
    index: CityIndex, scope: ListScope, rows: tuple[ItemRow, ...], slack: int, size: int
) -> Iterator[int]:
    """The parts in which rows of a list are, though ``slack`` others came or went."""
    for row in rows:
        if holds(scope, row):
            yield from _around(index.rank(scope, row.order), slack, size)
