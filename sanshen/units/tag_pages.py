"""标签与专题 (tag and topic pages): the items that carry a tag, and the index of all tags."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from sanshen.index.rows import Changes
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
from sanshen.units.tags import has_tags, tag_folder, tag_index, tag_view
from sanshen.units.unit import Context, Level, Unit, UnitKind, UnitRef


class TagPages:
    """The pages of a tag; arguments: tag, language, page number (0 is the newest)."""

    name = "tag"

    def refs(self, book: UnitBook) -> Iterator[UnitRef]:
        """Every page of every tag that a shown item carries."""
        if not has_tags(book.site):
            return
        for lang in book.languages:
            for tag, entries in book.index.tags(book.site.code, lang):
                for number in page_numbers(entries, PAGE_SIZE):
                    yield self._ref(tag, lang, number)

    def affected(self, book: UnitBook, changes: Changes) -> Iterator[UnitRef]:
        """The touched pages of every tag that changed items carry or carried."""
        if not has_tags(book.site):
            return
        lists = {(tag, row.lang) for _, row in rows_of(changes, book.site.code) for tag in row.tags}
        for tag, lang in sorted(lists):
            scope = book.scope(lang, tag=tag)
            for number in touched_pages(book.index, scope, in_list(changes, scope), PAGE_SIZE):
                yield self._ref(tag, lang, number)

    def declare(self, book: UnitBook, args: tuple[str, ...]) -> Unit | None:
        """A page of a tag that has items."""
        tag, lang, number = args[0], args[1], int(args[2])
        if not has_tags(book.site) or lang not in book.languages:
            return None
        page = read_page(book.index, book.scope(lang, tag=tag), number, PAGE_SIZE)
        if page is None or not page.rows:
            return None
        folder = tag_folder(book.site, tag, lang)
        return Unit(
            ref=self._ref(tag, lang, number),
            path=f"{folder}/{page_name(number)}",
            kind=UnitKind.PAGE,
            level=Level.SITE,
            lang=lang,
            shared=book.shared("tag", lang),
            inputs=(("tag", tag), ("entries", page)),
            template="tag",
            context=partial(_context, book, tag, lang, page, folder),
        )

    def _ref(self, tag: str, lang: str, number: int) -> UnitRef:
        return UnitRef(self.name, (tag, lang, str(number)))


class TagIndexPages:
    """The index of all tags; the argument is the language."""

    name = "tag_index"

    def refs(self, book: UnitBook) -> Iterator[UnitRef]:
        """One for each language that has tags."""
        return (UnitRef(self.name, (lang,)) for lang in book.languages)

    def affected(self, book: UnitBook, changes: Changes) -> Iterator[UnitRef]:
        """Those in the languages of changed items that carry tags."""
        rows = rows_of(changes, book.site.code)
        for lang in sorted({row.lang for _, row in rows if row.tags}):
            yield UnitRef(self.name, (lang,))

    def declare(self, book: UnitBook, args: tuple[str, ...]) -> Unit | None:
        """The index of a language that has tags."""
        lang = args[0]
        if not has_tags(book.site) or lang not in book.languages:
            return None
        tags = book.index.tags(book.site.code, lang)
        if not tags:
            return None
        return Unit(
            ref=UnitRef(self.name, args),
            path=tag_index(lang),
            kind=UnitKind.PAGE,
            level=Level.SITE,
            lang=lang,
            shared=book.shared("tags", lang),
            inputs=(("tags", tags),),
            template="tags",
            context=partial(_index_context, book, lang, tags),
        )


def _crumbs(book: UnitBook, lang: str) -> tuple[Crumb, ...]:
    columns = book.columns[lang]
    return (*columns.crumbs(""), Crumb(columns.t("tags.title"), tag_index(lang)))


def _context(book: UnitBook, tag: str, lang: str, page: ListPage, folder: str) -> Context:
    view = tag_view(book.site, tag, lang)
    return {
        **book.chrome[lang],
        "tag": view,
        "breadcrumbs": (*_crumbs(book, lang), Crumb(tag, view.url)),
        "translations": (),
        "articles": book.articles.listings(page.rows),
        "pager": pager(page, view.url, folder),
    }


def _index_context(book: UnitBook, lang: str, tags: tuple[tuple[str, int], ...]) -> Context:
    views = [tag_view(book.site, tag, lang, count) for tag, count in tags]
    return {
        **book.chrome[lang],
        "topics": tuple(view for view in views if view.topic),
        "tags": tuple(view for view in views if not view.topic),
        "breadcrumbs": _crumbs(book, lang),
        "translations": (),
    }
