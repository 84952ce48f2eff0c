"""网站与栏目 (site and column)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class SiteLevel(StrEnum):
    """网站层级 (§9.4): the kind of body a site belongs to."""

    CITY = "city"
    COUNTY = "county"
    DEPARTMENT = "department"


class ItemKind(StrEnum):
    """信息类型: which schema an item's header follows (§12.6)."""

    NEWS = "news"
    ACTIVITY = "activity"
    NORMATIVE = "normative"
    POLICY = "policy"
    LAW = "law"
    INTERPRETATION = "interpretation"
    NOTICE = "notice"
    PROFILE = "profile"
    SERVICE_GUIDE = "service_guide"
    PAGE = "page"

    @property
    def dated(self) -> bool:
        """Whether items of this kind live in year folders and carry a day in their name."""
        return self not in (ItemKind.PROFILE, ItemKind.SERVICE_GUIDE, ItemKind.PAGE)


class Dialect(StrEnum):
    """Markdown 方言: how the texts of a site or column are read (docs/adr/0009)."""

    COMMONMARK = "commonmark"
    CLASSIC = "classic"


class Extra(StrEnum):
    """附加页面: what a site publishes beside items, columns and home page, unless it omits it."""

    TAGS = "tags"
    YEARS = "years"
    FEEDS = "feeds"
    SITEMAP = "sitemap"
    CATALOGUE = "catalogue"


@dataclass(frozen=True, slots=True)
class Site:
    """网站: ``content/<code>/site.yml``. ``topics`` maps the name in the address of a 专题 to
    the tag its items carry."""

    code: str
    name: str
    level: SiteLevel
    sponsor: str
    supervisor: str
    organiser: str
    domain: str
    site_id_code: str
    icp: str
    police_record: str
    contact: str
    languages: tuple[str, ...]
    timezone: str
    description: str
    names: Mapping[str, str] = field(default_factory=dict)
    markdown: Dialect = Dialect.COMMONMARK
    topics: Mapping[str, str] = field(default_factory=dict)
    omit: tuple[Extra, ...] = ()

    @property
    def origin(self) -> str:
        """The absolute address of the site, without a closing slash."""
        return f"https://{self.domain}"


@dataclass(frozen=True, slots=True)
class Column:
    """栏目: ``content/<site>/<path>/column.yml``; ``path`` has no leading slash.

    ``markdown`` is the dialect its items are written in. ``parse_column`` leaves it None where
    the file names none; ``settings.inherit_markdown`` then fills in that of the nearest column
    above, or the site's.
    """

    site: str
    path: str
    name: str
    kinds: tuple[ItemKind, ...]
    owner: str
    description: str
    keywords: tuple[str, ...]
    order: int
    update_within_days: int | None
    core_for_translation: bool
    names: Mapping[str, str] = field(default_factory=dict)
    markdown: Dialect | None = Dialect.COMMONMARK
