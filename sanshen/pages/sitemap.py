"""网站地图 (sitemaps): pages for search engines, by the protocol of sitemaps.org 0.9.

A sitemap may hold 50,000 addresses and 50 MB; more are split, and an index names the parts.
Languages of one page name each other by ``xhtml:link`` with ``hreflang``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from sanshen.pages.machine_views import SitemapEntry
from sanshen.pages.xml_text import DECLARATION, element

MAX_ENTRIES = 50_000
MAX_BYTES = 50 * 1024 * 1024
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
XHTML = "http://www.w3.org/1999/xhtml"


class SitemapError(ValueError):
    """More in one file than the protocol allows."""


def cut_sitemaps(
    entries: Sequence[SitemapEntry], size: int = MAX_ENTRIES
) -> Iterator[Sequence[SitemapEntry]]:
    """Parts of at most ``size`` entries, in the order given; at least one."""
    for start in range(0, max(len(entries), 1), size):
        yield entries[start : start + size]


def render_sitemap(origin: str, entries: Iterable[SitemapEntry]) -> bytes:
    """A sitemap of pages below ``origin`` (``https://<domain>``); SitemapError for too much."""
    rows = [_entry(origin, entry) for entry in entries]
    opening = f'<urlset xmlns="{NAMESPACE}" xmlns:xhtml="{XHTML}">'
    return _document(opening, rows, "</urlset>")


def render_sitemap_index(origin: str, parts: Iterable[tuple[str, str]]) -> bytes:
    """An index of sitemaps, (path without leading slash, time of the newest change or "")."""
    rows = [
        f"<sitemap>{element('loc', f'{origin}/{path}')}{_changed(changed)}</sitemap>"
        for path, changed in parts
    ]
    return _document(f'<sitemapindex xmlns="{NAMESPACE}">', rows, "</sitemapindex>")


def _entry(origin: str, entry: SitemapEntry) -> str:
    others = (
        element("xhtml:link", rel="alternate", hreflang=one.hreflang, href=f"{origin}/{one.url}")
        for one in entry.alternates
    )
    location = element("loc", f"{origin}/{entry.url}")
    return f"<url>{location}{_changed(entry.changed)}{''.join(others)}</url>"


def _changed(moment: str) -> str:
    return element("lastmod", moment) if moment else ""


def _document(opening: str, rows: list[str], closing: str) -> bytes:
    if len(rows) > MAX_ENTRIES:
        raise SitemapError(f"{len(rows)} entries, at most {MAX_ENTRIES}")
    data = (DECLARATION + "\n".join((opening, *rows, closing)) + "\n").encode()
    if len(data) > MAX_BYTES:
        raise SitemapError(f"{len(data)} bytes, at most {MAX_BYTES}")
    return data
