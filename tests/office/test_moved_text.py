"""移动后的文稿: 原网址 in the header, links as seen from the new place, nothing else touched."""

from __future__ import annotations

import pytest

from sanshen.content.redirects import parse_redirects
from sanshen.office.moved_text import rebased, with_former, with_rows, with_targets

OLD = "content/portal/xwdt/2026/0301-a.md"
NEW = "content/portal/zwgk/2026/0301-b.md"
ITEM = "---\nkind: news\ntitle: 甲\n---\n\n正文。\n"


def test_the_field_is_added_at_the_end_of_the_header() -> None:
    expected = (
        "---\nkind: news\ntitle: 甲\nformer_addresses:\n  - /a.html\n  - /b.html\n---\n\n正文。\n"
    )
    assert with_former(ITEM, ["/a.html", "/b.html"]) == expected
    assert with_former(ITEM, []) == ITEM


@pytest.mark.parametrize(
    "before",
    [
        "former_addresses: [/x.html]\n",
        "former_addresses:\n  - /x.html\n  - /y.html\n",
        "former_addresses:\n- /x.html\n",
        "former_addresses: [\n  /x.html,\n  /y.html]\n",
    ],
)
def test_a_field_that_is_there_is_written_anew(before: str) -> None:
    text = ITEM.replace("title: 甲\n", f"{before}title: 甲\n")
    assert with_former(text, ["/z.html"]) == with_former(ITEM, ["/z.html"])
    assert with_former(text, []) == ITEM


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("0301-a/biao.xlsx", "0301-b/biao.xlsx"),
        ("0305-c.md#yi", "/portal/xwdt/2026/0305-c.md#yi"),
        ("../../zwgk/2026/0306-d.md", "../../zwgk/2026/0306-d.md"),
        ("/portal/xwdt/2026/0305-c.md", "/portal/xwdt/2026/0305-c.md"),
        ("/portal/xwdt/2026/0301-a.md#er", "/portal/zwgk/2026/0301-b.md#er"),
        ("#yi", "#yi"),
        ("https://www.shili.example/x.html", "https://www.shili.example/x.html"),
        ("mailto:a@b.example", "mailto:a@b.example"),
    ],
)
def test_a_target_is_written_as_seen_from_the_new_place(target: str, expected: str) -> None:
    moved = {OLD: NEW, OLD.replace(".md", "/biao.xlsx"): NEW.replace(".md", "/biao.xlsx")}
    assert rebased(OLD, NEW, target, moved) == expected


def test_targets_are_replaced_where_links_stand_and_nowhere_else() -> None:
    text = 'a.md [甲](a.md) [乙](<a.md> "a.md") ![丙](a.md)\n\n[丁]: a.md\n\n见 a.md、xa.md\n'
    expected = text.replace("(a.md)", "(/b.md)").replace("<a.md>", "</b.md>")
    assert with_targets(text, {"a.md": "/b.md"}) == expected.replace("]: a.md", "]: /b.md")
    header = "---\ninterprets: [a.md, c.md]\n---\n"
    assert with_targets(header, {"c.md": "d.md"}) == header.replace("c.md", "d.md")


def test_rows_go_on_top_of_a_list_that_stays_readable() -> None:
    path = "content/portal/redirects.yml"
    new = with_rows("", {"/a/": "/portal/xwdt/column.yml"})
    assert new == "redirects:\n  /a/: /portal/xwdt/column.yml\n"
    more = with_rows(f"from: 旧站\n{new}", {"/b/": "/portal/zwgk/column.yml"})
    redirects, findings = parse_redirects(path, more.encode())
    assert findings == ()
    assert redirects is not None
    assert [one.address for one in redirects] == ["/b/index.html", "/a/index.html"]
    wide = with_rows("redirects:\n    /a/: /x.html\n", {"/b/": "/x.html"})
    assert wide == "redirects:\n    /b/: /x.html\n    /a/: /x.html\n"
