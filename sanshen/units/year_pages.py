"""年度归档 (year archives): what a column released in one year."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from sanshen.index.rows import Changes
from sanshen.model.sites import Extra
from sanshen.pages.views import Crumb
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


def has_years(book: UnitBook) -> bool:
    """Whether the site publishes year archives."""
    return Extra.YEARS not in book.site.omit


def year_links(book: UnitBook, column: str, lang: str) -> tuple[Crumb, ...]:
    """The archives of a column, newest year first; empty when the site has none."""
    if not has_years(book):
        return ()
    folder = book.columns[lang].view(column).url.rpartition("/")[0]
    years = book.index.years(book.site.code, column, lang)
    return tuple(Crumb(year, f"{folder}/{year}/index.html") for year in reversed(years) if year)


class YearPages:
    """The archive of a column and year; arguments: column, language, year, page number."""

    name = "year"

    def refs(self, book: UnitBook) -> Iterator[UnitRef]:
        """Every page of every year in which a column shows something."""
        if not has_years(book):
            return
        for lang in book.languages:
            for column in book.columns[lang].columns:
                for year in filter(None, book.index.years(book.site.code, column, lang)):
                    entries = book.index.count(book.scope(lang, column=column, year=year))
                    for number in page_numbers(entries, PAGE_SIZE):
                        yield self._ref(column, lang, year, number)

    def affected(self, book: UnitBook, changes: Changes) -> Iterator[UnitRef]:
        """The touched pages of the years changed items are or were in."""
        if not has_years(book):
            return
        rows = rows_of(changes, book.site.code)
        lists = {(row.column, row.lang, row.year) for _, row in rows if row.year}
        for column, lang, year in sorted(lists):
            scope = book.scope(lang, column=column, year=year)
            for number in touched_pages(book.index, scope, in_list(changes, scope), PAGE_SIZE):
                yield self._ref(column, lang, year, number)

    def declare(self, book: UnitBook, args: tuple[str, ...]) -> Unit | None:
        """A page of a year that has items."""
        column, lang, year, number = args[0], args[1], args[2], int(args[3])
        if not has_years(book) or lang not in book.languages:
            return None
        if column not in book.columns[lang].columns:
            return None
        scope = book.scope(lang, column=column, year=year)
        page = read_page(book.index, scope, number, PAGE_SIZE)
        if page is None or not page.rows:
            return None
        folder = f"{book.columns[lang].view(column).url.rpartition('/')[0]}/{year}"
        return Unit(
            ref=self._ref(column, lang, year, number),
            path=f"{folder}/{page_name(number)}",
            kind=UnitKind.PAGE,
            level=Level.COLUMN,
            lang=lang,
            shared=book.shared("year", lang),
            inputs=(("column", book.column_digest(column, lang)), ("entries", page)),
            template="year",
            context=partial(_context, book, column, lang, year, page, folder),
        )

    def _ref(self, column: str, lang: str, year: str, number: int) -> UnitRef:
        return UnitRef(self.name, (column, lang, year, str(number)))


def _context(
    book: UnitBook, column: str, lang: str, year: str, page: ListPage, folder: str
) -> Context:
    columns = book.columns[lang]
    newest = f"{folder}/index.html"
    return {
        **book.chrome[lang],
        "category": columns.view(column),
        "year": year,
        "breadcrumbs": (*columns.crumbs(column), Crumb(columns.t("year", year=year), newest)),
        "translations": (),
        "articles": book.articles.listings(page.rows),
        "pager": pager(page, newest, folder),
    }
