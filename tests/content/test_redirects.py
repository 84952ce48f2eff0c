"""网址转向: who may redirect which address, where it leads, and links that follow."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from sanshen.catalogue import finding_parts
from sanshen.content.links import links_of
from sanshen.content.redirects import parse_redirects
from tests.content.sample import (
    COUNTY_NEWS,
    ENGLISH,
    NEWS,
    PAGE,
    POLICY,
    READING,
    column_file,
    item_file,
    news,
    policy,
    sample_tree,
)

LIST = "content/portal/redirects.yml"
OTHER = "content/portal/xwdt/2026/0305-x.md"


def listed(pairs: Mapping[str, str], origin: str = "from: 原门户网站\n") -> bytes:
    rows = "".join(f"  {old}: {target}\n" for old, target in pairs.items())
    return f"{origin}redirects:\n{rows}".encode()


def named(*addresses: str) -> bytes:
    return news("另一条消息", more=f"former_addresses: [{', '.join(addresses)}]\n")


def found(changes: Mapping[str, bytes | None]) -> list[tuple[str, str, int]]:
    return [(one.code, one.path, one.line) for one in sample_tree(changes).findings]


def test_a_header_names_the_addresses_that_lead_to_its_page() -> None:
    tree = sample_tree({OTHER: named("/old/x.html", "/developers/", "/%E6%97%A7/x.htm")})
    assert tree.findings == ()
    assert [old for _, old in tree.redirects] == [
        "/old/x.html", "/developers/index.html", "/旧/x.htm",
    ]  # fmt: skip
    one = tree.redirects["portal", "/developers/index.html"]
    assert (one.target_path, one.source) == (OTHER, OTHER)
    assert one.target_address == "/xwdt/2026/0305-x.html"


def test_a_translation_has_former_addresses_of_its_own() -> None:
    header = "kind: news\ntitle: A meeting\nformer_addresses: [/en/old.html]\n"
    tree = sample_tree({ENGLISH: item_file(header, "## Matters\n\nLifts.\n")})
    assert tree.findings == ()
    one = tree.redirects["portal", "/en/old.html"]
    assert one.target_address == "/en/xwdt/2026/0301-huiyi.html"


def test_a_list_leads_to_items_columns_addresses_and_other_sites() -> None:
    county = COUNTY_NEWS.removeprefix("content")
    rows = {
        "/a/": "/portal/gywz/shuoming.md",
        "/b.html": "/portal/xwdt/column.yml",
        "/en/b.html": "/portal/xwdt/column.yml",
        "/c": "/zwgk/index.html",
        "/d": county,
        "/e": "/portal/site.yml",
    }
    tree = sample_tree({LIST: listed(rows)})
    assert tree.findings == ()
    leads = {old: one.target_address for (_, old), one in tree.redirects.items()}
    assert leads == {
        "/a/index.html": "/gywz/shuoming.html",
        "/b.html": "/xwdt/index.html",
        "/en/b.html": "/en/xwdt/index.html",
        "/c/index.html": "/zwgk/index.html",
        "/d/index.html": "https://www.qinghe.example/xwdt/2026/0302-chunguan.html",
        "/e/index.html": "/index.html",
    }
    assert tree.redirects["portal", "/a/index.html"].line == 3


@pytest.mark.parametrize(
    ("taken", "owner"),
    [
        ("/gywz/shuoming.html", PAGE),
        ("/GYWZ/Shuoming.html", PAGE),
        ("/xwdt/", "content/portal/xwdt/column.yml"),
        ("/en/", "content/portal/site.yml"),
        ("/xwdt/2026/0305-x.html", OTHER),
    ],
)
def test_an_address_in_use_is_refused_with_both_places(taken: str, owner: str) -> None:
    (one,) = sample_tree({OTHER: named(taken)}).findings
    assert (one.code, one.path, dict(one.args)["other"]) == ("T119", OTHER, owner)
    assert sample_tree({OTHER: named("/gywz/shuoming2.html")}).findings == ()


def test_an_address_named_twice_is_refused_whoever_names_it() -> None:
    twice = sample_tree({OTHER: named("/old/x.html"), PAGE: item_file(
        "kind: page\ntitle: 网站说明\nformer_addresses: [/Old/X.html]", "本站说明。\n"
    )}).findings  # fmt: skip
    assert [(f.code, f.path, dict(f.args)["other"]) for f in twice] == [("T119", OTHER, PAGE)]
    both = {OTHER: named("/old/x.html"), LIST: listed({"/old/x.html": "/portal/gywz/shuoming.md"})}
    (one,) = sample_tree(both).findings
    assert {one.path, dict(one.args)["other"]} == {OTHER, LIST}
    again = {"/old/x": "/portal/gywz/shuoming.md", "/old/x/": "/portal/gywz/shuoming.md"}
    assert found({LIST: listed(again)}) == [("T119", LIST, 4)]
    assert found({OTHER: named("/old/x", "/old/x/")}) == [("T119", OTHER, 1)]


def test_a_target_must_exist() -> None:
    gone = {"/a": "/portal/gywz/meiyou.md", "/b": "/gywz/meiyou.html", "/c": "/portal/x/column.yml"}
    findings = sample_tree({LIST: listed(gone)}).findings
    assert [(f.code, f.line) for f in findings] == [("T120", 3), ("T120", 4), ("T120", 5)]
    missing = "content/portal/gywz/meiyou.md"
    assert [dict(f.args)["target"] for f in findings[:2]] == [missing, missing]
    assert sample_tree({LIST: listed(gone)}).redirects == {}


def test_a_redirect_to_a_redirect_and_a_loop_are_named() -> None:
    chain = {"/a": "/b/", "/b": "/portal/gywz/shuoming.md"}
    assert found({LIST: listed(chain)}) == [("T121", LIST, 3)]
    loop = {"/a": "/b/", "/b": "/a/"}
    assert found({LIST: listed(loop)}) == [("T121", LIST, 3), ("T121", LIST, 4)]


def test_nothing_lies_below_a_file_and_generated_pages_stay() -> None:
    picture = sample_tree().attachments[NEWS.replace(".md", "/huichang.png")].address
    assert found({OTHER: named(f"{picture}/x")}) == [("T122", OTHER, 1)]
    lists = ("/xwdt/page-2.html", "/xwdt/2026/", "/tags/x/", "/en/topics/x/")
    for generated in ("/404.html", "/en/404.html", "/theme/x.html", *lists):
        assert found({OTHER: named(generated)}) == [("T123", OTHER, 1)]
    assert found({OTHER: named("/old/page-2.html", "/old/404.html")}) == []


def test_forms_are_refused_where_they_stand() -> None:
    assert [code for code, *_ in found({OTHER: named("/x.pdf")})] == ["C143"]
    text = (
        "redirects:\n  /x.pdf: /portal/gywz/shuoming.md\n  /a: ../x.md\n  /b: https://a.example/\n"
    )
    assert found({LIST: text.encode()}) == [
        ("C143", LIST, 2), ("S113", LIST, 3), ("S113", LIST, 4),
    ]  # fmt: skip
    wrong, findings = parse_redirects("content/redirects.yml", listed({"/a": "/x.html"}))
    assert wrong is None
    assert [f.code for f in findings] == ["S111"]
    problem = next(f for f in sample_tree({LIST: text.encode()}).findings if f.code == "C143")
    assert ".shtml" in finding_parts(problem, "zh")["what"]


def test_a_list_elsewhere_is_a_stray_file() -> None:
    assert ("T101", "content/portal/xwdt/redirects.yml") in [
        (f.code, f.path)
        for f in sample_tree({"content/portal/xwdt/redirects.yml": listed({"/a": "/b"})}).findings
    ]


def moved_files() -> dict[str, bytes | None]:
    """The policy moved to another name; its interpretation and the list still name the old."""
    new = POLICY.replace("0227-dianti", "0227-jiazhuang")
    old = "/zwgk/gfxwj/2026/0227-dianti.html"
    return {POLICY: None, new: policy(more=f"former_addresses: [{old}]\n")}


def test_links_to_a_moved_item_lead_to_where_it_is_now() -> None:
    body = f"见[办法](/{POLICY.removeprefix('content/')}#一总则)。\n"
    absolute = "旧址 <https://www.shili.example/zwgk/gfxwj/2026/0227-dianti.html>。\n"
    legacy = {"/old.html": "/" + POLICY.removeprefix("content/")}
    changes = moved_files() | {
        OTHER: news("另一条消息", body + "\n" + absolute), LIST: listed(legacy),
    }  # fmt: skip
    tree = sample_tree(changes)
    new = POLICY.replace("0227-dianti", "0227-jiazhuang")
    assert tree.findings == ()
    resolved = [resolution for _, resolution in links_of(tree, OTHER)]
    assert len(resolved) == 2
    assert {one.path for one in resolved} == {new}
    assert all("0227-jiazhuang.html" in (one.address or "") for one in resolved)
    assert [item.path for item in tree.interpretations_of(new)] == [READING]
    assert tree.redirects["portal", "/old.html"].target_path == new


def test_without_the_former_address_those_links_are_dead() -> None:
    changes = moved_files()
    changes[POLICY.replace("0227-dianti", "0227-jiazhuang")] = policy()
    tree = sample_tree(changes)
    codes = [resolution.code for _, resolution in links_of(tree, READING)]
    assert "L101" in codes
    assert tree.interpretations_of(POLICY.replace("0227-dianti", "0227-jiazhuang")) == ()


def test_a_link_to_a_moved_column_leads_to_the_column() -> None:
    changes: dict[str, bytes | None] = {
        "content/portal/about/column.yml": column_file("关于本站", "page"),
        "content/portal/gywz/column.yml": None,
        PAGE: None,
        "content/portal/about/shuoming.md": item_file("kind: page\ntitle: 网站说明", "说明。\n"),
        LIST: listed({"/gywz/": "/portal/about/column.yml"}),
        OTHER: news("另一条消息", "见[栏目](/portal/gywz/column.yml)。\n"),
    }
    tree = sample_tree(changes)
    assert tree.findings == ()
    ((_, resolution),) = links_of(tree, OTHER)
    assert resolution.address == "/about/index.html"


def test_an_item_is_not_led_to_a_column() -> None:
    changes: dict[str, bytes | None] = {
        PAGE: None,
        "content/portal/gywz/qita.md": item_file("kind: page\ntitle: 其他", "说明。\n"),
        LIST: listed({"/gywz/shuoming.html": "/portal/gywz/column.yml"}),
        OTHER: news("另一条消息", "见[说明](/portal/gywz/shuoming.md)。\n"),
    }
    ((_, resolution),) = links_of(sample_tree(changes), OTHER)
    assert resolution.code == "L101"
