"""Each single fault is doubted by an update that reads nothing but the change."""

from __future__ import annotations

import pytest

from tests.index.test_updating import A_EN, ABOUT, MOVED, PICTURE, A, B, C, X
from tests.index.town import PNG, Town, news_text, page_text

Files = dict[str, str | bytes | None]

FAULTS: dict[str, tuple[Files, set[tuple[str, str]]]] = {
    "header": ({C: news_text(more="nonsense: 1\n")}, {("Y151", C)}),
    "translation of nothing": ({A: None}, {("T104", A_EN)}),
    "translation without original": (
        {"content/cs/dt/2026/0105-z.en.md": news_text("Z")},
        {("T104", "content/cs/dt/2026/0105-z.en.md")},
    ),
    "language": (
        {"content/cs/dt/2026/0102-b.fr.md": news_text("B")},
        {("T105", "content/cs/dt/2026/0102-b.fr.md")},
    ),
    "dead link": ({C: news_text(body="[无](0909-x.md)")}, {("L101", C)}),
    "dead anchor": ({C: news_text(body="[无](0102-b.md#h-无)")}, {("L102", C)}),
    "dead own anchor": ({C: news_text(body="[无](#h-无)")}, {("L102", C)}),
    "dead own address": (
        {C: news_text(body="[无](https://www.cs.example/dt/none.html)")}, {("L108", C)},
    ),
    "address with other capitals": (
        {C: news_text(body="[无](https://www.cs.example/dt/2026/0101-A.html)")}, {("L108", C)},
    ),
    "target gone": ({X: None}, {("L101", ABOUT)}),
    "address gone": ({A: None, A_EN: None, PICTURE: None}, {("L108", C), ("L101", X)}),
    "anchor gone": ({B: news_text("乙", "没有小标题")}, {("L102", A)}),
    "file gone": ({PICTURE: None}, {("L103", A)}),
    "file of no known type": (
        {"content/cs/dt/2026/0101-a/x.exe": b"MZ"}, {("A101", "content/cs/dt/2026/0101-a/x.exe")},
    ),
    "stray": ({"content/cs/readme.txt": b"x"}, {("T101", "content/cs/readme.txt")}),
    "files of nothing": (
        {"content/cs/dt/2026/0909-x/tu.png": PNG}, {("T107", "content/cs/dt/2026/0909-x/tu.png")},
    ),
    "item among files": (
        {"content/cs/dt/2026/0101-a/0101-x.md": news_text()},
        {("T101", "content/cs/dt/2026/0101-a/0101-x.md")},
    ),
    "items become files": (
        {"content/cs/dt/sub.md": page_text()}, {("T101", "content/cs/dt/sub/p.md")},
    ),
    "no column": ({"content/cs/neu/x.md": news_text()}, {("T102", "content/cs/neu/column.yml")}),
    "day that is none": (
        {"content/cs/dt/2026/0230-x.md": news_text()}, {("T111", "content/cs/dt/2026/0230-x.md")},
    ),
    "former address of another": (
        {B: news_text("乙", "## 下节", "former_addresses: [/dt/2026/0203-c.html]\n")},
        {("T119", B)},
    ),
    "two of one former address": (
        {
            B: news_text("乙", "## 下节", "former_addresses: [/old.html]\n"),
            C: news_text("丙", more="former_addresses: [/OLD.html]\n"),
        },
        {("T119", C)},
    ),
    "former address of an archive": (
        {C: news_text("丙", more="former_addresses: [/dt/page-3.html]\n")}, {("T123", C)},
    ),
    "former address below a page": (
        {C: news_text("丙", more="former_addresses: [/dt/about.html/x/]\n")}, {("C143", C)},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_found_by_looking_at_the_change_alone(town: Town, name: str) -> None:
    files, expected = FAULTS[name]
    assert town.update().findings == ()
    town.write(files)
    town.commit()
    done = town.update()
    assert done.why_full == ""
    assert done.findings == town.explained()
    assert {(one.code, one.path) for one in done.findings} >= expected


def test_what_comes_to_stand_where_a_redirect_was_is_found(town: Town) -> None:
    town.write({C: news_text("丙", more="former_addresses: [/dt/2026/0104-moved.html]\n")})
    town.commit()
    assert town.update().findings == ()
    town.write({MOVED: news_text("新")})
    town.commit()
    done = town.update()
    assert done.why_full == ""
    assert [one.code for one in done.findings] == ["T119"]


def test_a_move_leaves_links_to_the_old_place_good_and_its_end_makes_them_dead(town: Town) -> None:
    town.update()
    town.write({X: None, "content/xian/zx/2026/0106-y.md": moved("former_addresses: [%s]\n")})
    town.commit()
    done = town.update()
    assert (done.why_full, done.findings) == ("", ())
    with town.open() as index:
        assert index.referrers("content/xian/zx/2026/0106-y.md") == (ABOUT,)
        assert index.follow(X) == "content/xian/zx/2026/0106-y.md"
        (redirect,) = index.redirects("xian")
        assert redirect.address == "/zx/2026/0105-x.html"
    town.write({"content/xian/zx/2026/0106-y.md": moved("")})
    town.commit()
    done = town.update()
    assert done.why_full == ""
    assert [(one.code, one.path) for one in done.findings] == [("L101", ABOUT)]


def moved(more: str) -> str:
    """The item of the other site at a new place, with or without its former address."""
    return news_text("县", more=more.replace("%s", "/zx/2026/0105-x.html"))


def test_an_executable_file_is_found_though_its_bytes_are_the_same(town: Town) -> None:
    town.update()
    (town.root / C).chmod(0o755)
    town.commit()
    done = town.update()
    assert [(one.code, one.path) for one in done.findings][:1] == [("T110", C)]
