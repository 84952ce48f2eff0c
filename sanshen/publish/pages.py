"""网页 (pages): from selected items to what templates are given."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from zoneinfo import ZoneInfo

from sanshen.content.body import Rendered
from sanshen.content.content_tree import ContentTree
from sanshen.content.item import Attachment, Item
from sanshen.pages.chrome import translation
from sanshen.pages.columns import ColumnTree
from sanshen.pages.facts import document_fields, guide_fields
from sanshen.pages.moments import DATE_LENGTH, EPOCH, Moment, parse_moment
from sanshen.pages.views import (
    ArticleView,
    Crumb,
    Download,
    FeedEntry,
    Listing,
    Picture,
    ReviewMark,
    Translation,
)
from sanshen.pages.wording import html_language, wording
from sanshen.publish.bodies import Bodies
from sanshen.publish.selection import Selection

DESCRIPTION_LENGTH = 100


class Pages:
    """Views of one selection; ``bodies`` gives the rendered text of an item."""

    def __init__(self, tree: ContentTree, selection: Selection, bodies: Bodies) -> None:
        self.tree = tree
        self.selection = selection
        self.bodies = bodies
        self.zone = ZoneInfo(selection.site.timezone)

    def published(self, item: Item) -> Moment | None:
        """发布时间 of an item, None in a preview."""
        released = self.selection.released(item.path)
        return None if released is None else parse_moment(released.published, self.zone)

    def updated(self, item: Item) -> Moment | None:
        """更新时间 of an item, None in a preview."""
        released = self.selection.released(item.path)
        return None if released is None else parse_moment(released.updated, self.zone)

    def oldest_first(self, items: Iterable[Item]) -> tuple[Item, ...]:
        """Items in order of release; in a preview in the order their names give."""

        def order(item: Item) -> tuple[object, ...]:
            published = self.published(item)
            year = item.address.removeprefix(f"/{item.lang}")[len(item.column) + 2 :]
            return (published.at if published else EPOCH, year, item.path)

        return tuple(sorted(items, key=order))

    def listing(self, item: Item) -> Listing:
        """The line of an item in a list."""
        published = self.published(item)
        return Listing(
            title=item.header.title,
            url=item.address[1:],
            lang=html_language(item.lang),
            date=published.at if published else None,
            locale_date=published.text if published else wording(item.lang)("unpublished"),
            kind=item.kind.value,
        )

    def listings(self, items: Iterable[Item]) -> tuple[Listing, ...]:
        """The lines of several items, in the order given."""
        return tuple(self.listing(item) for item in items)

    def original(self, item: Item) -> Item:
        """The original an item translates (its header holds the facts), or the item itself."""
        if item.original is None:
            return item
        return self.tree.items[item.original]

    def article(self, item: Item, columns: ColumnTree) -> ArticleView:
        """信息页 of an item; ``columns`` is the column tree of the item's language."""
        published, updated = self.published(item), self.updated(item)
        t = wording(item.lang)
        day = published.text[:DATE_LENGTH] if published else t("unpublished")
        changed = published and updated and updated.text != published.text
        original = self.original(item).header
        released = self.selection.released(item.path)
        header, body = item.header, self.bodies(item)
        category = columns.view(item.column)
        return ArticleView(
            title=header.title,
            subtitle=header.subtitle or "",
            url=item.address[1:],
            save_as=item.address[1:],
            slug=item.slug,
            lang=html_language(item.lang),
            kind=item.kind.value,
            summary=header.summary or "",
            description=self.description(item, body),
            content=body.html,
            category=category,
            breadcrumbs=(*columns.crumbs(item.column), Crumb(header.title, "")),
            author=header.author or "",
            editor=header.editor or "",
            source=header.source or category.owner,
            keywords=",".join(header.keywords or ()),
            tags=header.tags or (),
            date=published.at if published else None,
            locale_date=published.text if published else t("unpublished"),
            locale_modified=updated.text if updated and changed else "",
            review=self.review(item),
            change=released.change if released else 0,
            validity=str(getattr(original, "validity", None) or ""),
            picture=self.picture(item),
            fields=document_fields(item.kind, header, original, day, t),
            guide=guide_fields(item.kind, header, original, t),
            attachments=self.downloads(item),
            translations=self.translations(item),
            interpretations=self.listings(self.interpretations(item)),
            interprets=self.listings(self.interpreted(item)),
        )

    def review(self, item: Item) -> ReviewMark:
        """审核标注: 三审, 存量, or 未审稿 in a preview."""
        released = self.selection.released(item.path)
        if released is None:
            return ReviewMark.UNREVIEWED
        return ReviewMark.LEGACY if released.baseline else ReviewMark.REVIEWED

    def description(self, item: Item, body: Rendered) -> str:
        """摘要 for the Description tag: the editor's, else the beginning of the text."""
        text = item.header.summary or " ".join(body.text.split())
        return text[:DESCRIPTION_LENGTH] or item.header.title

    def feed_entry(self, item: Item, published: Moment, updated: Moment) -> FeedEntry:
        """The feed's entry of a released item."""
        column = self.tree.columns[item.site, item.column]
        return FeedEntry(
            title=item.header.title,
            url=item.address[1:],
            date=published.at,
            modified=updated.at,
            summary=self.description(item, self.bodies(item)),
            author=item.header.source or column.owner,
            category=column.name,
        )

    def translations(self, item: Item) -> tuple[Translation, ...]:
        """Every language of an item that is shown, itself included; empty for a single one."""
        shown = [one for one in self.tree.versions_of(item.path) if self.shows(one)]
        if len(shown) < 2:
            return ()
        return tuple(translation(one.lang, one.address) for one in shown)

    def shows(self, item: Item) -> bool:
        """Whether an item of the tree is on this site."""
        return item.path in self.selection.items

    def in_language(self, item: Item, lang: str) -> Item:
        """The shown translation of ``item`` into ``lang``, else the item."""
        for other in self.tree.translations_of(item.path):
            if other.lang == lang and self.shows(other):
                return other
        return item

    def interpretations(self, item: Item) -> tuple[Item, ...]:
        """政策解读 of an item that are shown, in the item's language where there is one."""
        found = self.tree.interpretations_of(item.original or item.path)
        shown = (one for one in found if self.shows(one))
        return self.oldest_first(self.in_language(one, item.lang) for one in shown)

    def interpreted(self, item: Item) -> tuple[Item, ...]:
        """解读对象: the shown documents that an interpretation interprets."""
        documents = self._interpreted.get(item.original or item.path, ())
        found = (self.tree.items[path] for path in documents)
        return tuple(self.in_language(one, item.lang) for one in found if self.shows(one))

    @cached_property
    def _interpreted(self) -> dict[str, list[str]]:
        documents: dict[str, list[str]] = {}
        for path, interpretations in sorted(self.tree.interpretations.items()):
            for interpretation in interpretations:
                documents.setdefault(interpretation, []).append(path)
        return documents

    def downloads(self, item: Item) -> tuple[Download, ...]:
        """附件 named in the header (a translation shows those of its original)."""
        named = item.header.attachments or self.original(item).header.attachments or ()
        found = ((entry.title, self.attachment(item, entry.file)) for entry in named)
        return tuple(
            Download(title, file.address[1:], file.path.rpartition(".")[2].upper(), file.size)
            for title, file in found
        )

    def attachment(self, item: Item, name: str) -> Attachment:
        """A file of an item's folder by name; KeyError when it is not there."""
        return self.selection.attachments[f"{item.folder}/{name}"]

    def picture(self, item: Item) -> Picture | None:
        """题图 of an item."""
        picture = item.header.picture
        if picture is None:
            return None
        return Picture(self.attachment(item, picture.file).address[1:], picture.alt)
