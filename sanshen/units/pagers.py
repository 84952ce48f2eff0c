"""翻页 (pagers): how the pages of a list lead to each other."""

from __future__ import annotations

from sanshen.pages.views import Crumb, Pager
from sanshen.units.lists import ListPage, page_name

PAGE_SIZE = 20
"""Entries of an archive page; the newest page of a list has up to twice as many less one."""

NAMED = 9
"""Archive pages that the newest page names, and the oldest; the others follow one by one, and
by year. Naming all would make a page longer with every page it has."""


def pager(page: ListPage, newest: str, folder: str) -> Pager:
    """翻页 of a list's page: the next older one, and from the newest page the way to the others."""
    newer = range(page.archives, max(page.archives - NAMED, 0), -1)
    numbers = dict.fromkeys((*newer, 1)) if page.archives else ()
    archives = tuple(Crumb(str(n), f"{folder}/{page_name(n)}") for n in numbers)
    older = f"{folder}/{page_name(page.older)}" if page.older else ""
    return Pager(page.number, newest, older, archives)
