"""信息与列表条目 (articles): from rows and records of the index to what templates are given."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple, TypeVar
from zoneinfo import ZoneInfo

from sanshen.content.addresses import ORIGINAL_LANGUAGE, column_address, item_folder
from sanshen.content.body import Link, ParsedBody, Resolution, fill_links
from sanshen.content.item import Item
from sanshen.content.links import resolver_for
from sanshen.content.markdown import resolve_links
from sanshen.index.city_index import CityIndex
from sanshen.index.rows import AttachmentRow, ItemRow, ListingRow
from sanshen.model.sites import Site
from sanshen.pages.chrome import translation
from sanshen.pages.columns import ColumnTree
from sanshen.pages.facts import document_fields, guide_fields
from sanshen.pages.moments import DATE_LENGTH, Moment, parse_moment
from sanshen.pages.views import (
    ArticleView,
    Crumb,
    Download,
    Listing,
    Picture,
    ReviewMark,
    TagView,
    Translation,
)
from sanshen.pages.wording import html_language, wording

DESCRIPTION_LENGTH = 100
REMEMBERED = 50_000
"""Links and lines of lists remembered at most."""

K = TypeVar("K")
V = TypeVar("V")


class Article(NamedTuple):
    """一篇稿件及其关联: one shown item with everything its page takes from elsewhere.

    ``links`` are (path of what is linked or None, address or None) of its links in their
    order, ``versions`` its shown languages
    (itself included), ``files`` the attachments of its folder.
    """

    row: ItemRow
    item: Item
    body: ParsedBody
    original: Item
    links: tuple[tuple[str | None, str | None], ...]
    versions: tuple[ItemRow, ...]
    interpretations: tuple[ItemRow, ...]
    documents: tuple[ItemRow, ...]
    files: tuple[AttachmentRow, ...]

    @property
    def inputs(self) -> tuple[tuple[str, object], ...]:
        """Everything of the index that the page depends on, by name."""
        return (
            ("item", self.row),
            ("original", self.original.blob),
            ("links", self.links),
            ("languages", tuple((one.lang, one.address) for one in self.versions)),
            ("interpretations", self.interpretations),
            ("documents", self.documents),
            ("files", self.files),
        )


class Articles:
    """Views of the items of one site."""

    def __init__(self, index: CityIndex, site: Site) -> None:
        self.index = index
        self.site = site
        self.zone = ZoneInfo(site.timezone)
        self._led: dict[tuple[str, bool], Resolution] = {}
        self._listings: dict[str, Listing] = {}

    def article(self, row: ItemRow) -> Article:
        """An item with its relations; of other items only what is shown counts."""
        record = self.index.record_of(row)
        if record.item is None or record.body is None:
            raise KeyError(row.path)
        original = record.item
        if row.original:
            other = self.index.header(row.original).item
            original = other if other is not None else original
        return Article(
            row=row,
            item=record.item,
            body=record.body,
            original=original,
            links=tuple(self._links(record.item, record.body)),
            versions=self.versions(row),
            interpretations=self._in_order(row, self.index.interpretations(_first(row))),
            documents=self._shown(row, self.index.documents(_first(row))),
            files=self.index.files(item_folder(row.path)),
        )

    def versions(self, row: ItemRow) -> tuple[ItemRow, ...]:
        """Every shown language of an item, itself included."""
        if not self.index.has_versions(row):
            return (row,) if row.shown else ()
        return tuple(one for one in self.index.versions(row.path) if one.shown)

    def view(
        self, article: Article, columns: ColumnTree, tag_links: tuple[TagView, ...] = ()
    ) -> ArticleView:
        """信息页 of an item; ``columns`` is the column tree of the item's language."""
        row, header = article.row, article.item.header
        published, updated = self.moment(row.published), self.moment(row.updated)
        t = wording(row.lang)
        day = published.text[:DATE_LENGTH] if published else t("unpublished")
        changed = published and updated and updated.text != published.text
        original = article.original.header
        category = columns.view(row.column)
        return ArticleView(
            title=header.title,
            subtitle=header.subtitle or "",
            url=row.address[1:],
            save_as=row.address[1:],
            slug=article.item.slug,
            lang=html_language(row.lang),
            kind=row.kind,
            summary=header.summary or "",
            description=describe(article.item, article.body),
            content=fill_links(article.body, (address for _, address in article.links)),
            category=category,
            breadcrumbs=(*columns.crumbs(row.column), Crumb(header.title, "")),
            author=header.author or "",
            editor=header.editor or "",
            source=header.source or category.owner,
            keywords=",".join(header.keywords or ()),
            tags=header.tags or (),
            date=published.at if published else None,
            locale_date=published.text if published else t("unpublished"),
            locale_modified=updated.text if updated and changed else "",
            review=self._review(row),
            change=row.change,
            validity=str(vars(original).get("validity") or ""),
            picture=_picture(article),
            fields=document_fields(article.item.kind, header, original, day, t),
            guide=guide_fields(article.item.kind, header, original, t),
            attachments=_downloads(article),
            translations=translations(article.versions),
            interpretations=self.listings(article.interpretations),
            interprets=self.listings(article.documents),
            tag_links=tag_links,
            text_lang=html_language(row.text_lang) if row.text_lang else "",
        )

    def moment(self, text: str) -> Moment | None:
        """A time of the release rows, None where there is none (a preview)."""
        return parse_moment(text, self.zone) if text else None

    def listing(self, row: ListingRow | ItemRow) -> Listing:
        """The line of an item in a list; most items are in several."""
        found = self._listings.get(row.path)
        return self._listing(row) if found is None else found

    def _listing(self, row: ListingRow | ItemRow) -> Listing:
        published = self.moment(row.published)
        found = Listing(
            title=row.title,
            url=row.address[1:],
            lang=html_language(row.text_lang or row.lang),
            date=published.at if published else None,
            locale_date=published.text if published else wording(row.lang)("unpublished"),
            kind=row.kind,
        )
        return _remember(self._listings, row.path, found)

    def listings(self, rows: Iterable[ListingRow | ItemRow]) -> tuple[Listing, ...]:
        """The lines of several items, in the order given."""
        return tuple(map(self.listing, rows))

    def _review(self, row: ItemRow) -> ReviewMark:
        if not self.index.publishing:
            return ReviewMark.UNREVIEWED
        return ReviewMark.LEGACY if row.baseline else ReviewMark.REVIEWED

    def _in_order(self, row: ItemRow, found: Iterable[ItemRow]) -> tuple[ItemRow, ...]:
        return tuple(sorted(self._shown(row, found), key=lambda one: one.order))

    def _shown(self, row: ItemRow, found: Iterable[ItemRow]) -> tuple[ItemRow, ...]:
        """Those of ``found`` (originals) that this site shows, in the language of ``row``."""
        own = (one for one in found if one.shown and one.site == row.site)
        return tuple(self._in_language(one, row.lang) for one in own)

    def _in_language(self, row: ItemRow, lang: str) -> ItemRow:
        if lang == row.lang:
            return row
        shown = (one for one in self.index.versions(row.path) if one.shown and one.lang == lang)
        return next(shown, row)

    def _links(self, item: Item, body: ParsedBody) -> Iterable[tuple[str | None, str | None]]:
        if not body.links:
            return ()
        resolve = resolver_for(self.index, item)

        def shown(link: Link) -> Resolution:
            if not (link.target.startswith("/") and link.target.endswith(".md")):
                return self._only_shown(resolve(link))
            # Such a link leads to the same page from every item of a site.
            found = self._led.get((link.target, link.image))
            if found is None:
                found = self._only_shown(resolve(link))
                _remember(self._led, (link.target, link.image), found)
            return found

        return ((found.path, found.address) for _, found in resolve_links(body, shown))

    def _only_shown(self, found: Resolution) -> Resolution:
        """A link to what the public cannot see yet keeps its words, not its address.

        Content that waits for its release (存量 without a known time) may be linked already.
        """
        if found.path is None or found.address is None:
            return found
        if found.path.endswith(".md"):
            seen = self.index.seen(found.path)
            return found if seen is not None and seen[2] else Resolution(None, found.path)
        return self._column_with_page(found)

    def _column_with_page(self, found: Resolution) -> Resolution:
        """A column without translated items has no page in that language: the original's is."""
        address, path = found.address or "", found.path or ""
        if not path.endswith("/column.yml") or address.startswith("https:"):
            return found
        column = "/".join(path.split("/")[2:-1])
        if address == column_address(column, ORIGINAL_LANGUAGE):
            return found
        filled = self.index.filled(self.site.code, address.split("/")[1])
        if any(f"{own}/".startswith(f"{column}/") for own in filled):
            return found
        return Resolution(column_address(column, ORIGINAL_LANGUAGE), path)


def _remember(known: dict[K, V], key: K, value: V) -> V:
    if len(known) >= REMEMBERED:
        known.clear()
    known[key] = value
    return value


def _first(row: ItemRow) -> str:
    return row.original or row.path


def describe(item: Item, body: ParsedBody) -> str:
    """摘要 for the Description tag: the editor's, else the beginning of the text."""
    text = item.header.summary or body.opening(DESCRIPTION_LENGTH)
    return text[:DESCRIPTION_LENGTH] or item.header.title


def translations(versions: tuple[ItemRow, ...]) -> tuple[Translation, ...]:
    """Every language of an item that is shown, itself included; empty for a single one."""
    if len(versions) < 2:
        return ()
    return tuple(translation(one.lang, one.address) for one in versions)


def _downloads(article: Article) -> tuple[Download, ...]:
    """附件 named in the header (a translation shows those of its original)."""
    named = article.item.header.attachments or article.original.header.attachments
    if not named:
        return ()
    files = {file.path: file for file in article.files}
    folder = item_folder(article.row.path)
    found = ((entry.title, files[f"{folder}/{entry.file}"]) for entry in named)
    return tuple(
        Download(title, file.address[1:], file.path.rpartition(".")[2].upper(), file.size)
        for title, file in found
    )


def _picture(article: Article) -> Picture | None:
    """题图 of an item."""
    picture = article.item.header.picture
    if picture is None:
        return None
    folder = item_folder(article.row.path)
    file = next(f for f in article.files if f.path == f"{folder}/{picture.file}")
    return Picture(file.address[1:], picture.alt)
