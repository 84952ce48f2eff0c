"""翻页 (pagers): how the pages of a list lead to each other."""

from __future__ import annotations

from sanshen.pages.views import Crumb, Pager
from sanshen.units.lists import ListPage, page_name

PAGE_SIZE = 20
"""Entries of an archive page; the newest page of a list has up to twice as many less one."""


def pager(page: ListPage, newest: str, folder: str) -> Pager:
    """翻页 of a list's page: the next older one, and from the newest page all of them."""
    archives = tuple(
        Crumb(str(number), f"{folder}/{page_name(number)}")
        for number in range(page.archives, 0, -1)
    )
    older = f"{folder}/{page_name(page.older)}" if page.older else ""
    return Pager(page.number, newest, older, archives)
