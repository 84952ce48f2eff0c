"""检查规则: the list is whole, and each rule finds what it is for and nothing else."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Mapping
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

import sanshen.rules
from sanshen.catalogue import message, render_finding
from sanshen.content.content_tree import ContentTree
from sanshen.model.findings import CheckResult
from sanshen.rules import CHECKS, NOTHING, Context, run_checks
from sanshen.rules.similarity import SHINGLE, copied_share
from sanshen.workdays import WorkCalendar
from tests.content.sample import (
    COUNTY_NEWS,
    ENGLISH,
    NEWS,
    PAGE,
    POLICY,
    READING,
    column_file,
    interpretation,
    item_file,
    news,
    policy,
    sample_files,
    sample_tree,
)

NOW = datetime(2026, 11, 23, 4, tzinfo=UTC)
PICTURE = NEWS.replace(".md", "/huichang.png")
OTHER = POLICY.replace("0227-dianti", "0228-tingche")
Changes = Mapping[str, bytes | None]


def context(tree: ContentTree, changed: set[str] | None = None, now: datetime = NOW) -> Context:
    only = None if changed is None else frozenset(changed)
    return Context(tree, now, WorkCalendar(2026, 2026, {}), only)


def check(
    changes: Changes, changed: set[str] | None = None, now: datetime = NOW
) -> list[tuple[str, str]]:
    """(code, path) of all findings of the sample with changes; each must also render."""
    results = run_checks(context(sample_tree(changes), changed, now))
    findings = [found for result in results for found in result.findings]
    for found in findings:
        assert found.code in render_finding(found, "zh")
        assert found.code in render_finding(found, "en")
    return [(found.code, found.path) for found in findings]


def page(body: str) -> Changes:
    return {PAGE: item_file("kind: page\ntitle: 网站说明", body)}


def result(name: str, given_context: Context) -> CheckResult:
    return next(one for one in run_checks(given_context) if one.name == name)


def test_the_list_of_checks_is_exactly_what_the_folder_holds() -> None:
    found = set()
    for module in pkgutil.iter_modules(sanshen.rules.__path__):
        loaded = importlib.import_module(f"sanshen.rules.{module.name}")
        for name, function in inspect.getmembers(loaded, inspect.isfunction):
            returns = inspect.signature(function).return_annotation
            if name.startswith("check_") and returns in (CheckResult, "CheckResult"):
                found.add(function)
    assert set(CHECKS) == found
    assert len(CHECKS) == len(set(CHECKS))


def test_every_check_is_run_and_named_once() -> None:
    results = run_checks(context(sample_tree()))
    assert len(results) == len(CHECKS)
    assert len({one.name for one in results}) == len(CHECKS)


def test_the_sample_is_clean_and_every_check_examined_something_or_says_why_not() -> None:
    for one in run_checks(context(sample_tree())):
        assert one.findings == (), one.name
        assert one.examined > 0 or one.skipped, one.name


def test_now_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        Context(sample_tree(), datetime(2026, 11, 23), WorkCalendar(2026, 2026, {}))


@pytest.mark.parametrize(
    ("body", "code", "twin"),
    [
        ("# 网站说明\n\n文字\n", "R102", "## 网站说明\n\n文字\n"),
        ("网站说明\n===\n\n文字\n", "R102", "网站说明\n---\n\n文字\n"),
        ("## 一\n\n#### 二\n\n文字\n", "R103", "## 一\n\n### 二\n\n文字\n"),
        ("### 一\n\n文字\n", "R103", "## 一\n\n### 二\n\n## 三\n\n文字\n"),
        ("##\n\n文字\n", "R110", "## 一\n\n文字\n"),
        ("[点击这里](https://a.example)\n", "R105", "[示例省人民政府网站](https://a.example)\n"),
        ("[【更多】](https://a.example)\n", "R105", "[更多示例](https://a.example)\n"),
        ("[Click here!](https://a.example)\n", "R105", "[Here we are](https://a.example)\n"),
        ("文字 [](https://a.example)\n", "R106", "[文](https://a.example)\n"),
        ("|  |  |\n|---|---|\n| 1 | 2 |\n", "R109", "| 甲 |  |\n|---|---|\n| 1 | 2 |\n"),
        ("见 https://a.example/政策。请\n", "R111", "见 https://a.example/x 。请\n"),
        ("见 https://a.example/政策。\n", "R111", "见 <https://a.example/政策>。\n"),
        ("见 www.a.example/政策\n", "R111", "[https://a.example/政策](https://a.example/政策)\n"),
        ("[a]: https://a.example\n", "R107", "[a]\n\n[a]: https://a.example\n"),
    ],
)
def test_what_stands_in_the_way_of_readers_is_found(body: str, code: str, twin: str) -> None:
    assert (code, PAGE) in check(page(body))
    assert code not in [found for found, _ in check(page(twin))]


def test_a_picture_needs_an_alternative() -> None:
    assert ("R104", NEWS) in check({NEWS: news(body="字 ![](0301-huiyi/huichang.png)\n")})
    assert ("R104", NEWS) not in check({NEWS: news(body="字 ![会场](0301-huiyi/huichang.png)\n")})


def test_pictures_alone_are_a_warning() -> None:
    only = "![会场](0301-huiyi/huichang.png)\n"
    assert check({NEWS: news(body=only)}) == [("R108", NEWS)]
    assert check({NEWS: news(body=only + "\n会议现场。\n")}) == []


def test_a_dead_link_is_found_once_with_its_place() -> None:
    body = "见[文件](../zwgk/gfxwj/2026/0227-nosuch.md)\n"
    links = result("links", context(sample_tree(page(body))))
    assert [(f.code, f.path, f.line, f.column) for f in links.findings] == [("L101", PAGE, 5, 2)]
    assert check(page("见[文件](../zwgk/gfxwj/2026/0227-dianti.md)\n")) == []


def test_a_normative_document_needs_its_interpretation() -> None:
    assert check({READING: None}) == [
        ("E111", POLICY),
        ("E131", READING.rpartition("/2026")[0] + "/column.yml"),
    ]
    assert ("E111", POLICY) not in check(
        {READING: None, POLICY: policy(more="interpretation_required: 否")}
    )


def test_an_interpretation_is_no_copy_of_the_text() -> None:
    text = "为了规范既有住宅加装电梯工作，制定本办法。申请人应当向所在地街道办事处提出书面申请。\n"
    copied = {POLICY: policy(body=text), READING: interpretation(body=f"解读如下：{text}")}
    assert check(copied) == [("E112", READING)]
    own = "过去装电梯要跑好几个部门，现在到街道交一份材料就行，街道统一受理。\n"
    assert check({POLICY: policy(body=text), READING: interpretation(body=own)}) == []


def test_only_policies_are_interpreted() -> None:
    of_news = interpretation(f"[/{NEWS.removeprefix('content/')}]"[1:-1])
    assert ("L110", READING) in check({READING: of_news})
    of_nothing = interpretation("/portal/zwgk/gfxwj/2026/0227-nosuch.md")
    assert ("L101", READING) in check({READING: of_nothing})


def second_policy(**changes: str) -> bytes:
    numbers = {"doc_number": "示府发〔2026〕4号", "index_number": "008282882/2026-00004"}
    return policy(**{**numbers, "more": "interpretation_required: 否", **changes})


def test_document_and_index_numbers_are_used_once_on_a_site() -> None:
    assert check({OTHER: second_policy()}) == []
    assert check({OTHER: second_policy(doc_number="示府发〔2026〕3号")}) == [("E101", OTHER)]
    assert check({OTHER: second_policy(index_number="008282882/2026-00003")}) == [("E102", OTHER)]


def test_what_was_issued_has_a_date_up_to_today_in_the_sites_zone() -> None:
    before = datetime(2026, 2, 26, 15, 59, tzinfo=UTC)
    assert check({}, now=before) == [("E103", POLICY)]
    assert check({}, now=datetime(2026, 2, 26, 16, tzinfo=UTC)) == []


def test_an_expired_document_marked_in_force_is_a_warning() -> None:
    until = {POLICY: policy(more="expires_on: 2026-11-22")}
    assert check(until) == [("E104", POLICY)]
    assert check({POLICY: policy(more="expires_on: 2026-11-23")}) == []
    ended = policy(more="expires_on: 2026-11-22").replace("有效\n".encode(), "失效\n".encode())
    assert check({POLICY: ended}) == []


@pytest.mark.parametrize("source", ["网络", "来源：网络", "互联网", "本站", "转载", "Unknown"])
def test_a_source_that_names_nobody_is_refused(source: str) -> None:
    named = news().replace("示例市人民政府办公室".encode(), f'"{source}"'.encode())
    assert ("E121", NEWS) in check({NEWS: named, PICTURE: None})
    good = news().replace("示例市人民政府办公室".encode(), "示例日报".encode())
    assert check({NEWS: good, PICTURE: None}) == []


def test_an_empty_column_is_a_warning_and_one_with_full_columns_below_is_not() -> None:
    path = "content/portal/bsfw/column.yml"
    assert check({path: column_file("办事服务", "page")}) == [("E131", path)]
    below = "content/portal/bsfw/bszn/column.yml"
    guide = "content/portal/bsfw/bszn/a.md"
    full: Changes = {
        path: column_file("办事服务", "page"),
        below: column_file("办事指南", "page"),
        guide: item_file("kind: page\ntitle: 甲", "文字\n"),
    }
    assert check(full) == []


# Changes: a check says what the change does, and nothing about what was there before.


def test_findings_of_untouched_files_are_left_out_of_a_change() -> None:
    changes = page("# 一级\n\n[x](nosuch.md)\n")
    assert check(changes, {NEWS}) == []
    assert {code for code, _ in check(changes, {PAGE})} == {"R102", "L101"}


def test_a_deleted_item_makes_dead_links_of_others_known() -> None:
    linking = page("见[文件](/portal/zwgk/gfxwj/2026/0227-dianti.md)\n")
    gone: Changes = {**linking, POLICY: None, READING: None}
    assert ("L101", PAGE) in check(gone, {POLICY, READING})
    by_address = page("见[文件](https://www.shili.example/zwgk/gfxwj/2026/0227-dianti.html)\n")
    assert ("L108", PAGE) in check({**by_address, POLICY: None, READING: None}, {POLICY, READING})


def test_a_removed_heading_makes_dead_anchors_of_others_known() -> None:
    linking = page("见[总则](/portal/zwgk/gfxwj/2026/0227-dianti.md#一总则)\n")
    assert check(linking, {POLICY}) == []
    assert check({**linking, POLICY: policy(body="没有小标题了。\n")}, {POLICY}) == [("L102", PAGE)]


def test_a_deleted_interpretation_leaves_its_policy_without() -> None:
    assert ("E111", POLICY) in check({READING: None}, {READING})


def test_an_interpretation_turned_to_another_document_leaves_its_policy_without() -> None:
    changes = {
        OTHER: second_policy(),
        READING: interpretation(f"/{OTHER.removeprefix('content/')}"),
    }
    assert check(changes, {READING}) == [("E111", POLICY)]


def test_a_number_used_again_is_known_whichever_file_the_change_brings() -> None:
    twice = {OTHER: second_policy(doc_number="示府发〔2026〕3号")}
    assert check(twice, {OTHER}) == check(twice, {POLICY}) == [("E101", OTHER)]
    assert check(twice, {NEWS}) == []


def test_a_deleted_picture_or_original_or_column_is_known() -> None:
    assert check({PICTURE: None}, {PICTURE}) == [("L103", NEWS)]
    assert ("T104", ENGLISH) in check({NEWS: None, PICTURE: None}, {NEWS, PICTURE})
    column = "content/portal/gywz/column.yml"
    assert ("T102", column) in check({column: None}, {column})


def test_settings_of_a_column_touch_all_its_items() -> None:
    column = "content/portal/gywz/column.yml"
    changes: Changes = {column: column_file("关于网站", "news")}
    assert ("C107", PAGE) in check(changes, {column})


def test_a_column_emptied_by_a_change_is_known() -> None:
    assert check({PAGE: None}, {PAGE}) == [("E131", "content/portal/gywz/column.yml")]


def test_how_much_of_a_change_was_examined_is_said_honestly() -> None:
    tree = sample_tree()
    untouched = result("interpretation", context(tree, {NEWS}))
    assert (untouched.examined, untouched.skipped) == (0, (("content", NOTHING),))
    assert message(NOTHING, "zh") != message(NOTHING, "en")
    assert result("interpretation", context(tree, {POLICY})).examined == 1
    assert result("accessibility", context(tree, {COUNTY_NEWS})).examined == 1
    assert result("reading", context(tree)).examined == len(sample_files())
    assert result("reading", context(tree, {"content/nosuch/x.md"})).examined == 0


@given(st.sets(st.sampled_from(sorted(sample_files())), max_size=3))
def test_a_change_never_shows_more_than_the_whole_tree(removed: set[str]) -> None:
    """Law: for any up to 3 files taken away, the findings of that change are among those of the
    whole, and as the sample itself is clean, they are all of them."""
    changes: Changes = dict.fromkeys(removed)
    whole, own = check(changes), check(changes, removed)
    assert set(own) <= set(whole)
    if removed:
        assert set(whole) <= set(own)


@given(st.text("甲乙丙丁戊己庚辛", max_size=60), st.text("甲乙丙丁戊己庚辛", max_size=60))
def test_the_copied_share_is_a_share(text: str, source: str) -> None:
    """Law: 0 ≤ share ≤ 1; a text copied whole has 1; one shorter than a run has 0 (up to 60)."""
    assert 0 <= copied_share(text, source) <= 1
    if len(text) >= SHINGLE:
        assert copied_share(text, source + text) == 1
    else:
        assert copied_share(text, source + text) == 0


def test_punctuation_does_not_hide_a_copy() -> None:
    text = "申请人应当向所在地街道办事处提出书面申请"
    assert copied_share("申请人，应当向所在地“街道办事处”提出书面申请。", text) == 1
    assert copied_share(date(2026, 1, 1).isoformat() * 3, text) == 0
