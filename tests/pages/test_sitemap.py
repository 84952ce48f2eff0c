"""网站地图: what the protocol allows, and languages that name each other."""

from __future__ import annotations

from datetime import datetime
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanshen.pages import sitemap
from sanshen.pages.machine_views import SitemapEntry
from sanshen.pages.sitemap import (
    MAX_BYTES,
    MAX_ENTRIES,
    SitemapError,
    cut_sitemaps,
    render_sitemap,
    render_sitemap_index,
)
from sanshen.pages.views import Translation

ORIGIN = "https://www.yangli.example"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
LINK = "{http://www.w3.org/1999/xhtml}link"
BOTH = (
    Translation("zh-CN", "中文", "a/2026/0227-x.html"),
    Translation("en", "English", "en/a/2026/0227-x.html"),
)
URLS = st.from_regex(r"[a-z/&'\"<>-]{1,30}\.html", fullmatch=True)


@given(st.lists(st.tuples(URLS, st.sampled_from(["", "2026-03-20", "2026-03-20T10:05:00+08:00"]))))
def test_each_page_is_named_once_with_its_time(pages: list[tuple[str, str]]) -> None:
    root = ET.fromstring(render_sitemap(ORIGIN, [SitemapEntry(*page) for page in pages]))
    assert root.tag == f"{MAP}urlset"
    found = [
        (url.findtext(f"{MAP}loc"), url.findtext(f"{MAP}lastmod") or "")
        for url in root.findall(f"{MAP}url")
    ]
    assert found == [(f"{ORIGIN}/{url}", changed) for url, changed in pages]
    assert all(datetime.fromisoformat(changed) for _, changed in found if changed)


def test_languages_name_each_other_and_themselves() -> None:
    entries = [SitemapEntry(one.url, "2026-03-20", BOTH) for one in BOTH]
    pages = ET.fromstring(render_sitemap(ORIGIN, entries)).findall(f"{MAP}url")
    assert len(pages) == 2
    for page in pages:
        links = [(one.get("rel"), one.get("hreflang"), one.get("href")) for one in page.iter(LINK)]
        assert links == [("alternate", one.hreflang, f"{ORIGIN}/{one.url}") for one in BOTH]
        # The schema wants what is not of its own namespace last.
        assert [child.tag for child in page] == [f"{MAP}loc", f"{MAP}lastmod", LINK, LINK]


def test_a_sitemap_holds_fifty_thousand_pages_and_not_one_more() -> None:
    entries = [SitemapEntry(f"a/{n}.html", "") for n in range(MAX_ENTRIES)]
    assert render_sitemap(ORIGIN, entries).count(b"<loc>") == MAX_ENTRIES
    with pytest.raises(SitemapError, match="50001 entries"):
        render_sitemap(ORIGIN, [*entries, SitemapEntry("one.html", "")])


def test_a_sitemap_is_no_larger_than_fifty_megabytes(monkeypatch: pytest.MonkeyPatch) -> None:
    assert MAX_BYTES == 52_428_800
    data = render_sitemap(ORIGIN, [SitemapEntry("a.html", "")])
    monkeypatch.setattr(sitemap, "MAX_BYTES", len(data))
    assert render_sitemap(ORIGIN, [SitemapEntry("a.html", "")]) == data
    with pytest.raises(SitemapError, match="bytes"):
        render_sitemap(ORIGIN, [SitemapEntry("ab.html", "")])


@given(st.integers(0, 30), st.integers(1, 7))
def test_parts_hold_everything_in_order_and_no_more_than_they_may(count: int, size: int) -> None:
    entries = [SitemapEntry(str(n), "") for n in range(count)]
    parts = list(cut_sitemaps(entries, size))
    assert parts
    assert [entry for part in parts for entry in part] == entries
    assert all(len(part) <= size for part in parts)


def test_an_index_names_its_parts() -> None:
    parts = [("sitemaps/1.xml", "2026-03-20"), ("sitemaps/2.xml", "")]
    root = ET.fromstring(render_sitemap_index(ORIGIN, parts))
    assert root.tag == f"{MAP}sitemapindex"
    found = [
        (one.findtext(f"{MAP}loc"), one.findtext(f"{MAP}lastmod") or "")
        for one in root.findall(f"{MAP}sitemap")
    ]
    assert found == [(f"{ORIGIN}/{path}", changed) for path, changed in parts]
