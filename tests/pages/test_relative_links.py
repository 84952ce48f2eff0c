"""相对链接: addresses of a preview lead to the same file from any folder."""

from __future__ import annotations

from urllib.parse import urljoin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanshen.pages.relative_links import relative_address, relative_links

PATHS = st.lists(st.sampled_from(["a", "b", "en"]), max_size=3).map(
    lambda parts: "/".join([*parts, "x.html"])
)


@pytest.mark.parametrize(
    ("page", "target", "relative"),
    [
        ("index.html", "/a/b.html", "a/b.html"),
        ("en/a/b.html", "/a/b.html#x", "../../a/b.html#x"),
        ("a/b.html", "/a/c.html?q=1", "c.html?q=1"),
        ("a/b.html", "/", ".."),
        ("a/b.html", "//other.example/x", "//other.example/x"),
        ("a/b.html", "https://x.example/", "https://x.example/"),
        ("a/b.html", "#x", "#x"),
    ],
)
def test_addresses_of_a_preview_become_relative(page: str, target: str, relative: str) -> None:
    html = f'<a class="x" href="{target}">x</a>'
    assert relative_links(page, html) == f'<a class="x" href="{relative}">x</a>'


@given(PATHS, PATHS)
def test_a_relative_address_leads_where_the_rooted_one_does(page: str, target: str) -> None:
    base = f"https://x.example/{page}"
    assert urljoin(base, relative_address(f"/{target}", page)) == f"https://x.example/{target}"


def test_addresses_in_the_words_of_a_page_are_left_alone() -> None:
    html = "<p>写作 href=&quot;/a.html&quot;</p><img alt='' src=\"/b.png\">"
    assert relative_links("x/y.html", html) == html.replace('src="/b', 'src="../b')
