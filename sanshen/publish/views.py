"""页面数据 (views): what templates are given, under the names Pelican's themes use.

Plain frozen values: a page is a function of its template and of these, so their digest is
the digest of its inputs. ``url`` has no leading slash: ``/{{ article.url }}`` inside the
site, ``{{ SITEURL }}/{{ article.url }}`` outside.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class ReviewMark(StrEnum):
    """审核标注: what a page says about its review."""

    REVIEWED = "reviewed"
    LEGACY = "legacy"
    UNREVIEWED = "unreviewed"


@dataclass(frozen=True, slots=True)
class Listing:
    """One line of a list: an article known by title, place and time (列表条目)."""

    title: str
    url: str
    lang: str
    date: datetime | None
    locale_date: str
    kind: str


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One entry of the Atom feed (订阅条目); ``date`` is the first release."""

    title: str
    url: str
    date: datetime
    modified: datetime
    summary: str
    author: str
    category: str


@dataclass(frozen=True, slots=True)
class Crumb:
    """One step of the breadcrumb (当前位置)."""

    name: str
    url: str


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
class Section:
    """A titled list on a home or column page; ``url`` is where the whole list is, or empty."""

    id: str
    title: str
    url: str
    articles: tuple[Listing, ...]


@dataclass(frozen=True, slots=True)
class Translation:
    """译本: another language of the same page; ``hreflang`` is BCP 47."""

    hreflang: str
    name: str
    url: str


@dataclass(frozen=True, slots=True)
class Download:
    """附件: a file to download, with its type and size for readers."""

    title: str
    url: str
    suffix: str
    size: int


@dataclass(frozen=True, slots=True)
class Picture:
    """题图: a picture above the text with its text alternative."""

    url: str
    alt: str


@dataclass(frozen=True, slots=True)
class Field:
    """One labelled value: ``key`` names the label in the catalogue; several values make a list.

    ``lang`` is set where the values are not in the language of the page.
    """

    key: str
    values: tuple[str, ...]
    lang: str


@dataclass(frozen=True, slots=True)
class ArticleView:
    """信息页: one item as its page shows it; ``content`` is sanitised html."""

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


@dataclass(frozen=True, slots=True)
class SiteView:
    """网站标识 (chrome): what header and footer of every page of one language show."""

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
    feed: str
    published: bool


@dataclass(frozen=True, slots=True)
class Pager:
    """翻页: archive pages, numbered from the oldest, link back to the newest."""

    number: int
    newest: str
    older: str
    archives: tuple[Crumb, ...] = field(default=())
