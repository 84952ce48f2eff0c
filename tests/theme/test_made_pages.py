"""The pages as files: one heading, words for every link, links that lead somewhere."""

from __future__ import annotations

import json
import posixpath
import re
from collections import Counter
from pathlib import Path
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree as ET

from sanshen.publish.page_parts import PageParts, read_page

MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def made(folder: Path) -> dict[str, PageParts]:
    """Every page of a folder by its path."""
    files = {page.relative_to(folder).as_posix(): page for page in sorted(folder.rglob("*.html"))}
    return {path: read_page(page.read_text(encoding="utf-8")) for path, page in files.items()}


def test_every_page_has_one_heading_and_words_for_each_link(public_folder: Path) -> None:
    pages = made(public_folder)
    assert len(pages) > 25
    for path, parts in pages.items():
        assert parts.headings == 1, path
        assert parts.lang == ("en" if path.startswith("en/") else "zh-CN"), path
        assert all(link.words.strip() for link in parts.links), path
        assert not parts.pictures_without_alt, path


def test_every_link_of_every_page_leads_to_a_file_and_an_anchor(public_folder: Path) -> None:
    pages = made(public_folder)
    followed = 0
    for path, parts in pages.items():
        for target in {*(link.target for link in parts.links), *parts.resources}:
            address = urlsplit(target)
            if address.scheme or address.netloc:
                continue
            file = posixpath.normpath(unquote(address.path)).lstrip("/") if address.path else path
            assert (public_folder / file).is_file(), (path, target)
            assert not address.fragment or unquote(address.fragment) in pages[file].ids, path
            followed += 1
    assert followed > 200


def test_text_of_headers_is_escaped_wherever_it_stands(public_folder: Path) -> None:
    page = (public_folder / "xwdt/2025/0601-biaoti.html").read_text(encoding="utf-8")
    assert "&lt;b onclick=&#34;x()&#34;&gt;&amp;amp;]]&gt;" in page
    files = [file for file in public_folder.rglob("*.*") if file.suffix in (".html", ".xml")]
    named = [file for file in files if "onclick" in file.read_text(encoding="utf-8")]
    assert not any("<b onclick" in file.read_text(encoding="utf-8") for file in named)
    assert {file.suffix for file in named} == {".html", ".xml"}


def test_lists_for_programs_can_be_read(public_folder: Path) -> None:
    for file in public_folder.rglob("*.xml"):
        ET.fromstring(file.read_bytes())
    feed = json.loads((public_folder / "feeds/xwdt/all.json").read_bytes())
    assert feed["items"][0]["url"].startswith("https://www.yangli.example/xwdt/")
    records = json.loads((public_folder / "catalogue/1.json").read_bytes())["条目"]
    assert len(records) > 50
    for record in records:
        assert (public_folder / record["网址"].split("/", 3)[3]).is_file()


def test_every_page_for_search_engines_is_there(public_folder: Path) -> None:
    index = ET.fromstring((public_folder / "sitemap.xml").read_bytes())
    parts = [one.text or "" for one in index.iter(f"{MAP}loc")]
    found = [
        one.text or ""
        for part in parts
        for one in ET.fromstring((public_folder / inside(part)).read_bytes()).iter(f"{MAP}loc")
    ]
    assert len(found) == len(set(found)) > 50
    assert all((public_folder / inside(address)).is_file() for address in found)


def inside(address: str) -> str:
    """The file of an absolute address."""
    return urlsplit(address).path[1:]


def test_pages_hold_no_time_of_the_build_and_nothing_of_the_machine(
    city: Path, public_folder: Path
) -> None:
    for file in public_folder.rglob("*.html"):
        text = file.read_text(encoding="utf-8")
        assert str(city.parent) not in text
        assert not re.search(r"\b\d\d:\d\d:\d\d\b", re.sub(r'datetime="[^"]*"', "", text))


def test_no_anchor_stands_twice_on_a_page(public_folder: Path) -> None:
    pages = sorted(public_folder.rglob("*.html"))
    assert pages
    for page in pages:
        text = page.read_text(encoding="utf-8")
        ids = Counter(part.partition('"')[0] for part in text.split(' id="')[1:])
        assert [name for name, count in ids.items() if count > 1] == [], page.name
