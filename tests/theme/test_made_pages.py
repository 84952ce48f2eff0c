"""The pages as files: one heading, words for every link, links that lead somewhere."""

from __future__ import annotations

import posixpath
from collections import Counter
from pathlib import Path
from urllib.parse import unquote, urlsplit

from sanshen.publish.page_parts import PageParts, read_page


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


def test_no_anchor_stands_twice_on_a_page(public_folder: Path) -> None:
    pages = sorted(public_folder.rglob("*.html"))
    assert pages
    for page in pages:
        text = page.read_text(encoding="utf-8")
        ids = Counter(part.partition('"')[0] for part in text.split(' id="')[1:])
        assert [name for name, count in ids.items() if count > 1] == [], page.name
