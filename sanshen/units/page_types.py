"""全部网页类型 (page types): the one list of what a site consists of; nothing is discovered."""

from __future__ import annotations

from collections.abc import Iterator

from sanshen.index.rows import Changes
from sanshen.units.book import UnitBook
from sanshen.units.catalogue_files import CatalogueFiles
from sanshen.units.column_pages import ColumnPages
from sanshen.units.feed_files import FeedFiles
from sanshen.units.files import AttachmentFiles, RobotsText, ThemeFiles
from sanshen.units.home_pages import HomePages, NotFoundPage
from sanshen.units.item_pages import ItemPages
from sanshen.units.redirect_pages import RedirectMap, RedirectPages
from sanshen.units.sitemap_files import SitemapFiles
from sanshen.units.tag_pages import TagIndexPages, TagPages
from sanshen.units.unit import PageType, Unit, UnitRef
from sanshen.units.year_pages import YearPages

PAGE_TYPES: tuple[PageType, ...] = (
    HomePages(),
    NotFoundPage(),
    ColumnPages(),
    YearPages(),
    TagPages(),
    TagIndexPages(),
    ItemPages(),
    RedirectPages(),
    RedirectMap(),
    FeedFiles(),
    SitemapFiles(),
    CatalogueFiles(),
    AttachmentFiles(),
    ThemeFiles(),
    RobotsText(),
)
_BY_NAME = {one.name: one for one in PAGE_TYPES}


def all_refs(book: UnitBook) -> Iterator[UnitRef]:
    """Every unit the site may have now."""
    for one in PAGE_TYPES:
        yield from one.refs(book)


def affected_refs(book: UnitBook, changes: Changes) -> tuple[UnitRef, ...]:
    """Every unit whose key may differ after ``changes``, each once, in a fixed order."""
    found = {ref for one in PAGE_TYPES for ref in one.affected(book, changes)}
    return tuple(sorted(found))


def declare(book: UnitBook, ref: UnitRef) -> Unit | None:
    """The unit of a reference; KeyError for a type that is none."""
    return _BY_NAME[ref.type].declare(book, ref.args)
