"""输出检查 (output checks): what was built is what was declared, and every page is sound.

Run after Pelican and before the swap, by code that does not share a line with the plugin's.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from sanshen.model.findings import Finding, finding
from sanshen.model.sites import Site
from sanshen.output.writing import folder_manifest
from sanshen.publish.page_parts import PageParts, read_page
from sanshen.publish.unit import Level, Unit, UnitKind
from sanshen.publish.wording import html_language

SITE_TAGS = ("SiteName", "SiteDomain", "SiteIDCode")
COLUMN_TAGS = ("ColumnName", "ColumnDescription", "ColumnKeywords", "ColumnType")
ARTICLE_TAGS = ("ArticleTitle", "PubDate", "ContentSource")
TAGS: Mapping[Level, tuple[str, ...]] = {
    Level.NONE: (),
    Level.SITE: SITE_TAGS,
    Level.COLUMN: SITE_TAGS + COLUMN_TAGS,
    Level.ARTICLE: SITE_TAGS + COLUMN_TAGS + ARTICLE_TAGS,
}
PUBLISHED_TIME = re.compile(r"\d{4}-\d{2}-\d{2}( ([01]\d|2[0-3]):[0-5]\d)?")
EMPTY_WORDS = frozenset({"", "null", "undefined", "None"})
BASE = "https://page.invalid/"


def check_output(
    output: Path, units: Iterable[Unit], site: Site, published: bool
) -> tuple[Finding, ...]:
    """Compare a folder with the declared units and check every page of it.

    B111 missing, B112 extra, B113–B116 page tags, B117 headings, B118 language, B119–B121
    links and pictures, B122 and B124 preview mark, B123 time. Paths are those of the served site.
    """
    declared = {unit.path: unit for unit in units}
    present = folder_manifest(output)
    strange = {p.relative_to(output).as_posix() for p in output.rglob("*") if p.is_symlink()}
    found = [_at(site, path, "B111") for path in sorted(declared.keys() - present.keys())]
    extra = (present.keys() | strange) - (declared.keys() - strange)
    found += [_at(site, path, "B112") for path in sorted(extra)]
    pages = {
        path: read_page((output / path).read_text(encoding="utf-8"))
        for path, unit in sorted(declared.items())
        if unit.kind is UnitKind.PAGE and path in present
    }
    for path, parts in pages.items():
        found += check_page(site, declared[path], parts, published)
        found += check_links(site, path, parts, pages, frozenset(present))
    return tuple(found)


def check_page(site: Site, unit: Unit, parts: PageParts, published: bool) -> Iterator[Finding]:
    """The findings of one page by itself."""
    yield from check_tags(site, unit, parts, published)
    if parts.headings != 1:
        yield _at(site, unit.path, "B117", count=parts.headings)
    wanted = html_language(unit.lang)
    if parts.lang != wanted:
        yield _at(site, unit.path, "B118", value=parts.lang, wanted=wanted)
    for link in parts.links:
        if not link.words.strip():
            yield _at(site, unit.path, "B119", target=link.target or "—")
    for source in parts.pictures_without_alt:
        yield _at(site, unit.path, "B121", src=source)
    yield from check_preview_mark(site, unit, parts, published)


def check_tags(site: Site, unit: Unit, parts: PageParts, published: bool) -> Iterator[Finding]:
    """官方网页标签: each prescribed one exactly once, not empty, with the site's own values."""
    for tag in TAGS[unit.level]:
        values = parts.tags(tag)
        if not values:
            yield _at(site, unit.path, "B113", tag=tag)
        elif len(values) > 1:
            yield _at(site, unit.path, "B114", tag=tag, count=len(values))
        elif values[0].strip() in EMPTY_WORDS:
            yield _at(site, unit.path, "B115", tag=tag)
        else:
            yield from _check_value(site, unit, parts, tag, values[0], published)


def _check_value(
    site: Site, unit: Unit, parts: PageParts, tag: str, value: str, published: bool
) -> Iterator[Finding]:
    wanted = {"SiteDomain": site.domain, "SiteIDCode": site.site_id_code}.get(tag, value)
    if value != wanted:
        yield _at(site, unit.path, "B116", tag=tag, value=value, wanted=wanted)
    if tag == "PubDate" and published:
        if not PUBLISHED_TIME.fullmatch(value):
            yield _at(site, unit.path, "B116", tag=tag, value=value, wanted="YYYY-MM-DD HH:MM")
        elif value not in parts.text:
            yield _at(site, unit.path, "B123", time=value)


def check_preview_mark(
    site: Site, unit: Unit, parts: PageParts, published: bool
) -> Iterator[Finding]:
    """未审稿 mark and noindex on every page of a preview, on none of the public site."""
    robots = " ".join(parts.tags("robots"))
    if published and (parts.banners or "noindex" in robots):
        yield _at(site, unit.path, "B124")
    if not published and (parts.banners != 1 or "noindex" not in robots):
        yield _at(site, unit.path, "B122")


def check_links(
    site: Site, path: str, parts: PageParts, pages: Mapping[str, PageParts], files: frozenset[str]
) -> Iterator[Finding]:
    """站内死链: every address inside the site is a built file, every anchor is on its page."""
    targets = [*(link.target for link in parts.links), *parts.resources]
    for target in dict.fromkeys(targets):
        inside = _inside(site, path, target)
        if inside is None:
            continue
        file, anchor = inside
        fine = file in files and (not anchor or file not in pages or anchor in pages[file].ids)
        if not fine:
            yield _at(site, path, "B120", target=target)


def _inside(site: Site, path: str, target: str) -> tuple[str, str] | None:
    """The file and anchor a target means on this site, None for an address elsewhere."""
    parts = urlsplit(urljoin(BASE + path, target))
    host = parts.netloc
    if parts.scheme not in ("http", "https") or host not in ("page.invalid", site.domain):
        return None
    file = posixpath.normpath(unquote(parts.path)).lstrip("/")
    return file, unquote(parts.fragment)


def _at(site: Site, path: str, code: str, **args: object) -> Finding:
    return finding(code, f"output/{site.code}/{path}", 0, 0, **args)
