"""链接解析: every form of link, the good one beside the bad one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanshen.content.body import SAFE_ADDRESS, Link
from sanshen.content.links import links_of, render_item, resolve_link
from sanshen.content.targets import source_target
from tests.content.sample import COUNTY_NEWS, ENGLISH, NEWS, POLICY, READING, news, sample_tree

TREE = sample_tree()


def resolve(target: str, path: str = NEWS, image: bool = False) -> tuple[str | None, str | None]:
    found = resolve_link(TREE, TREE.items[path], Link(target, "x", 1, 1, image))
    assert (found.address is None) == (found.code is not None)
    return found.address, found.code


@pytest.mark.parametrize(
    ("target", "address"),
    [
        ("/portal/zwgk/gfxwj/2026/0227-dianti.md", "/zwgk/gfxwj/2026/0227-dianti.html"),
        ("../../zwgk/gfxwj/2026/0227-dianti.md", "/zwgk/gfxwj/2026/0227-dianti.html"),
        ("../../gywz/shuoming.md", "/gywz/shuoming.html"),
        ("0301-huiyi.en.md", "/en/xwdt/2026/0301-huiyi.html"),
        ("/portal/zwgk/gfxwj/2026/0227-dianti.md#一总则",
         "/zwgk/gfxwj/2026/0227-dianti.html#h-一总则"),
        ("/portal/zwgk/gfxwj/column.yml", "/zwgk/gfxwj/index.html"),
        ("/portal/site.yml", "/index.html"),
        ("/qinghe/xwdt/2026/0302-chunguan.md", "https://www.qinghe.example/xwdt/2026/0302-chunguan.html"),
        ("/qinghe/xwdt/column.yml", "https://www.qinghe.example/xwdt/index.html"),
        ("https://www.shili.example/gywz/shuoming.html", "/gywz/shuoming.html"),
        ("https://www.shili.example/", "/index.html"),
        ("http://www.qinghe.example/xwdt/", "https://www.qinghe.example/xwdt/index.html"),
        ("https://www.other.example/a?b=1&c=2#d", "https://www.other.example/a?b=1&c=2#d"),
        ("https://www.other.example/政策", "https://www.other.example/%E6%94%BF%E7%AD%96"),
        ("HTTPS://www.other.example", "HTTPS://www.other.example"),
        ("mailto:xinxi@shili.example", "mailto:xinxi@shili.example"),
        ("tel:0000-12345", "tel:0000-12345"),
    ],
)  # fmt: skip
def test_a_good_link_has_an_address(target: str, address: str) -> None:
    assert resolve(target) == (address, None)


def test_a_column_is_linked_in_the_language_of_the_page_where_the_site_has_it() -> None:
    assert resolve("/portal/xwdt/column.yml", ENGLISH) == ("/en/xwdt/index.html", None)
    county = "https://www.qinghe.example/xwdt/index.html"
    assert resolve("/qinghe/xwdt/column.yml", ENGLISH) == (county, None)


@pytest.mark.parametrize(
    ("target", "code"),
    [
        ("/portal/zwgk/gfxwj/2026/0227-nosuch.md", "L101"),
        ("/portal/nosuch/column.yml", "L101"),
        ("/nosuch/site.yml", "L101"),
        ("0227-dianti.md", "L101"),
        ("/portal/zwgk/gfxwj/2026/0227-dianti.md#二", "L102"),
        ("https://www.shili.example/zwgk/gfxwj/2026/0227-dianti.html#h-二", "L102"),
        ("0301-huiyi/nosuch.pdf", "L103"),
        ("javascript:alert(1)", "L104"), ("JAVASCRIPT:alert(1)", "L104"),
        ("data:text/html,x", "L104"),
        ("vbscript:x", "L104"), ("ftp://a.example/x", "L104"), ("file:///etc/passwd", "L104"),
        ("//www.other.example/x", "L104"), ("\\\\server\\share", "L104"), ("https://", "L104"),
        ("https:/a", "L104"), ("https:a.example", "L104"), ("https://u@a.example/", "L104"),
        ("https://[::1", "L104"), ("https://a.example/ x", "L104"),
        ("https://a.example\\x", "L104"),
        ("mailto:nobody", "L104"), ("tel:abc", "L104"), ("../../../../../etc/passwd", "L104"),
        ("huiyi", "L104"), ("", "L104"), ("x.md?a=1", "L104"), ("\x01javascript:x", "L104"),
        ("https://a.example/\u3000x", "L104"),
        ("0302-other/a.pdf", "L105"),
        ("/portal/xwdt/2026/0302-other/a.pdf", "L105"),
        ("/gywz/shuoming.html", "L107"), ("/gywz/", "L107"), ("shuoming.html", "L107"),
        ("/gywz", "L107"),
        ("https://www.shili.example/nosuch.html", "L108"),
        ("https://WWW.shili.example/nosuch.html", "L108"),
    ],
)  # fmt: skip
def test_a_bad_link_has_the_code_that_says_why(target: str, code: str) -> None:
    assert resolve(target) == (None, code)


def test_pictures_come_from_the_items_own_folder() -> None:
    address, code = resolve("0301-huiyi/huichang.png", image=True)
    assert code is None
    assert address is not None
    assert address.startswith("/xwdt/2026/0301-huiyi/huichang.")
    assert resolve("https://a.example/x.png", image=True) == (None, "L106")
    assert resolve("0301-huiyi/a.pdf", image=True) == (None, "L106")
    assert resolve("0301-huiyi/nosuch.png", image=True) == (None, "L103")
    assert resolve("data:image/png;base64,AA", image=True) == (None, "L104")
    assert resolve("#x", image=True)[0] is None


def test_a_translation_uses_the_files_of_its_original() -> None:
    assert resolve("0301-huiyi/huichang.png", ENGLISH, image=True)[1] is None


def test_another_items_file_is_refused_though_it_is_there() -> None:
    assert resolve("/portal/xwdt/2026/0301-huiyi/huichang.png", POLICY, image=True)[1] == "L105"


def test_a_link_to_an_item_that_could_not_be_read_says_so() -> None:
    broken = "content/portal/xwdt/2026/0303-huai.md"
    tree = sample_tree({broken: b"no header", NEWS: news(body="[x](0303-huai.md)\n")})
    ((_, found),) = links_of(tree, NEWS)
    assert found.code == "L109"


def test_header_references_are_links_with_their_line() -> None:
    ((link, found),) = links_of(TREE, READING)
    assert (link.text, link.line) == ("interprets", 4)
    assert found.path == POLICY
    more = "attachments: [{file: biao.pdf, title: 表}]\npicture: {file: tu.png, alt: 图}\n"
    tree = sample_tree({NEWS: news(more=more)})
    assert [(link.line, found.code) for link, found in links_of(tree, NEWS)] == [
        (5, "L103"),
        (6, "L103"),
    ]


def test_a_resolved_link_names_what_the_page_depends_on() -> None:
    tree = sample_tree({NEWS: news(body="[x](/portal/zwgk/gfxwj/2026/0227-dianti.md)\n")})
    rendered = render_item(tree, NEWS)
    assert [found.path for _, found in rendered.links] == [POLICY]
    assert 'href="/zwgk/gfxwj/2026/0227-dianti.html"' in rendered.html
    assert rendered.findings == ()


def test_a_dead_link_is_rendered_without_target_and_found_with_its_place() -> None:
    tree = sample_tree({NEWS: news(body="甲\n\n[乙](nosuch.md)\n")})
    rendered = render_item(tree, NEWS)
    assert "<a>乙</a>" in rendered.html
    assert [(f.code, f.line, f.column) for f in rendered.findings] == [("L101", 8, 1)]


@given(
    st.text(max_size=40)
    | st.sampled_from(["java\tscript:x", "jav&#x61;script:x", "%6aavascript:x"])
)
def test_resolving_never_raises_and_gives_only_safe_addresses(target: str) -> None:
    """Law: any target (any text up to 40 characters), as link or picture, from either site, gives a
    safe address or a code, never both."""
    for path in (NEWS, COUNTY_NEWS):
        for image in (False, True):
            address, code = resolve(target, path, image)
            assert address is None or SAFE_ADDRESS.fullmatch(address)
            assert code is None or code.startswith("L1")


@given(st.lists(st.sampled_from(["..", ".", "a", "%2e%2e", "", "b.md"]), max_size=9).map("/".join))
def test_no_path_leads_out_of_the_content(target: str) -> None:
    """Law: a target of up to 9 steps, encoded dots among them, stays below content/ or is None."""
    found = source_target(NEWS, target)
    if found is not None:
        assert found.path.startswith("content/")
        assert ".." not in found.path.split("/")
