"""信息页 (item pages): one page for each shown item."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from sanshen.index.rows import Changes, ItemRow
from sanshen.model.sites import ItemKind
from sanshen.units.articles import Article
from sanshen.units.book import UnitBook
from sanshen.units.unit import Context, Level, Unit, UnitKind, UnitRef

TEMPLATES = {kind.value: "article" if kind.dated else "page" for kind in ItemKind}


class ItemPages:
    """The pages of items; the argument is the item's path."""

    name = "item"

    def refs(self, book: UnitBook) -> Iterator[UnitRef]:
        """Every shown item."""
        return map(self._ref, book.index.item_paths(book.site.code))

    def affected(self, book: UnitBook, changes: Changes) -> Iterator[UnitRef]:
        """Changed items, their languages, interpretations and documents, and who links to them."""
        for change in changes.items:
            paths = {row.path for row in change[:2] if row is not None}
            firsts = {row.original or row.path for row in change[:2] if row is not None}
            for path in paths | firsts | set(change.related):
                yield from self._with_relations(book, path)
        for attachment in changes.attachments:
            for row in filter(None, attachment):
                yield from self._with_relations(book, row.owner)

    def declare(self, book: UnitBook, args: tuple[str, ...]) -> Unit | None:
        """The page of a shown item of this site."""
        row = book.index.item(args[0])
        if row is None or not row.shown or row.site != book.site.code:
            return None
        template = TEMPLATES[row.kind]
        article = book.articles.article(row)
        column = book.column_digest(row.column, row.lang)
        return Unit(
            ref=self._ref(row.path),
            path=row.address[1:],
            kind=UnitKind.PAGE,
            level=Level.ARTICLE,
            lang=row.lang,
            shared=book.shared(template, row.lang),
            inputs=(("column", column), *article.inputs),
            template=template,
            context=partial(_context, book, article, template),
            sources=((row.path, row.blob),),
        )

    def _with_relations(self, book: UnitBook, path: str) -> Iterator[UnitRef]:
        index = book.index
        own = index.versions(path)
        near = (*own, *self._neighbours(book, path))
        referrers = (other for row in own for other in index.referrers(row.path))
        for other in {path, *(row.path for row in near), *referrers, *index.referrers(path)}:
            yield self._ref(other)

    def _neighbours(self, book: UnitBook, path: str) -> Iterator[ItemRow]:
        index = book.index
        for other in (*index.interpretations(path), *index.documents(path)):
            yield from index.versions(other.path)

    def _ref(self, path: str) -> UnitRef:
        return UnitRef(self.name, (path,))


def _context(book: UnitBook, article: Article, template: str) -> Context:
    row = article.row
    links = book.tag_links(row.tags, row.lang)
    view = book.articles.view(article, book.columns[row.lang], links)
    return {
        **book.chrome[row.lang],
        template: view,
        "category": view.category,
        "breadcrumbs": view.breadcrumbs,
        "translations": view.translations,
    }
