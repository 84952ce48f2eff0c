"""订阅文件 (feed files): the newest items of the site and of each column, as Atom and JSON Feed."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from sanshen.index.rows import Changes, ItemRow
from sanshen.model.sites import Extra
from sanshen.pages.chrome import site_name
from sanshen.pages.columns import with_ancestors
from sanshen.pages.feed import feed_paths, render_atom, render_json_feed
from sanshen.pages.machine_views import FeedView
from sanshen.pages.views import FeedEntry
from sanshen.pages.wording import html_language
from sanshen.units.articles import describe
from sanshen.units.book import UnitBook
from sanshen.units.lists import rows_of
from sanshen.units.unit import Level, Unit, UnitKind, UnitRef

FEED_SIZE = 30
RENDERERS = {"atom": render_atom, "json": render_json_feed}

Rows = tuple[ItemRow, ...]


def has_feeds(book: UnitBook) -> bool:
    """Whether the site publishes feeds; a preview has none."""
    return book.index.publishing and Extra.FEEDS not in book.site.omit


class FeedFiles:
    """Feeds; arguments: column path (empty: all columns), language, ``atom`` or ``json``."""

    name = "feed"

    def refs(self, book: UnitBook) -> Iterator[UnitRef]:
        """One in each format for the site and every column with a page, in each language."""
        for lang in book.languages:
            for column in ("", *book.columns[lang].columns):
                yield from self._both(column, lang)

    def affected(self, book: UnitBook, changes: Changes) -> Iterator[UnitRef]:
        """The feeds of the columns of changed items, of those above them, and of the site."""
        rows = rows_of(changes, book.site.code)
        for column, lang in sorted({(row.column, row.lang) for _, row in rows}):
            for above in ("", *with_ancestors((column,))):
                yield from self._both(above, lang)

    def declare(self, book: UnitBook, args: tuple[str, ...]) -> Unit | None:
        """A feed of a column that has a page; it may be empty."""
        column, lang, form = args
        if not has_feeds(book) or lang not in book.languages:
            return None
        if column and column not in book.columns[lang].columns:
            return None
        newest = book.index.newest(book.scope(lang, under=column, dated=True), FEED_SIZE)
        found = book.index.items_at(row.path for row in newest)
        rows = tuple(sorted(found, key=lambda row: row.order, reverse=True))
        paths = dict(zip(RENDERERS, feed_paths(lang, column), strict=True))
        inputs = ("column", book.column_digest(column, lang) if column else "")
        return Unit(
            ref=UnitRef(self.name, args),
            path=paths[form],
            kind=UnitKind.TEXT,
            level=Level.NONE,
            lang=lang,
            shared=book.shared("", lang),
            inputs=(inputs, ("entries", rows)),
            text=partial(_text, book, column, lang, form, rows),
        )

    def _both(self, column: str, lang: str) -> Iterator[UnitRef]:
        return (UnitRef(self.name, (column, lang, form)) for form in RENDERERS)


def _text(book: UnitBook, column: str, lang: str, form: str, rows: Rows) -> bytes:
    columns, site = book.columns[lang], book.site
    name = site_name(site, lang)
    view = columns.view(column) if column else None
    atom, json_feed = feed_paths(lang, column)
    feed = FeedView(
        title=f"{view.name}-{name}" if view else name,
        subtitle=view.description if view else site.description,
        lang=html_language(lang),
        origin=site.origin,
        home=view.url if view else columns.crumbs("")[0].url,
        atom=atom,
        json=json_feed,
        author=name,
        entries=tuple(_entry(book, row) for row in rows),
    )
    return RENDERERS[form](feed)


def _entry(book: UnitBook, row: ItemRow) -> FeedEntry:
    record = book.index.record(row.path)
    published, updated = book.articles.moment(row.published), book.articles.moment(row.updated)
    if record.item is None or record.body is None or published is None or updated is None:
        raise KeyError(row.path)
    column = book.columns[row.lang].view(row.column)
    return FeedEntry(
        title=row.title,
        url=row.address[1:],
        date=published.at,
        modified=updated.at,
        summary=describe(record.item, record.body),
        author=record.item.header.source or column.owner,
        category=column.name,
        tags=row.tags,
        lang=html_language(row.text_lang) if row.text_lang else "",
    )
