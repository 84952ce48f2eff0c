"""移动与改名, through the gate: what moves keeps its time, and no public address goes unsaid."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from sanshen.catalogue import render_finding
from sanshen.content.source import TreeSource
from sanshen.content.tree import load_tree
from sanshen.gate.answer import render_submission
from sanshen.gate.submission import Submission
from sanshen.index.release_book import advance
from sanshen.index.release_file import ReleaseFile
from sanshen.review.explain import render_movements
from tests.city.city import MAIN, City
from tests.city.content import (
    DOCUMENT,
    INTERPRETATION,
    NEWS,
    column_text,
    document_text,
    news_text,
    translation_text,
)

NEW = NEWS.replace("0105-kaigong", "0105-xiangmu-kaigong")
OLD_ADDRESS = "/dt/2026/0105-kaigong.html"
Files = dict[str, str | bytes | None]


def named(text: str, *addresses: str) -> str:
    """An item's text with 原网址 in its header."""
    return text.replace("\n---\n", f"\nformer_addresses: [{', '.join(addresses)}]\n---\n", 1)


def moved(**more: str) -> Files:
    """The news item under another name."""
    return {NEWS: None, NEW: named(news_text(**more), OLD_ADDRESS)}


def push(city: City, files: Files) -> Submission:
    return city.push("editor", city.commit("editor", files))


def codes(city: City, files: Files) -> list[str]:
    return city.codes(push(city, files))


def answer(city: City, taken: Submission) -> str:
    return str(city.gate(lambda gate: render_submission(gate, taken, "zh")))


def test_a_move_that_names_the_old_address_is_taken_and_keeps_its_time(city: City) -> None:
    before = city.state().released[NEWS]
    taken = push(city, moved())
    assert taken.findings == ()
    assert taken.change is not None
    assert [tuple(move) for move in taken.change.moves] == [(NEWS, NEW)]
    said = answer(city, taken)
    assert f"移动：{OLD_ADDRESS} → /dt/2026/0105-xiangmu-kaigong.html" in said
    assert "删除" not in said
    assert city.pass_reviews(taken.change.number).released is not None
    state = city.state()
    assert NEWS not in state.released
    after = state.released[NEW]
    assert after.published == before.published
    assert after.updated != before.updated
    assert (after.change, after.baseline) == (taken.change.number, False)
    tree = load_tree(TreeSource(city.repository, MAIN))
    assert tree.redirects["cs", OLD_ADDRESS].target_path == NEW
    assert city.verify().findings == ()


def test_the_time_goes_along_over_several_moves_and_back(city: City) -> None:
    first = city.state().released[NEWS].published
    city.release(moved())
    third = NEWS.replace("0105-kaigong", "0105-disan")
    second_address = "/dt/2026/0105-xiangmu-kaigong.html"
    city.release({NEW: None, third: named(news_text(), OLD_ADDRESS, second_address)})
    assert city.state().released[third].published == first
    city.release(
        {third: None, NEWS: named(news_text(), second_address, "/dt/2026/0105-disan.html")}
    )
    assert city.state().released[NEWS].published == first
    assert city.verify().findings == ()


def test_without_the_old_address_it_is_no_move(city: City) -> None:
    taken = push(city, {NEWS: None, NEW: news_text()})
    assert taken.change is None
    assert "V114" in city.codes(taken)
    said = next(f for f in taken.findings if f.code == "V114")
    assert f"former_addresses: [{OLD_ADDRESS}]" in render_finding(said, "zh")
    gone = push(city, {NEWS: None})
    assert gone.change is not None
    assert gone.change.moves == ()
    assert f"删除：{OLD_ADDRESS}" in answer(city, gone)


def test_a_deleted_item_that_comes_back_is_published_anew(city: City) -> None:
    before = city.state().released[NEWS].published
    city.release({NEWS: None})
    city.release({NEWS: news_text()})
    assert city.state().released[NEWS].published != before


def test_translations_and_attachments_move_in_the_same_matter(city: City) -> None:
    english = DOCUMENT.replace(".md", ".en.md")
    table = DOCUMENT.replace(".md", "/biao.csv")
    text = document_text() + "\n[附表](0110-banfa/biao.csv)\n"
    city.release({DOCUMENT: text, english: translation_text(), table: "甲,乙\n1,2\n"})
    released = city.state().released
    new = DOCUMENT.replace("0110-banfa", "0110-guanli-banfa")
    old_address = "/gfxwj/2026/0110-banfa.html"
    files: Files = {
        DOCUMENT: None,
        english: None,
        table: None,
        new: named(text.replace("0110-banfa/", "0110-guanli-banfa/"), old_address),
        new.replace(".md", ".en.md"): named(translation_text(), f"/en{old_address}"),
        new.replace(".md", "/biao.csv"): "甲,乙\n1,2\n",
    }
    assert push(city, files).findings == ()
    assert city.pass_reviews(2).released is not None
    state = city.state()
    for old in (DOCUMENT, english, table):
        now = old.replace("0110-banfa", "0110-guanli-banfa")
        assert state.released[now].published == released[old].published
    tree = load_tree(TreeSource(city.repository, MAIN))
    assert [item.path for item in tree.interpretations_of(new)] == [INTERPRETATION]
    assert city.verify().findings == ()
    assert len(render_movements(state.changes[2], "en")) == 2


def test_the_translation_left_out_is_named(city: City) -> None:
    english = NEWS.replace(".md", ".en.md")
    city.release({english: translation_text(kind="news")})
    files = moved() | {english: None, NEW.replace(".md", ".en.md"): translation_text(kind="news")}
    assert codes(city, files) == ["V114"]
    files[NEW.replace(".md", ".en.md")] = named(translation_text(kind="news"), f"/en{OLD_ADDRESS}")
    assert codes(city, files) == []


def test_items_are_merged_into_one_that_is_there(city: City) -> None:
    other = NEWS.replace("0105-kaigong", "0106-jinzhan")
    city.release({other: news_text("项目进展", "项目已完成基础施工，进度过半。")})
    before = city.state().released
    taken = push(city, {NEWS: None, other: named(news_text("项目进展"), OLD_ADDRESS)})
    assert taken.findings == ()
    assert taken.change is not None
    assert f"并入：{OLD_ADDRESS}" in answer(city, taken)
    city.pass_reviews(taken.change.number)
    assert city.state().released[other].published == before[other].published
    assert city.verify().findings == ()


def test_of_several_the_first_named_gives_the_time(city: City) -> None:
    other = NEWS.replace("0105-kaigong", "0106-jinzhan")
    city.release({other: news_text("项目进展", "项目已完成基础施工，进度过半。")})
    before = city.state().released
    second = "/dt/2026/0106-jinzhan.html"
    city.release({NEWS: None, other: None, NEW: named(news_text("合并"), second, OLD_ADDRESS)})
    assert city.state().released[NEW].published == before[other].published
    assert city.verify().findings == ()


def test_v132_an_address_this_site_never_had_is_asked_about(city: City) -> None:
    assert codes(city, {NEWS: named(news_text(), "/dt/2026/0105-kaigon.html")}) == ["V132"]
    city.release({NEWS: None})
    other = NEWS.replace("0105-kaigong", "0107-lai")
    assert codes(city, {other: named(news_text("另一件事"), OLD_ADDRESS)}) == []


def test_v133_a_released_former_address_is_not_dropped(city: City) -> None:
    city.release(moved())
    assert codes(city, {NEW: news_text("改")}) == ["V133"]
    assert codes(city, {NEW: named(news_text("改"), OLD_ADDRESS)}) == []


def test_v133_a_former_address_goes_with_its_item_or_to_another(city: City) -> None:
    city.release(moved())
    again = NEWS.replace("0105-kaigong", "0105-disan")
    second = "/dt/2026/0105-xiangmu-kaigong.html"
    assert codes(city, {NEW: None, again: named(news_text(), second)}) == ["V133"]
    assert codes(city, {NEW: None, again: named(news_text(), second, OLD_ADDRESS)}) == []
    assert "V133" not in codes(city.copy(city.folder.with_name("b")), {NEW: None})


@pytest.mark.parametrize("address", ["/gfxwj/2026/0110-banfa.html", "/dt/index.html", "/"])
def test_an_address_in_use_is_refused(city: City, address: str) -> None:
    assert codes(city, {NEWS: named(news_text(), address)}) == ["T119"]


def test_a_whole_column_moves_as_one_matter_and_other_edits_do_not_travel_along(
    city: City,
) -> None:
    """The columns are settings: the new one comes first, the old one goes last."""
    second = NEWS.replace("0105-kaigong", "0106-jinzhan")
    text = news_text("项目进展", "项目已完成基础施工。")
    city.release({second: text})
    old, new = "content/cs/dt/column.yml", "content/cs/xw/column.yml"
    assert city.pass_guard(city.submit("editor", {new: column_text("新闻", "news")})).released
    files: Files = {
        NEWS: None,
        second: None,
        NEWS.replace("/dt/", "/xw/"): named(news_text(), OLD_ADDRESS),
        second.replace("/dt/", "/xw/"): named(text, "/dt/2026/0106-jinzhan.html"),
    }
    edited = files | {second.replace("/dt/", "/xw/"): named(
        text.replace("完成", "未完成"), "/dt/2026/0106-jinzhan.html")}  # fmt: skip
    assert "V107" in codes(city, edited)
    before = city.state().released
    taken = push(city, files)
    assert city.codes(taken) == ["E131"]
    assert taken.change is not None
    assert taken.change.title == "栏目迁移：dt → xw（2篇）"
    assert city.pass_reviews(taken.change.number).released is not None
    after = city.state().released
    for path in (NEWS, second):
        assert after[path.replace("/dt/", "/xw/")].published == before[path].published
    redirects = "redirects:\n  /dt/: /cs/xw/column.yml\n"
    last = city.submit("editor", {old: None, "content/cs/redirects.yml": redirects})
    assert city.pass_guard(last).released is not None
    tree = load_tree(TreeSource(city.repository, MAIN))
    assert tree.redirects["cs", "/dt/index.html"].target_address == "/xw/index.html"
    assert city.verify().findings == ()


LIST = "content/cs/redirects.yml"


def test_v135_an_address_dropped_from_the_list_is_named(city: City) -> None:
    two = "redirects:\n  /old/: /cs/dt/column.yml\n  /older/: /cs/gfxwj/column.yml\n"
    number = city.submit("editor", {LIST: two})
    assert city.pass_guard(number).released is not None
    fewer = city.push("editor", city.commit("editor", {LIST: two.partition("  /older")[0]}))
    assert [(f.code, dict(f.args)["address"]) for f in fewer.findings] == [
        ("V135", "/older/index.html")
    ]
    more = two + "  /oldest/: /cs/zcjd/column.yml\n"
    assert city.push("editor", city.commit("editor", {LIST: more})).findings == ()


def test_a_list_is_a_setting_and_its_mistakes_are_refused(city: City) -> None:
    wrong = f"redirects:\n  {OLD_ADDRESS}: /cs/dt/column.yml\n  /a/: /cs/dt/2026/0101-wu.md\n"
    taken = city.push("editor", city.commit("editor", {LIST: wrong}))
    assert sorted(city.codes(taken)) == ["T119", "T120"]
    both: Files = {LIST: "redirects:\n  /a/: /cs/dt/column.yml\n", NEWS: news_text("改")}
    assert "V106" in codes(city, both)


def test_what_a_list_leads_to_is_not_deleted_but_may_move(city: City) -> None:
    listed = f"redirects:\n  /a/: {NEWS.removeprefix('content')}\n"
    assert city.pass_guard(city.submit("editor", {LIST: listed})).released is not None
    assert "T120" in codes(city, {NEWS: None})
    city.release(moved())
    tree = load_tree(TreeSource(city.repository, MAIN))
    assert tree.redirects["cs", "/a/index.html"].target_path == NEW


def test_links_of_other_matters_need_no_edit_when_an_item_moves(city: City) -> None:
    link = f"见[公告](/{NEWS.removeprefix('content/')})。"
    other = NEWS.replace("0105-kaigong", "0107-qita")
    city.release({other: news_text("其他", link)})
    assert "L101" in codes(city.copy(city.folder.with_name("b")), {NEWS: None})
    city.release(moved())
    assert codes(city, {other: news_text("其他", link + "又及。")}) == []


def test_links_by_the_former_path_are_dead_when_the_item_goes_or_loses_its_heading(
    city: City,
) -> None:
    body = "项目今日开工。\n\n## 背景\n\n背景说明。"
    city.release({NEWS: news_text(body=body)})
    other = NEWS.replace("0105-kaigong", "0107-qita")
    city.release({other: news_text("其他", f"见[背景](/{NEWS.removeprefix('content/')}#背景)。")})
    city.release(moved(body=body))
    assert "L101" in codes(city.copy(city.folder.with_name("b")), {NEW: None})
    without = named(news_text(), OLD_ADDRESS)
    assert "L102" in codes(city, {NEW: without})
    assert codes(city, {NEW: named(news_text("改", body), OLD_ADDRESS)}) == []


def test_the_release_list_moved_forward_carries_the_time_too(city: City, tmp_path: Path) -> None:
    kept, fresh = tmp_path / "kept.sqlite", tmp_path / "fresh.sqlite"
    advance(city.repository.path, kept)
    city.release(moved())
    forward = advance(city.repository.path, kept)
    assert forward.why_full == ""
    assert forward.folded > 0
    assert advance(city.repository.path, fresh).position == forward.position
    with closing(ReleaseFile(kept)) as held:
        row, gone = held.row(NEW), held.row(NEWS)
    assert row is not None
    assert row[2] == city.state().released[NEW]
    assert gone is None or gone[2] is None
