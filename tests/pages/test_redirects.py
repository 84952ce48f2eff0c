"""转向页: an old address leads on, without script, on any server."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanshen.content.old_addresses import read_address, written
from sanshen.pages.machine_views import RedirectView
from sanshen.pages.redirects import render_redirect, render_redirect_map

ORIGIN = "https://www.yangli.example"
SEGMENT = st.text(st.sampled_from("ab中é-_~!$&'()+,;=@"), min_size=1, max_size=6)
ADDRESSES = st.lists(SEGMENT, min_size=1, max_size=3).map(lambda parts: "/".join(parts) + ".html")
PLACE = re.compile(r'"((?:[^"\\]|\\.)*)" "((?:[^"\\]|\\.)*)";')


class _Page(HTMLParser):
    """Tags with their attributes, and the text."""

    def __init__(self, data: bytes) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(data.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def one(self, tag: str, **wanted: str) -> dict[str, str | None]:
        """The only tag of that name with those attributes."""
        (found,) = [
            attributes
            for name, attributes in self.tags
            if name == tag and wanted.items() <= attributes.items()
        ]
        return found


@given(ADDRESSES, ADDRESSES, st.text(min_size=1, max_size=20).filter(str.isprintable))
def test_browser_reader_and_search_engine_are_led_to_the_same_page(
    old: str, new: str, title: str
) -> None:
    for published in (True, False):
        page = _Page(render_redirect(RedirectView(old, new, title, "zh-cn"), ORIGIN, published))
        here = ORIGIN + written(f"/{old}")
        refresh = page.one("meta", **{"http-equiv": "refresh"})["content"] or ""
        wait, _, target = refresh.partition("; url=")
        assert wait == "0"
        link = page.one("a")["href"]
        assert link == target
        assert unquote(urlsplit(urljoin(here, target)).path) == f"/{new}"
        canonical = page.one("link", rel="canonical")["href"] or ""
        assert unquote(canonical) == f"{ORIGIN}/{new}"
        assert page.one("meta", name="robots")["content"] == "noindex"
        assert title in page.text
        assert page.one("html")["lang"] == "zh-CN"
        assert target.startswith("/") is published


def test_words_are_in_the_language_of_the_page_and_nothing_runs() -> None:
    view = RedirectView("old.html", "a.html", "<script>x</script>", "en")
    data = render_redirect(view, ORIGIN, True)
    assert b"This page has moved" in data
    assert b"<script" not in data
    assert b"&lt;script&gt;" in data


def test_another_site_is_led_to_by_its_own_address() -> None:
    target = "https://www.yangxian.example/a.html"
    for published in (True, False):
        page = _Page(
            render_redirect(RedirectView("b/c.html", target, "甲", "zh-cn"), ORIGIN, published)
        )
        assert page.one("a")["href"] == target
        assert page.one("link", rel="canonical")["href"] == target


def rows(*views: RedirectView) -> list[tuple[str, str]]:
    """The lines of the map as nginx reads them."""
    lines = render_redirect_map(views).decode().splitlines()
    found = [PLACE.fullmatch(line) for line in lines]
    return [(re.sub(r"\\(.)", r"\1", m[1]), re.sub(r"\\(.)", r"\1", m[2])) for m in found if m]


@pytest.mark.parametrize("spelling", ["/developers/", "/developers", "/developers/index.html"])
def test_a_folder_answers_under_all_its_spellings(spelling: str) -> None:
    url = read_address(spelling)[1:]
    found = rows(RedirectView(url, "a.html", "甲", "zh-cn"))
    assert found == [
        ("/developers", "/a.html"),
        ("/developers/", "/a.html"),
        ("/developers/index.html", "/a.html"),
    ]


@given(st.dictionaries(ADDRESSES, ADDRESSES, max_size=5))
def test_the_map_names_each_redirect_once_whatever_its_letters(moved: dict[str, str]) -> None:
    views = [RedirectView(old, new, "甲", "zh-cn") for old, new in moved.items()]
    found = rows(*views)
    assert {old: unquote(new) for old, new in found} == {
        f"/{old}": f"/{new}" for old, new in moved.items()
    }
    assert len(found) == len(moved)
    assert not any("$" in new for _, new in found)
    assert render_redirect_map(reversed(views)) == render_redirect_map(views)
