"""页面规则 (page rules): what must hold for one built page, told from its parts.

Exact and slow; ``page_checks`` finds out quickly which pages need it.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator, Mapping
from urllib.parse import unquote, urljoin, urlsplit

from sanshen.model.findings import Finding, finding
from sanshen.model.sites import Site
from sanshen.pages.wording import html_language
from sanshen.publish.page_parts import PageParts

SITE_TAGS = ("SiteName", "SiteDomain", "SiteIDCode")
COLUMN_TAGS = ("ColumnName", "ColumnDescription", "ColumnKeywords", "ColumnType")
ARTICLE_TAGS = ("ArticleTitle", "PubDate", "ContentSource")
TAGS: Mapping[str, tuple[str, ...]] = {
    "none": (),
    "site": SITE_TAGS,
    "column": SITE_TAGS + COLUMN_TAGS,
    "article": SITE_TAGS + COLUMN_TAGS + ARTICLE_TAGS,
}
"""Which official page tags a page of each ``Level`` carries (standards §2.2)."""
PUBLISHED_TIME = re.compile(r"\d{4}-\d{2}-\d{2}( ([01]\d|2[0-3]):[0-5]\d)?")
EMPTY_WORDS = frozenset({"", "null", "undefined", "None"})

_BASE = "https://page.invalid/"

IsFile = Callable[[str], bool]
HasAnchor = Callable[[str, str], bool]


def check_page(
    site: Site, path: str, level: str, lang: str, parts: PageParts, published: bool
) -> Iterator[Finding]:
    """The findings of one page by itself: B113–B119, B121–B124."""
    yield from check_tags(site, path, level, parts, published)
    if parts.headings != 1:
        yield found_at(site, path, "B117", count=parts.headings)
    wanted = html_language(lang)
    if parts.lang != wanted:
        yield found_at(site, path, "B118", value=parts.lang, wanted=wanted)
    for link in parts.links:
        if not link.words.strip():
            yield found_at(site, path, "B119", target=link.target or "—")
    for source in parts.pictures_without_alt:
        yield found_at(site, path, "B121", src=source)
    yield from check_preview_mark(site, path, parts, published)


def check_tags(
    site: Site, path: str, level: str, parts: PageParts, published: bool
) -> Iterator[Finding]:
    """官方网页标签: each prescribed one exactly once, not empty, with the site's own values."""
    for tag in TAGS[level]:
        values = parts.tags(tag)
        if not values:
            yield found_at(site, path, "B113", tag=tag)
        elif len(values) > 1:
            yield found_at(site, path, "B114", tag=tag, count=len(values))
        elif values[0].strip() in EMPTY_WORDS:
            yield found_at(site, path, "B115", tag=tag)
        else:
            yield from _check_value(site, path, parts, tag, values[0], published)


def _check_value(
    site: Site, path: str, parts: PageParts, tag: str, value: str, published: bool
) -> Iterator[Finding]:
    wanted = {"SiteDomain": site.domain, "SiteIDCode": site.site_id_code}.get(tag, value)
    if value != wanted:
        yield found_at(site, path, "B116", tag=tag, value=value, wanted=wanted)
    if tag == "PubDate" and published:
        if not PUBLISHED_TIME.fullmatch(value):
            yield found_at(site, path, "B116", tag=tag, value=value, wanted="YYYY-MM-DD HH:MM")
        elif value not in parts.text:
            yield found_at(site, path, "B123", time=value)


def check_preview_mark(
    site: Site, path: str, parts: PageParts, published: bool
) -> Iterator[Finding]:
    """未审稿 mark and noindex on every page of a preview, on none of the public site."""
    robots = " ".join(parts.tags("robots"))
    if published and (parts.banners or "noindex" in robots):
        yield found_at(site, path, "B124")
    if not published and (parts.banners != 1 or "noindex" not in robots):
        yield found_at(site, path, "B122")


def check_links(
    site: Site, path: str, parts: PageParts, is_file: IsFile, has_anchor: HasAnchor
) -> Iterator[Finding]:
    """站内死链 (B120): every address inside the site is a file, every anchor is on its page.

    ``has_anchor(file, anchor)`` is asked about other files; it is True for what is no page.
    """
    targets = [*(link.target for link in parts.links), *parts.resources]
    for target in dict.fromkeys(targets):
        inside = file_meant(site, path, target)
        if inside is None:
            continue
        file, anchor = inside
        on_page = not anchor or (anchor in parts.ids if file == path else has_anchor(file, anchor))
        if not is_file(file) or not on_page:
            yield found_at(site, path, "B120", target=target)


def file_meant(site: Site, path: str, target: str) -> tuple[str, str] | None:
    """The file and anchor a target means on this site, None for an address elsewhere.

    An address nobody can read (``https://[``) means the file "", which no site has.
    """
    try:
        parts = urlsplit(urljoin(_BASE + path, target))
    except ValueError:
        return "", ""
    host = parts.netloc
    if parts.scheme not in ("http", "https") or host not in ("page.invalid", site.domain):
        return None
    file = posixpath.normpath(unquote(parts.path)).lstrip("/")
    return file, unquote(parts.fragment)


def found_at(site: Site, path: str, code: str, **args: object) -> Finding:
    """A finding about a file of the site's output."""
    return finding(code, f"output/{site.code}/{path}", 0, 0, **args)
