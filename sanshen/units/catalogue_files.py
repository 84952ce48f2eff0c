"""公开目录文件 (catalogue files): every original item with its catalogue facts, as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from sanshen.content.addresses import ORIGINAL_LANGUAGE
from sanshen.index.rows import Changes, ItemRow
from sanshen.model.sites import Extra
from sanshen.pages.catalogue import render_catalogue, render_catalogue_index
from sanshen.pages.machine_views import CatalogueEntry
from sanshen.pages.moments import DATE_LENGTH, render_value
from sanshen.pages.wording import html_language
from sanshen.units.book import UnitBook
from sanshen.units.lists import in_list, part_numbers, read_part, rows_of, touched_parts
from sanshen.units.unit import Level, Unit, UnitKind, UnitRef

PART_SIZE = 500
INDEX = "index"


def has_catalogue(book: UnitBook) -> bool:
    """Whether the site publishes the catalogue; a preview has none."""
    return book.index.publishing and Extra.CATALOGUE not in book.site.omit


class CatalogueFiles:
    """The catalogue; the argument is ``index`` or the number of a part, oldest first."""

    name = "catalogue"

    def refs(self, book: UnitBook) -> Iterator[UnitRef]:
        """The index and all parts."""
        yield UnitRef(self.name, (INDEX,))
        for number in part_numbers(self._count(book), PART_SIZE):
            yield UnitRef(self.name, (str(number),))

    def affected(self, book: UnitBook, changes: Changes) -> Iterator[UnitRef]:
        """The index, and the parts with changed originals."""
        if not any(row.lang == ORIGINAL_LANGUAGE for _, row in rows_of(changes, book.site.code)):
            return
        scope = book.scope(ORIGINAL_LANGUAGE)
        yield UnitRef(self.name, (INDEX,))
        for number in touched_parts(book.index, scope, in_list(changes, scope), PART_SIZE):
            yield UnitRef(self.name, (str(number),))

    def declare(self, book: UnitBook, args: tuple[str, ...]) -> Unit | None:
        """A part that has entries, or the index."""
        if not has_catalogue(book):
            return None
        if args[0] == INDEX:
            parts = tuple(self._parts(book))
            index = partial(render_catalogue_index, book.site, parts)
            return self._unit(book, args, parts, index)
        part = read_part(book.index, book.scope(ORIGINAL_LANGUAGE), int(args[0]), PART_SIZE)
        if part is None:
            return None
        found = book.index.items_at(row.path for row in part.rows)
        rows = tuple(sorted(found, key=lambda row: row.order))
        columns = tuple(sorted({row.column for row in rows}))
        names = tuple(book.column_digest(column, ORIGINAL_LANGUAGE) for column in columns)
        return self._unit(book, args, (rows, names), partial(_part, book, rows))

    def _unit(
        self, book: UnitBook, args: tuple[str, ...], entries: object, text: partial[bytes]
    ) -> Unit:
        return Unit(
            ref=UnitRef(self.name, args),
            path=f"catalogue/{args[0]}.json",
            kind=UnitKind.TEXT,
            level=Level.NONE,
            lang=ORIGINAL_LANGUAGE,
            shared=book.shared("", ORIGINAL_LANGUAGE),
            inputs=(("entries", entries),),
            text=text,
        )

    def _count(self, book: UnitBook) -> int:
        return book.index.count(book.scope(ORIGINAL_LANGUAGE))

    def _parts(self, book: UnitBook) -> Iterator[tuple[str, str, int]]:
        entries = self._count(book)
        for number in part_numbers(entries, PART_SIZE):
            size = min(PART_SIZE, entries - (number - 1) * PART_SIZE)
            yield f"catalogue/{number}.json", str(number), size


def _part(book: UnitBook, rows: tuple[ItemRow, ...]) -> bytes:
    return render_catalogue(book.site, [_entry(book, row) for row in rows])


def _entry(book: UnitBook, row: ItemRow) -> CatalogueEntry:
    item = book.index.header(row.path).item
    if item is None:
        raise KeyError(row.path)
    header: Any = item.header
    released = book.articles.moment(row.published)
    return CatalogueEntry(
        index_number=str(getattr(header, "index_number", None) or ""),
        title=row.title,
        doc_number=str(getattr(header, "doc_number", None) or ""),
        issuers=tuple(getattr(header, "issuers", None) or ()),
        written_on=render_value(getattr(header, "written_on", None)),
        released_on=released.text[:DATE_LENGTH] if released else "",
        validity=render_value(getattr(header, "validity", None)),
        subject=render_value(getattr(header, "subject", None)),
        open_categories=tuple(str(one) for one in header.open_categories or ()),
        column=book.columns[row.lang].view(row.column).name,
        url=row.address[1:],
        language=html_language(row.text_lang or row.lang),
        blob=row.blob,
    )
