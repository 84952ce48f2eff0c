"""原网址: one form for a page, and refusals that say what is wrong."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanshen.catalogue import messages
from sanshen.content.old_addresses import (
    AddressError,
    address_of,
    path_of,
    read_address,
    written,
)

LANGUAGES = ("zh-cn", "en")


@pytest.mark.parametrize(
    ("given_text", "page"),
    [
        ("/old/page.html", "/old/page.html"),
        ("/developers/", "/developers/index.html"),
        ("/help/x", "/help/x/index.html"),
        ("/help/v1.0", "/help/v1.0/index.html"),
        ("/old/a.SHTML", "/old/a.SHTML"),
        ("/%E6%97%A7/%7Ea.htm", "/旧/~a.htm"),
        ("/", "/index.html"),
        ("/a%2Fb.html", "/a/b.html"),
        ("/Ame\u0301lie/", "/Am\u00e9lie/index.html"),
    ],
)
def test_every_way_of_writing_a_page_gives_one_form(given_text: str, page: str) -> None:
    assert read_address(given_text) == page


@pytest.mark.parametrize(
    ("given_text", "reason"),
    [
        ("old/page.html", "root"),
        ("//www.shili.example/x.html", "root"),
        ("https://www.shili.example/x.html", "root"),
        ("/x.html?id=1", "query"),
        ("/x.html#top", "query"),
        ("/100%.html", "encoding"),
        ("/%FF.html", "encoding"),
        ("/a//b.html", "empty"),
        ("/a/../b.html", "dots"),
        ("/%2E%2E/b.html", "dots"),
        ("/.git/x.html", "dots"),
        ("/a b.html", "characters"),
        ("/a%0Ab.html", "characters"),
        ("/a\u202eb.html", "characters"),
        ("/100%25.html", "characters"),
        ("/a\\b.html", "characters"),
        ("/x.html/y.html", "folder"),
        ("/x.pdf", "suffix"),
        ("/x.aspx", "suffix"),
        ("/" + "a" * 600, "length"),
        ("/" + "%E6%97%A7" * 90, "length"),
    ],
)
def test_what_can_be_no_page_is_refused_with_its_reason(given_text: str, reason: str) -> None:
    with pytest.raises(AddressError) as refused:
        read_address(given_text)
    assert refused.value.reason == reason
    assert f"redirect.{reason}" in messages()


@given(st.text(alphabet="/ab旧é.%24e-_~?#", max_size=30).map(lambda text: "/" + text))
def test_reading_an_address_again_gives_the_same(text: str) -> None:
    try:
        page = read_address(text)
    except AddressError:
        return
    assert read_address(page) == page
    assert read_address(written(page)) == page
    assert page.startswith("/")
    assert page.rpartition(".")[2].lower() in ("html", "htm", "shtml", "xhtml")


names = st.text(alphabet=string.ascii_lowercase, min_size=1, max_size=8)
columns = st.lists(names.filter(lambda name: name not in LANGUAGES), min_size=1, max_size=3)


@given(columns, names, st.sampled_from(["", "2026/0227-"]), st.sampled_from(["", ".en"]))
def test_the_path_of_an_address_is_the_path_it_is_the_address_of(
    folders: list[str], name: str, prefix: str, lang: str
) -> None:
    name = "x" if name == "index" else name
    path = f"content/portal/{'/'.join(folders)}/{prefix}{name}{lang}.md"
    place = address_of(path)
    assert place is not None
    assert path_of(*place, LANGUAGES) == path
    column = f"content/portal/{'/'.join(folders)}/column.yml"
    assert address_of(column) == ("portal", f"/{'/'.join(folders)}/index.html")
    assert path_of("portal", f"/{'/'.join(folders)}/index.html", LANGUAGES) == column


def test_what_has_no_page_has_no_address() -> None:
    assert address_of("content/portal/site.yml") == ("portal", "/index.html")
    assert path_of("portal", "/index.html", LANGUAGES) == "content/portal/site.yml"
    assert address_of("content/portal/xwdt/2026/0301-a/b.pdf") is None
    assert path_of("portal", "/旧.htm", LANGUAGES) == ""
    assert path_of("portal", "/page.html", LANGUAGES) == ""
