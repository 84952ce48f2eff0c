"""移动与改名: what a move writes, what it refuses, and that it changes no meaning."""

from __future__ import annotations

import pytest

from sanshen.content.links import links_of
from sanshen.content.source import MemorySource
from sanshen.content.tree import load_tree
from sanshen.office.moving import LaidOver, MoveError, MovePlan, Step, plan_move
from tests.content.sample import (
    ENGLISH,
    NEWS,
    PAGE,
    POLICY,
    READING,
    column_file,
    item_file,
    news,
    sample_files,
)

NEW = "content/portal/xwdt/2026/0301-changwu-huiyi.md"
PICTURE = NEWS.replace(".md", "/huichang.png")
LINKING = "content/portal/xwdt/2026/0310-qita.md"


def files() -> dict[str, bytes]:
    """The sample with an item that links to the one that moves, and a link to itself."""
    more = sample_files()
    text = (
        more[NEWS].decode() + f"\n见[办法](../../zwgk/gfxwj/{POLICY.rpartition('gfxwj/')[2]})。\n"
    )
    more[NEWS] = text.encode()
    more[LINKING] = news("其他", "见[会议](0301-huiyi.md#议题)。\n")
    return more


def plan(before: str, after: str, held: dict[str, bytes] | None = None) -> MovePlan:
    return plan_move(MemorySource(held or files()), before, after, None)


def laid(made: MovePlan, held: dict[str, bytes] | None = None) -> dict[str, bytes]:
    """The files after the move."""
    found = {**(held or files()), **made.files}
    return {path: data for path, data in found.items() if data is not None}


def test_an_item_moves_with_its_translation_and_its_files() -> None:
    made = plan(NEWS, NEW)
    assert (made.step, made.findings, made.odd) == (Step.ITEM, (), ())
    assert dict(made.moves) == {NEWS: NEW, ENGLISH: NEW.replace(".md", ".en.md")}
    assert made.referrers == (LINKING,)
    tree = load_tree(MemorySource(laid(made)))
    assert tree.findings == ()
    assert set(tree.redirects) == {
        ("portal", "/xwdt/2026/0301-huiyi.html"),
        ("portal", "/en/xwdt/2026/0301-huiyi.html"),
    }
    assert {found.path for _, found in links_of(tree, NEW)} == {
        NEW.replace(".md", "/huichang.png"), POLICY,
    }  # fmt: skip
    ((_, there),) = links_of(tree, LINKING)
    assert there.path == NEW


def test_an_item_may_go_to_a_folder_under_its_own_name() -> None:
    held = files() | {"content/portal/zwgk/xw/column.yml": column_file("政务新闻", "news")}
    made = plan(NEWS, "content/portal/zwgk/xw", held)
    assert dict(made.moves)[NEWS] == "content/portal/zwgk/xw/2026/0301-huiyi.md"
    tree = load_tree(MemorySource(laid(made, held)))
    assert [one.path for _, one in links_of(tree, dict(made.moves)[NEWS])][-1] == POLICY


def test_a_document_that_moves_keeps_its_interpretation_and_moving_back_leaves_no_trace() -> None:
    new = POLICY.replace("dianti", "jiazhuang")
    made = plan(POLICY, new)
    assert READING in made.referrers
    held = laid(made)
    tree = load_tree(MemorySource(held))
    assert [item.path for item in tree.interpretations_of(new)] == [READING]
    back = laid(plan(new, POLICY, held), held)
    tree = load_tree(MemorySource(back))
    former = tree.items[POLICY].header.former_addresses
    assert former == ("/zwgk/gfxwj/2026/0227-jiazhuang.html",)
    assert tree.findings == ()


def test_what_was_never_released_leaves_no_redirect() -> None:
    made = plan_move(MemorySource(files()), NEWS, NEW, frozenset())
    assert load_tree(MemorySource(laid(made))).redirects == {}


@pytest.mark.parametrize(
    ("before", "after", "key"),
    [
        ("content/portal/xwdt/2026/0399-wu.md", NEW, "move.unknown"),
        (NEWS, POLICY, "move.taken"),
        (NEWS, "content/qinghe/xwdt/2026/0301-huiyi.md", "move.not-there"),
        (NEWS, NEW.replace(".md", ".en.md"), "move.not-there"),
        (ENGLISH, NEW, "move.translation"),
        ("content/portal/xwdt", "content/portal/xwdt/xia", "move.not-there"),
        ("content/portal/xwdt", "content/qinghe/tongzhi", "move.not-there"),
    ],
)
def test_what_cannot_move_is_refused_with_its_reason(before: str, after: str, key: str) -> None:
    with pytest.raises(MoveError) as refused:
        plan(before, after)
    assert refused.value.key == key


def test_what_the_new_place_does_not_allow_is_found_before_anything_is_written() -> None:
    made = plan(NEWS, "content/portal/zwgk/zcjd/2026/0301-huiyi.md")
    assert "C107" in [found.code for found in made.findings]
    assert plan(NEWS, NEW).findings == ()


def test_text_that_would_change_is_left_to_a_person() -> None:
    held = files()
    held[NEWS] = news(
        body="见[图](0301-huiyi/huichang.png)。\n\n    [图](0301-huiyi/huichang.png)\n"
    )
    assert [path for path, _ in plan(NEWS, NEW, held).odd] == [NEW]


def test_a_column_moves_in_three_steps() -> None:
    held = files() | {LINKING: news("其他", "见[栏目](/portal/gywz/column.yml)。\n")}
    before, after = "content/portal/gywz", "content/portal/about"
    first = plan(before, after, held)
    assert (first.step, set(first.files)) == (Step.SETTINGS, {f"{after}/column.yml"})
    held = laid(first, held)
    second = plan(before, after, held)
    assert (second.step, second.findings) == (Step.ITEMS, ())
    assert second.moves == ((PAGE, f"{after}/shuoming.md"),)
    held = laid(second, held)
    third = plan(before, after, held)
    assert third.step is Step.CLOSING
    held = laid(third, held)
    tree = load_tree(MemorySource(held))
    assert tree.findings == ()
    leads = {address: one.target_address for (_, address), one in tree.redirects.items()}
    assert leads == {
        "/gywz/shuoming.html": "/about/shuoming.html",
        "/gywz/index.html": "/about/index.html",
        "/en/gywz/index.html": "/en/about/index.html",
    }
    ((_, there),) = links_of(tree, LINKING)
    assert there.address == "/about/index.html"


def test_a_column_moves_again_and_the_list_follows() -> None:
    held = files() | {
        "content/portal/redirects.yml": b"redirects:\n  /old/: /portal/gywz/column.yml\n",
        "content/portal/about/column.yml": column_file("关于", "page"),
        "content/portal/about/shuoming.md": item_file("kind: page\ntitle: 说明", "说明。\n"),
    }
    del held[PAGE]
    held = laid(plan("content/portal/gywz", "content/portal/about", held), held)
    tree = load_tree(MemorySource(held))
    assert tree.findings == ()
    assert tree.redirects["portal", "/old/index.html"].target_address == "/about/index.html"


def test_files_laid_over_others_read_as_one_source() -> None:
    source = LaidOver(MemorySource({"a": b"1", "b": b"2"}), {"b": None, "c": b"3"})
    assert set(source.blobs()) == {"a", "c"}
    assert list(source.read(["c", "a"])) == [("c", b"3"), ("a", b"1")]
    with pytest.raises(KeyError):
        list(source.read(["b"]))
