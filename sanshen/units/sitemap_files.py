"""网站地图文件 (sitemap files): every page for search engines, in parts that rarely change."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from sanshen.content.addresses import ORIGINAL_LANGUAGE
from sanshen.index.rows import Changes, ListingRow
from sanshen.model.sites import Extra
from sanshen.pages.chrome import home_translations
from sanshen.pages.machine_views import SitemapEntry
from sanshen.pages.sitemap import render_sitemap, render_sitemap_index
from sanshen.pages.views import Translation
from sanshen.units.articles import translations
from sanshen.units.book import UnitBook
from sanshen.units.column_pages import column_translations
from sanshen.units.lists import (
    in_list,
    part_numbers,
    parts_around,
    read_part,
    rows_of,
    touched_parts,
)
from sanshen.units.unit import Level, Unit, UnitKind, UnitRef

PART_SIZE = 1000
"""Far below the 50,000 that are allowed: one change rewrites one part."""

INDEX, COLUMNS = "index", "columns"


def has_sitemap(book: UnitBook) -> bool:
    """Whether the site publishes sitemaps; a preview has none."""
    return book.index.publishing and Extra.SITEMAP not in book.site.omit


class SitemapFiles:
    """Sitemaps; arguments: language, then ``columns`` or the number of a part, or ``index``."""

    name = "sitemap"

    def refs(self, book: UnitBook) -> Iterator[UnitRef]:
        """The index, and in each language the columns and all parts."""
        yield self._ref("", INDEX)
        for lang in book.languages:
            yield self._ref(lang, COLUMNS)
            for number in part_numbers(book.index.count(book.scope(lang)), PART_SIZE):
                yield self._ref(lang, str(number))

    def affected(self, book: UnitBook, changes: Changes) -> Iterator[UnitRef]:
        """The index, and the parts with changed items or other languages of them."""
        code = book.site.code
        rows = tuple(row for _, row in rows_of(changes, code))
        if not rows:
            return
        yield self._ref("", INDEX)
        firsts = sorted({row.original or row.path for row in rows})
        versions = tuple(one for path in firsts for one in book.index.versions(path))
        for lang in book.languages:
            scope = book.scope(lang)
            numbers = {
                *touched_parts(book.index, scope, in_list(changes, scope), PART_SIZE),
                *parts_around(book.index, scope, versions, len(changes.items), PART_SIZE),
            }
            for number in sorted(numbers):
                yield self._ref(lang, str(number))

    def declare(self, book: UnitBook, args: tuple[str, ...]) -> Unit | None:
        """A sitemap of a language that shows something, or the index of all."""
        lang, part = args
        if not has_sitemap(book) or (part != INDEX and lang not in book.languages):
            return None
        if part == INDEX:
            return self._index(book)
        path = f"sitemaps/{lang}-{part}.xml"
        entries = _columns(book, lang) if part == COLUMNS else _items(book, lang, int(part))
        if not entries:
            return None
        text = partial(render_sitemap, book.site.origin, entries)
        return self._unit(book, args, path, entries, text)

    def _index(self, book: UnitBook) -> Unit:
        parts = []
        for lang in book.languages:
            numbers = part_numbers(book.index.count(book.scope(lang)), PART_SIZE)
            parts += [f"sitemaps/{lang}-{part}.xml" for part in (COLUMNS, *numbers)]
        text = partial(render_sitemap_index, book.site.origin, [(part, "") for part in parts])
        return self._unit(book, ("", INDEX), "sitemap.xml", tuple(parts), text)

    def _unit(
        self,
        book: UnitBook,
        args: tuple[str, ...],
        path: str,
        entries: tuple[object, ...],
        text: partial[bytes],
    ) -> Unit:
        return Unit(
            ref=UnitRef(self.name, args),
            path=path,
            kind=UnitKind.TEXT,
            level=Level.NONE,
            lang=args[0],
            shared=book.shared("", args[0] or ORIGINAL_LANGUAGE),
            inputs=(("entries", entries),),
            text=text,
        )

    def _ref(self, lang: str, part: str) -> UnitRef:
        return UnitRef(self.name, (lang, part))


def _columns(book: UnitBook, lang: str) -> tuple[SitemapEntry, ...]:
    """The home page and the newest page of every column."""
    columns = book.columns[lang]
    homes = home_translations(book.languages) if len(book.languages) > 1 else ()
    found = [SitemapEntry(columns.crumbs("")[0].url, "", homes)]
    for path in sorted(columns.columns):
        others: tuple[Translation, ...] = column_translations(book, path)
        found.append(SitemapEntry(columns.view(path).url, "", others))
    return tuple(found)


def _items(book: UnitBook, lang: str, number: int) -> tuple[SitemapEntry, ...]:
    part = read_part(book.index, book.scope(lang), number, PART_SIZE)
    return tuple(_item(book, row) for row in part.rows) if part is not None else ()


def _item(book: UnitBook, row: ListingRow) -> SitemapEntry:
    versions = tuple(one for one in book.index.versions(row.path) if one.shown)
    return SitemapEntry(row.address[1:], row.updated, translations(versions))
