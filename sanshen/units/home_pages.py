"""首页 (home pages): the portal's front page in each language, and the page for a dead address."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from sanshen.content.addresses import ORIGINAL_LANGUAGE
from sanshen.index.rows import Changes, ListingRow
from sanshen.model.sites import ItemKind
from sanshen.pages.chrome import home_translations
from sanshen.pages.columns import ColumnTree
from sanshen.pages.views import Section
from sanshen.units.book import UnitBook
from sanshen.units.lists import rows_of
from sanshen.units.unit import Context, Level, Unit, UnitKind, UnitRef

SECTION_SIZE = 6
LEAD_SIZE = 8

# 首页分块: what residents come for, in this order; a block without items is left out.
HOME_SECTIONS: tuple[tuple[str, tuple[ItemKind, ...], int], ...] = (
    ("news", (ItemKind.NEWS, ItemKind.ACTIVITY), LEAD_SIZE),
    ("notices", (ItemKind.NOTICE,), SECTION_SIZE),
    ("policies", (ItemKind.NORMATIVE, ItemKind.POLICY, ItemKind.LAW), SECTION_SIZE),
    ("interpretations", (ItemKind.INTERPRETATION,), SECTION_SIZE),
    ("services", (ItemKind.SERVICE_GUIDE,), SECTION_SIZE),
    ("about", (ItemKind.PROFILE, ItemKind.PAGE), SECTION_SIZE),
)

Rows = tuple[ListingRow, ...]
Blocks = tuple[tuple[str, str, Rows], ...]


class HomePages:
    """The home page; the argument is the language."""

    name = "home"

    def refs(self, book: UnitBook) -> Iterator[UnitRef]:
        """One for each language of the site."""
        return (UnitRef(self.name, (lang,)) for lang in book.languages)

    def affected(self, book: UnitBook, changes: Changes) -> Iterator[UnitRef]:
        """Those in the languages of changed items."""
        for lang in sorted({row.lang for _, row in rows_of(changes, book.site.code)}):
            yield UnitRef(self.name, (lang,))

    def declare(self, book: UnitBook, args: tuple[str, ...]) -> Unit | None:
        """The home page of a language that has something to show."""
        lang = args[0]
        if lang not in book.languages:
            return None
        newest = book.index.newest(book.scope(lang, dated=True), LEAD_SIZE)
        blocks = _blocks(book, lang)
        return Unit(
            ref=UnitRef(self.name, args),
            path=book.columns[lang].crumbs("")[0].url,
            kind=UnitKind.PAGE,
            level=Level.SITE,
            lang=lang,
            shared=book.shared("index", lang),
            inputs=(("newest", newest), ("blocks", blocks)),
            template="index",
            context=partial(_context, book, lang, newest, blocks),
        )


class NotFoundPage:
    """The page for addresses that are none (404); no arguments."""

    name = "not_found"

    def refs(self, book: UnitBook) -> Iterator[UnitRef]:  # noqa: ARG002
        """The one page."""
        yield UnitRef(self.name, ())

    def affected(self, book: UnitBook, changes: Changes) -> Iterator[UnitRef]:  # noqa: ARG002
        """No item is on it."""
        return iter(())

    def declare(self, book: UnitBook, args: tuple[str, ...]) -> Unit | None:
        """The page in the original language."""
        crumbs = book.columns[ORIGINAL_LANGUAGE].crumbs("")
        chrome = book.chrome[ORIGINAL_LANGUAGE]
        return Unit(
            ref=UnitRef(self.name, args),
            path="404.html",
            kind=UnitKind.PAGE,
            level=Level.SITE,
            lang=ORIGINAL_LANGUAGE,
            shared=book.shared("404", ORIGINAL_LANGUAGE),
            inputs=(),
            template="404",
            context=lambda: {**chrome, "breadcrumbs": crumbs, "translations": ()},
        )


def _blocks(book: UnitBook, lang: str) -> Blocks:
    """(section name, address of the whole list, newest rows) of every block with items."""
    found = []
    for name, kinds, size in HOME_SECTIONS:
        rows = book.index.newest(book.scope(lang, kinds=tuple(k.value for k in kinds)), size)
        if rows:
            found.append((name, _whole_list(book, lang, kinds), rows))
    return tuple(found)


def _whole_list(book: UnitBook, lang: str, kinds: tuple[ItemKind, ...]) -> str:
    """The deepest column that holds every column with items that may have one of ``kinds``."""
    filled = book.index.filled(book.site.code, lang)
    columns = book.columns[lang]
    fitting = [path for path in filled if set(columns.columns[path].kinds) & set(kinds)]
    return common_column(columns, sorted(fitting))


def common_column(columns: ColumnTree, paths: list[str]) -> str:
    """The address of the deepest column that holds all of ``paths``, empty when there is none."""
    common = []
    for parts in zip(*(path.split("/") for path in paths), strict=False):
        if len(set(parts)) > 1:
            break
        common.append(parts[0])
    return columns.view("/".join(common)).url if common else ""


def _context(book: UnitBook, lang: str, newest: Rows, blocks: Blocks) -> Context:
    columns, articles = book.columns[lang], book.articles
    sections = tuple(
        Section(name, columns.t(f"section.{name}"), url, articles.listings(rows))
        for name, url, rows in blocks
    )
    return {
        **book.chrome[lang],
        "articles": articles.listings(newest),
        "categories": columns.top(),
        "sections": sections,
        "breadcrumbs": columns.crumbs(""),
        "translations": home_translations(book.languages) if len(book.languages) > 1 else (),
    }
