"""页面数据 (views): what templates are given, under the names Pelican's themes use.

Plain frozen values: a page is a function of its template and of these, so their digest is
the digest of its inputs. ``url`` has no leading slash: ``/{{ article.url }}`` inside the
site, ``{{ SITEURL }}/{{ article.url }}`` outside.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

DATE_LENGTH = len("2026-11-23")


class ReviewMark(StrEnum):
    """审核标注: what a page says about its review."""

    REVIEWED = "reviewed"
    LEGACY = "legacy"
    UNREVIEWED = "unreviewed"


class Listing(NamedTuple):
    """One line of a list: an article known by title, place and time (列表条目)."""

    title: str
    url: str
    lang: str
    date: datetime | None
    locale_date: str
    kind: str

    @property
    def instant(self) -> str:
        """The time for machines, empty where there is none; a bare date stays one."""
        return _instant(self.date, self.locale_date)


class FeedEntry(NamedTuple):
    """One entry of a feed (订阅条目); ``date`` is the first release, both times have a zone.

    ``lang`` is the language of title and summary where that is not the feed's, else empty.
    """

    title: str
    url: str
    date: datetime
    modified: datetime
    summary: str
    author: str
    category: str
    tags: tuple[str, ...] = ()
    lang: str = ""


class Crumb(NamedTuple):
    """One step of the breadcrumb (当前位置)."""

    name: str
    url: str


@dataclass(frozen=True, slots=True, eq=False)
class CategoryView:
    """栏目: ``slug`` is the column's path, ``type`` its ColumnType, ``order`` its place."""

    name: str
    slug: str
    url: str
    description: str
    keywords: str
    type: str
    owner: str
    children: tuple[CategoryView, ...] = ()

    def __str__(self) -> str:
        return self.name


class Section(NamedTuple):
    """A titled list on a home or column page; ``url`` is where the whole list is, or empty."""

    id: str
    title: str
    url: str
    articles: tuple[Listing, ...]


class Translation(NamedTuple):
    """译本: another language of the same page; ``hreflang`` is BCP 47."""

    hreflang: str
    name: str
    url: str


class Download(NamedTuple):
    """附件: a file to download, with its type and size for readers."""

    title: str
    url: str
    suffix: str
    size: int


class TagView(NamedTuple):
    """标签: a tag and the page of what carries it; ``size`` is 0 where it is not shown.

    ``topic``: the site names it as a 专题.
    """

    name: str
    url: str
    size: int = 0
    topic: bool = False


class FeedLink(NamedTuple):
    """订阅: a feed a page announces; ``type`` is its media type."""

    title: str
    url: str
    type: str


class Picture(NamedTuple):
    """题图: a picture above the text with its text alternative."""

    url: str
    alt: str


class Field(NamedTuple):
    """One labelled value: ``key`` names the label in the catalogue; several values make a list.

    ``lang`` is set where the values are not in the language of the page.
    """

    key: str
    values: tuple[str, ...]
    lang: str


class ArticleView(NamedTuple):
    """信息页: one item as its page shows it; ``content`` is sanitised html.

    ``text_lang`` is the language of title and text where it is not the page's, else empty.
    """

    title: str
    subtitle: str
    url: str
    save_as: str
    slug: str
    lang: str
    kind: str
    summary: str
    description: str
    content: str
    category: CategoryView
    breadcrumbs: tuple[Crumb, ...]
    author: str
    editor: str
    source: str
    keywords: str
    tags: tuple[str, ...]
    date: datetime | None
    locale_date: str
    locale_modified: str
    review: ReviewMark
    change: int
    validity: str
    picture: Picture | None
    fields: tuple[Field, ...]
    guide: tuple[Field, ...]
    attachments: tuple[Download, ...]
    translations: tuple[Translation, ...]
    interpretations: tuple[Listing, ...]
    interprets: tuple[Listing, ...]
    tag_links: tuple[TagView, ...] = ()
    text_lang: str = ""

    @property
    def instant(self) -> str:
        """The time for machines, empty where there is none; a bare date stays one."""
        return _instant(self.date, self.locale_date)


@dataclass(frozen=True, slots=True, eq=False)
class SiteView:
    """网站标识 (chrome): what header and footer of every page of one language show.

    ``feeds`` are those of all columns together, ``tags`` the page of all tags, empty for none.
    """

    name: str
    domain: str
    id_code: str
    level: str
    sponsor: str
    organiser: str
    supervisor: str
    contact: str
    icp: str
    police_record: str
    police_number: str
    description: str
    lang: str
    home: str
    nav: tuple[CategoryView, ...]
    languages: tuple[Translation, ...]
    stylesheet: str
    published: bool
    feeds: tuple[FeedLink, ...] = ()
    tags: str = ""


class Pager(NamedTuple):
    """翻页: archive pages, numbered from the oldest, link back to the newest."""

    number: int
    newest: str
    older: str
    archives: tuple[Crumb, ...] = ()


def _instant(date: datetime | None, shown: str) -> str:
    if date is None:
        return ""
    return shown if len(shown) == DATE_LENGTH else date.isoformat()


VIEWS: tuple[type, ...] = (
    Listing, FeedEntry, Crumb, CategoryView, Section, Translation, Download, Picture, Field,
    TagView, FeedLink, ArticleView, SiteView, Pager,
)  # fmt: skip


def _open_names(view: type) -> frozenset[str]:
    names = [field.name for field in fields(view)] if is_dataclass(view) else view._fields  # type: ignore[attr-defined]
    properties = [name for name, value in vars(view).items() if isinstance(value, property)]
    return frozenset((*names, *properties))


# What templates may read of each type without the sandbox having to look closer: plain values.
OPEN_NAMES: Mapping[type, frozenset[str]] = {
    **{view: _open_names(view) for view in VIEWS},
    ReviewMark: frozenset({"value"}),
}
