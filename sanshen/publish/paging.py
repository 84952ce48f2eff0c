"""分页 (paging): column lists cut from the oldest, so that archive pages never change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ListPage(Generic[T]):
    """One page of a list, newest first; ``number`` 0 is the newest page (``index.html``).

    Archive pages are numbered from the oldest, from 1; ``older`` is the number of the next
    older archive page, None on the oldest.
    """

    number: int
    entries: tuple[T, ...]
    older: int | None
    archives: int


def cut_pages(oldest_first: Sequence[T], size: int) -> tuple[ListPage[T], ...]:
    """Cut a list into the newest page and archive pages of exactly ``size``, newest page first.

    The newest page holds between ``size`` and ``2 * size - 1`` entries once there are that
    many. ``archives`` is told to the newest page only: an archive page that named the number
    of pages would change whenever a new one is cut. ValueError when ``size`` is not positive.
    """
    if size < 1:
        raise ValueError(f"page size {size}")
    count = max(0, len(oldest_first) // size - 1)
    newest = tuple(reversed(oldest_first[count * size :]))
    pages = [ListPage(0, newest, count or None, count)]
    for number in range(count, 0, -1):
        entries = tuple(reversed(oldest_first[(number - 1) * size : number * size]))
        pages.append(ListPage(number, entries, number - 1 or None, 0))
    return tuple(pages)


def page_name(number: int) -> str:
    """The file name of a page of a list: ``index.html``, ``page-3.html``."""
    return f"page-{number}.html" if number else "index.html"
