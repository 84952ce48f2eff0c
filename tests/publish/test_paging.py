"""分页: cut from the oldest, so that what is archived stays as it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanshen.publish.paging import cut_pages, page_name

lists = st.lists(st.integers(), max_size=60)
sizes = st.integers(min_value=1, max_value=9)


@given(lists, sizes)
def test_every_entry_is_on_exactly_one_page_newest_first(entries: list[int], size: int) -> None:
    pages = cut_pages(entries, size)
    assert [e for page in pages for e in page.entries] == entries[::-1]


@given(lists, st.integers(), sizes)
def test_adding_an_item_changes_no_archive_page(entries: list[int], new: int, size: int) -> None:
    before = {page.number: page for page in cut_pages(entries, size) if page.number}
    after = {page.number: page for page in cut_pages([*entries, new], size)}
    assert all(after[number] == page for number, page in before.items())


@given(lists, sizes)
def test_archive_pages_are_full_and_the_newest_is_never_short(
    entries: list[int], size: int
) -> None:
    newest, *archives = cut_pages(entries, size)
    assert all(len(page.entries) == size for page in archives)
    assert newest.number == 0
    assert len(newest.entries) < 2 * size
    assert len(newest.entries) >= min(size, len(entries))


@given(lists, sizes)
def test_older_leads_from_the_newest_page_to_the_oldest(entries: list[int], size: int) -> None:
    pages = {page.number: page for page in cut_pages(entries, size)}
    seen, number = [], 0
    while pages[number].older is not None:
        number = pages[number].older or 0
        seen.append(number)
    assert sorted(seen) == sorted(pages.keys() - {0})
    assert pages[0].archives == len(seen)


def test_an_empty_list_has_one_empty_page() -> None:
    (page,) = cut_pages(list[int](), 20)
    assert (page.entries, page.older, page.archives) == ((), None, 0)


def test_a_page_size_below_one_is_refused() -> None:
    with pytest.raises(ValueError, match="page size 0"):
        cut_pages([1], 0)


def test_the_newest_page_is_the_index() -> None:
    assert (page_name(0), page_name(3)) == ("index.html", "page-3.html")
