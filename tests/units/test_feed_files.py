"""订阅、网站地图、公开目录: what machines are given, in public only."""

from __future__ import annotations

import json
from xml.etree import ElementTree as ET

import pytest

from sanshen.units import catalogue_files, sitemap_files
from sanshen.units.book import UnitBook
from tests.city.sample_city import SampleCity, unit_at, units_of
from tests.units.edits import NEWS, news

ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def test_the_feed_has_released_dated_items_with_their_times(sample_city: SampleCity) -> None:
    sample_city.release("2025-03-12", baseline=True)
    with sample_city.book(publishing=True) as book:
        feed = ET.fromstring(unit_at(book, "feeds/all.atom.xml").text())
    entries = feed.findall(f"{ATOM}entry")
    titles = {entry.findtext(f"{ATOM}title") for entry in entries}
    assert titles >= {"全市部署春旱应对工作", "样例市节水条例"}
    assert "联系我们" not in titles
    times = {entry.findtext(f"{ATOM}published") for entry in entries}
    assert times == {"2025-03-12T00:00:00+08:00"}


def test_both_formats_say_the_same_of_the_same_items(public: UnitBook) -> None:
    atom = ET.fromstring(unit_at(public, "feeds/xwdt/all.atom.xml").text())
    feed = json.loads(unit_at(public, "feeds/xwdt/all.json").text())
    titles = [entry.findtext(f"{ATOM}title") for entry in atom.findall(f"{ATOM}entry")]
    assert titles == [item["title"] for item in feed["items"]]
    assert titles == ["市领导检查供水工程", "全市部署春旱应对工作"]
    assert feed["items"][-1]["tags"] == ["新闻动态", "农业"]


def test_a_column_announces_its_own_feeds(public: UnitBook, preview: UnitBook) -> None:
    feeds = unit_at(public, "zwgk/index.html").context()["feeds"]
    assert [one.url for one in feeds] == ["feeds/zwgk/all.atom.xml", "feeds/zwgk/all.json"]
    paths = {unit.path for unit in units_of(public)}
    assert {one.url for one in feeds} <= paths
    assert unit_at(preview, "zwgk/index.html").context()["feeds"] == ()


def test_a_feed_keeps_to_the_newest(
    sample_city: SampleCity, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sanshen.units.feed_files.FEED_SIZE", 2)
    path, text = news(1)
    sample_city.write({path: text})
    sample_city.commit()
    sample_city.release("2026-04-20T02:05:00+00:00", again=False)
    with sample_city.book(publishing=True) as book:
        feed = json.loads(unit_at(book, "feeds/all.json").text())
    first, second = feed["items"]
    assert (first["title"], second["title"] != "第1条") == ("第1条", True)


def test_every_page_is_on_a_sitemap_once(public: UnitBook) -> None:
    index = ET.fromstring(unit_at(public, "sitemap.xml").text())
    origin = f"{public.site.origin}/"
    parts = [one.text.removeprefix(origin) for one in index.iter(f"{MAP}loc") if one.text]
    found = [
        one.text.removeprefix(origin)
        for part in parts
        for one in ET.fromstring(unit_at(public, part).text()).iter(f"{MAP}loc")
        if one.text
    ]
    assert len(found) == len(set(found))
    pages = {unit.path for unit in units_of(public) if unit.path.endswith(".html")}
    assert set(found) <= pages
    items = {unit.path for unit in units_of(public) if unit.ref.type == "item"}
    assert items <= set(found)


def test_sitemap_and_catalogue_are_cut_into_parts(
    sample_city: SampleCity, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sitemap_files, "PART_SIZE", 3)
    monkeypatch.setattr(catalogue_files, "PART_SIZE", 3)
    with sample_city.book(publishing=True) as book:
        paths = {unit.path for unit in units_of(book)}
        parts = json.loads(unit_at(book, "catalogue/index.json").text())
        originals = book.index.count(book.scope("zh-cn"))
    assert {"sitemaps/zh-cn-1.xml", "sitemaps/zh-cn-3.xml", "catalogue/3.json"} <= paths
    assert "catalogue/9.json" not in paths
    assert parts["条目数"] == originals == sum(part["条目数"] for part in parts["分册"])
    assert [part["条目数"] for part in parts["分册"]][:2] == [3, 3]


def test_the_catalogue_has_every_original_with_its_facts(public: UnitBook) -> None:
    entries = json.loads(unit_at(public, "catalogue/1.json").text())["条目"]
    scope = public.scope("zh-cn")
    listed = [row.address for row in public.index.slice(scope, 0, 99)]
    assert [one["网址"].removeprefix(public.site.origin) for one in entries] == listed
    (document,) = (one for one in entries if one["文号"] == "样府规〔2026〕1号")
    assert document["索引号"] == "990000001/2026-00001"
    assert document["网址"].endswith("/zwgk/gfxwj/2026/0227-yongshui.html")


def test_a_renamed_column_is_renamed_in_the_catalogue(sample_city: SampleCity) -> None:
    before = sample_city.unit_keys(publishing=True)
    sample_city.replace("content/portal/gk/column.yml", "name: 走进样例", "name: 样例概况")
    sample_city.commit()
    sample_city.release(again=False)
    assert before["catalogue/1.json"] != sample_city.unit_keys(publishing=True)["catalogue/1.json"]
    with sample_city.book(publishing=True) as book:
        assert "样例概况" in unit_at(book, "catalogue/1.json").text().decode()


def test_robots_may_read_the_public_site_and_no_preview(
    preview: UnitBook, public: UnitBook
) -> None:
    assert unit_at(preview, "robots.txt").text() == b"User-agent: *\nDisallow: /\n"
    lines = unit_at(public, "robots.txt").text().decode().splitlines()
    assert "Allow: /" in lines
    assert f"Sitemap: {public.site.origin}/sitemap.xml" in lines


def test_a_file_of_the_theme_is_at_a_place_that_names_its_bytes(sample_city: SampleCity) -> None:
    def stylesheet() -> str:
        (path,) = (p for p in sample_city.unit_keys() if p.startswith("theme/css/main."))
        return path

    before = stylesheet()
    sample_city.replace("theme/static/css/main.css", "72rem", "70rem")
    assert stylesheet() != before


def test_an_attachment_is_copied_from_its_blob(sample_city: SampleCity) -> None:
    with sample_city.book() as book:
        (unit,) = (one for one in units_of(book) if one.path.endswith(".svg"))
    path = NEWS.replace(".md", "/qu.svg")
    assert unit.sources == ((path, sample_city.git("rev-parse", f"HEAD:{path}")),)
    assert unit.blob == unit.sources[0][1]
