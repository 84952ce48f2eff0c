"""清单的页: cut from the oldest, so that what is archived stays; what a change touches."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanshen.index.city_index import CityIndex
from sanshen.index.rows import Changes, ItemChange, ItemRow, ListingRow, ListScope
from sanshen.units.lists import (
    ListPage,
    Part,
    archive_count,
    holds,
    in_list,
    page_name,
    page_numbers,
    part_numbers,
    parts_around,
    read_page,
    read_part,
    rows_of,
    touched_pages,
    touched_parts,
)

SCOPE = ListScope("cs", "zh-cn", column="a")


def item(number: int, title: str = "", column: str = "a", order: int | None = None) -> ItemRow:
    """An item whose place in lists is ``order``, by default its number."""
    path = f"content/cs/{column}/2026/{number}.md"
    place = f"{number if order is None else order:06d}\t{number:06d}"
    return ItemRow(
        path, "", "cs", column, "news", "zh-cn", "", "", f"/{number}.html", title, "2026", (), (),
        place, True, "", "", 1, False,
    )  # fmt: skip


def listing(row: ItemRow) -> ListingRow:
    """What a list shows of an item."""
    return ListingRow(
        row.path,
        row.title,
        row.address,
        row.lang,
        row.text_lang,
        row.kind,
        row.published,
        row.updated,
        row.column,
    )


class Shelf(NamedTuple):
    """What lists ask of an index, from rows in memory."""

    rows: tuple[ItemRow, ...]

    def _in(self, scope: ListScope) -> list[ItemRow]:
        return sorted((r for r in self.rows if holds(scope, r)), key=lambda row: row.order)

    def count(self, scope: ListScope) -> int:
        return len(self._in(scope))

    def slice(self, scope: ListScope, start: int, stop: int) -> tuple[ListingRow, ...]:
        return tuple(map(listing, self._in(scope)[max(start, 0) : stop]))

    def rank(self, scope: ListScope, order: str) -> int:
        return sum(row.order < order for row in self._in(scope))


def index_of(rows: Sequence[ItemRow]) -> CityIndex:
    """An index as far as lists go."""
    return cast(CityIndex, Shelf(tuple(rows)))


def pages(rows: Sequence[ItemRow], size: int) -> dict[int, ListPage]:
    """All pages of a list."""
    index = index_of(rows)
    found = {n: read_page(index, SCOPE, n, size) for n in page_numbers(index.count(SCOPE), size)}
    return {number: page for number, page in found.items() if page is not None}


def parts(rows: Sequence[ItemRow], size: int) -> dict[int, Part]:
    """All parts of a list."""
    index = index_of(rows)
    found = {n: read_part(index, SCOPE, n, size) for n in part_numbers(index.count(SCOPE), size)}
    return {number: part for number, part in found.items() if part is not None}


counts = st.integers(0, 60)
sizes = st.integers(1, 9)


@given(counts, sizes)
def test_every_entry_is_on_exactly_one_page_newest_first(count: int, size: int) -> None:
    rows = [item(n) for n in range(count)]
    found = pages(rows, size)
    order = [0, *sorted(found.keys() - {0}, reverse=True)]
    assert found.keys() == set(range(len(found)))
    listed = [row for number in order for row in found[number].rows]
    assert listed == [listing(row) for row in rows[::-1]]


@given(counts, sizes)
def test_adding_an_item_changes_no_archive_page(count: int, size: int) -> None:
    before, after = (pages([item(n) for n in range(c)], size) for c in (count, count + 1))
    assert all(after[number] == page for number, page in before.items() if number)


@given(counts, sizes)
def test_archive_pages_are_full_and_the_newest_is_never_short(count: int, size: int) -> None:
    found = pages([item(n) for n in range(count)], size)
    newest = found.pop(0)
    assert all(len(page.rows) == size for page in found.values())
    assert min(size, count) <= len(newest.rows) < 2 * size


@given(counts, sizes)
def test_older_leads_from_the_newest_page_to_the_oldest(count: int, size: int) -> None:
    found = pages([item(n) for n in range(count)], size)
    seen, number = [], found[0].older
    while number:
        seen.append(number)
        number = found[number].older
    assert sorted(seen) == sorted(found.keys() - {0})
    assert found[0].archives == len(seen)
    assert not any(page.archives for page in found.values() if page.number)


def test_an_empty_list_has_one_empty_page_and_no_part() -> None:
    assert pages([], 20) == {0: ListPage(0, (), 0, 0)}
    assert parts([], 20) == {}
    assert read_page(index_of([]), SCOPE, 1, 20) is None
    assert read_part(index_of([]), SCOPE, 1, 20) is None


@given(counts, sizes)
def test_parts_hold_every_entry_once_oldest_first(count: int, size: int) -> None:
    rows = [item(n) for n in range(count)]
    found = parts(rows, size)
    assert [row for number in sorted(found) for row in found[number].rows] == list(
        map(listing, rows)
    )
    assert all(len(found[number].rows) == size for number in list(found)[:-1])


def test_the_newest_page_is_the_index() -> None:
    assert (page_name(0), page_name(3)) == ("index.html", "page-3.html")
    assert [archive_count(n, 20) for n in (0, 19, 39, 40, 59, 60)] == [0, 0, 0, 1, 1, 2]


acts = st.lists(
    st.tuples(
        st.integers(0, 45),
        st.sampled_from(("delete", "add", "title", "move to another place", "leave the list")),
        st.integers(0, 45),
    ),
    max_size=5,
    unique_by=lambda act: act[0],
)


def edited(rows: Sequence[ItemRow], made: Sequence[tuple[int, str, int]]) -> list[ItemChange]:
    """What each act does to the item it names (``add`` where there is none yet)."""
    there = {row.path: row for row in rows}
    changes = []
    for number, act, place in made:
        old = there.get(item(number).path)
        new: ItemRow | None
        if act == "add" or old is None:
            new = None if old is not None else item(number, order=place)
        elif act == "delete":
            new = None
        elif act == "title":
            new = old._replace(title="x")
        elif act == "leave the list":
            new = old._replace(shown=not old.shown)
        else:
            new = old._replace(order=item(number, order=place).order)
        if old != new:
            changes.append(ItemChange(old, new, False, False))
    return changes


@given(st.sets(st.integers(0, 45)), acts, st.integers(1, 6))
def test_every_page_and_part_that_differs_is_touched(
    numbers: set[int], made: list[tuple[int, str, int]], size: int
) -> None:
    """Items come, go, move, are renamed, withdrawn and shown again, up to five at once."""
    before = [item(n) for n in sorted(numbers)]
    changes = edited(before, made)
    rows = {row.path: row for row in before}
    rows |= {change.new.path: change.new for change in changes if change.new}
    gone = {change.old.path for change in changes if change.old and not change.new}
    after = [row for path, row in rows.items() if path not in gone]
    index, mine = index_of(after), in_list(Changes(False, tuple(changes)), SCOPE)
    for old, new, touched in (
        (pages(before, size), pages(after, size), touched_pages(index, SCOPE, mine, size)),
        (parts(before, size), parts(after, size), touched_parts(index, SCOPE, mine, size)),
    ):
        numbers_of = old.keys() | new.keys()
        differing = {n for n in numbers_of if old.get(n) != new.get(n)}
        assert differing <= set(touched)


@given(st.sets(st.integers(0, 45), min_size=1), st.integers(0, 4), sizes, st.data())
def test_a_part_around_a_row_is_found_though_others_came_or_went(
    numbers: set[int], slack: int, size: int, data: st.DataObject
) -> None:
    rows = [item(n) for n in sorted(numbers)]
    row = data.draw(st.sampled_from(rows))
    others = [item(n) for n in data.draw(st.lists(st.integers(50, 60), max_size=slack))]
    (at,) = (n for n, part in parts(rows, size).items() if listing(row) in part.rows)
    assert at in set(parts_around(index_of([*rows, *others]), SCOPE, (row,), slack, size))


def test_one_new_entry_touches_the_newest_pages_only() -> None:
    rows = [item(n) for n in range(200)]
    change = ItemChange(None, item(200), True, True)
    touched = set(touched_pages(index_of([*rows, item(200)]), SCOPE, (change,), 20))
    assert 0 in touched
    assert all(number >= archive_count(200, 20) for number in touched - {0})
    nearly = set(touched_pages(index_of([*rows[:199], item(200)]), SCOPE, (change,), 20))
    assert archive_count(200, 20) in nearly


def test_a_new_title_touches_one_page_and_its_neighbours_only() -> None:
    rows = [item(n) for n in range(200)]
    change = ItemChange(rows[50], rows[50]._replace(title="x"), False, False)
    touched = set(touched_pages(index_of(rows), SCOPE, (change,), 20))
    assert touched <= {0, 2, 3, 4}
    assert 3 in touched


@pytest.mark.parametrize(
    ("scope", "held"),
    [
        (ListScope("cs", "zh-cn"), True),
        (ListScope("xian", "zh-cn"), False),
        (ListScope("cs", "en"), False),
        (ListScope("cs", "zh-cn", column="a"), True),
        (ListScope("cs", "zh-cn", column="a/b"), False),
        (ListScope("cs", "zh-cn", under="a"), True),
        (ListScope("cs", "zh-cn", under="ab"), False),
        (ListScope("cs", "zh-cn", kinds=("news",)), True),
        (ListScope("cs", "zh-cn", kinds=("law",)), False),
        (ListScope("cs", "zh-cn", tag="无"), False),
        (ListScope("cs", "zh-cn", year="2026"), True),
        (ListScope("cs", "zh-cn", year="2025"), False),
        (ListScope("cs", "zh-cn", dated=True), True),
    ],
)
def test_an_item_is_in_a_list_whose_every_condition_it_meets(scope: ListScope, held: bool) -> None:
    assert holds(scope, item(1)) is held
    assert not holds(scope, item(1)._replace(shown=False))


def test_changes_of_other_sites_and_lists_do_not_count() -> None:
    other = item(1)._replace(site="xian")
    changes = Changes(False, (ItemChange(other, None, True, True),))
    assert list(rows_of(changes, "cs")) == []
    assert in_list(changes, SCOPE) == ()
    assert [row for _, row in rows_of(changes, "xian")] == [other]
