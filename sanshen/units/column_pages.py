"""栏目页 (column pages): the list of each column, cut from the oldest."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from sanshen.content.addresses import column_address
from sanshen.index.rows import Changes, ListingRow
from sanshen.pages.chrome import translation
from sanshen.pages.columns import with_ancestors
from sanshen.pages.views import Crumb, Section, Translation
from sanshen.units.book import UnitBook
from sanshen.units.lists import (
    ListPage,
    in_list,
    page_name,
    page_numbers,
    read_page,
    rows_of,
    touched_pages,
)
from sanshen.units.pagers import PAGE_SIZE, pager
from sanshen.units.unit import Context, Level, Unit, UnitKind, UnitRef
from sanshen.units.year_pages import year_links

SECTION_SIZE = 6

Sections = tuple[tuple[str, tuple[ListingRow, ...]], ...]


class ColumnPages:
    """The pages of a column; arguments: column path, language, page number (0 is the newest)."""

    name = "column"

    def refs(self, book: UnitBook) -> Iterator[UnitRef]:
        """Every page of every column that has one in a language."""
        for lang in book.languages:
            for column in book.columns[lang].columns:
                entries = book.index.count(book.scope(lang, column=column))
                for number in page_numbers(entries, PAGE_SIZE):
                    yield self._ref(column, lang, number)

    def affected(self, book: UnitBook, changes: Changes) -> Iterator[UnitRef]:
        """The touched pages of the lists items were or are in, and the newest page above them."""
        lists = {(row.column, row.lang) for _, row in rows_of(changes, book.site.code)}
        for column, lang in sorted(lists):
            scope = book.scope(lang, column=column)
            for number in touched_pages(book.index, scope, in_list(changes, scope), PAGE_SIZE):
                yield self._ref(column, lang, number)
            for above in with_ancestors((column,)):
                yield self._ref(above, lang, 0)

    def declare(self, book: UnitBook, args: tuple[str, ...]) -> Unit | None:
        """A page of a column's list; the newest one shows the columns below it too."""
        column, lang, number = args[0], args[1], int(args[2])
        if lang not in book.languages or column not in book.columns[lang].columns:
            return None
        page = read_page(book.index, book.scope(lang, column=column), number, PAGE_SIZE)
        if page is None:
            return None
        below = () if number else _below(book, column, lang)
        others = () if number else column_translations(book, column)
        years = () if number else year_links(book, column, lang)
        folder = book.columns[lang].view(column).url.rpartition("/")[0]
        return Unit(
            ref=self._ref(column, lang, number),
            path=f"{folder}/{page_name(number)}",
            kind=UnitKind.PAGE,
            level=Level.COLUMN,
            lang=lang,
            shared=book.shared("category", lang),
            inputs=(
                ("column", book.column_digest(column, lang)),
                ("entries", page),
                ("below", below),
                ("languages", tuple((one.hreflang, one.url) for one in others)),
                ("years", years),
            ),
            template="category",
            context=partial(_context, book, column, lang, page, below, others, years),
        )  # fmt: skip

    def _ref(self, column: str, lang: str, number: int) -> UnitRef:
        return UnitRef(self.name, (column, lang, str(number)))


def _below(book: UnitBook, column: str, lang: str) -> Sections:
    """下级栏目: the newest rows of every column right below, with all that is below it."""
    children = book.columns[lang].children(column)
    return tuple(
        (child.path, book.index.newest(book.scope(lang, under=child.path), SECTION_SIZE))
        for child in children
    )


def _context(
    book: UnitBook,
    column: str,
    lang: str,
    page: ListPage,
    below: Sections,
    others: tuple[Translation, ...],
    years: tuple[Crumb, ...],
) -> Context:
    columns, articles = book.columns[lang], book.articles
    view = columns.view(column)
    folder = view.url.rpartition("/")[0]
    sections = tuple(
        Section(
            path.replace("/", "-"), columns.view(path).name, columns.view(path).url,
            articles.listings(rows),
        )
        for path, rows in below
    )  # fmt: skip
    return {
        **book.chrome[lang],
        "category": view,
        "breadcrumbs": columns.crumbs(column),
        "translations": others,
        "articles": articles.listings(page.rows),
        "pager": pager(page, view.url, folder),
        "sections": sections,
        "years": years,
        "feeds": book.feeds(lang, column),
    }


def column_translations(book: UnitBook, column: str) -> tuple[Translation, ...]:
    """The languages in which a column has a page; empty for a single one."""
    found = [lang for lang, tree in book.columns.items() if column in tree.columns]
    if len(found) < 2:
        return ()
    return tuple(translation(lang, column_address(column, lang)) for lang in found)
