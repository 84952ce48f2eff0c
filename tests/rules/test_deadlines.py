"""Deadlines: late and nearly late items are named, published and older ones left in peace."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from sanshen.catalogue import is_blocking, message, render_finding
from sanshen.content.content_tree import ContentTree
from sanshen.content.source import MemorySource
from sanshen.content.tree import load_tree
from sanshen.model.findings import CheckResult
from sanshen.rules.context import Context
from sanshen.rules.deadlines import BASELINE, NO_LEDGER, check_deadlines
from sanshen.workdays import load_calendar

CALENDAR = load_calendar(Path(__file__).resolve().parents[2] / "registry" / "calendar")
SHANGHAI = ZoneInfo("Asia/Shanghai")
POLICY = "content/portal/gfxwj/2026/0227-banfa.md"
ACTIVITY = "content/portal/zwhd/2026/1120-diaoyan.md"
NEWS = "content/portal/zwhd/2026/1120-huiyi.md"

SITE = """\
name: 示例市人民政府
level: city
sponsor: 示例市人民政府
organiser: 示例市人民政府办公室
supervisor: 示例市人民政府办公室
domain: www.shili.example
site_id_code: "5100000001"
icp: 示ICP备20260001号
contact: 0000-12345
languages: [zh-cn, en]
description: 示例网站
"""
COLUMN = """\
name: {name}
kinds: [{kinds}]
owner: 示例市人民政府办公室
description: {name}栏目
keywords: [{name}]
"""
NORMATIVE_ITEM = """\
---
kind: normative
title: 示例市管理办法
doc_number: 示府发〔{year}〕3号
issuers: [示例市人民政府]
written_on: {issued}
issued_on: {issued}
effective_on: 2026-12-31
index_number: 008282882/2026-00003
subject: 城乡建设
validity: 有效
disclosure: 主动公开
---
为了规范管理，制定本办法。
"""
ACTIVITY_ITEM = """\
---
kind: activity
title: 市领导调研供暖工作
activity_ended_at: 2026-11-20 16:30
livelihood: {livelihood}
---
市领导调研供暖工作。
"""
NEWS_ITEM = "---\nkind: news\ntitle: 会议\nsource: 示例市人民政府办公室\n---\n会议召开。\n"


def tree_of(issued: str = "2026-02-27", livelihood: str = "是") -> ContentTree:
    files = {
        "content/portal/site.yml": SITE,
        "content/portal/gfxwj/column.yml": COLUMN.format(name="规范性文件", kinds="normative"),
        "content/portal/zwhd/column.yml": COLUMN.format(name="政务活动", kinds="activity, news"),
        POLICY: NORMATIVE_ITEM.format(issued=issued, year=issued[:4]),
        ACTIVITY: ACTIVITY_ITEM.format(livelihood=livelihood),
        NEWS: NEWS_ITEM,
    }
    tree = load_tree(MemorySource({path: text.encode() for path, text in files.items()}))
    assert tree.findings == ()
    return tree


def check(
    now: datetime,
    released: Mapping[str, datetime] | None = None,
    tree: ContentTree | None = None,
    changed: frozenset[str] | None = None,
    baseline: frozenset[str] = frozenset(),
) -> CheckResult:
    known = {} if released is None else released
    return check_deadlines(Context(tree or tree_of(), now, CALENDAR, changed, known, baseline))


def codes(found: CheckResult) -> list[tuple[str, str]]:
    return [(each.code, each.path) for each in found.findings]


def at(month: int, day: int, hour: int = 12, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=SHANGHAI)


def test_a_normative_document_is_overdue_after_its_third_working_day() -> None:
    last_second = check(at(3, 3, 23, 59))
    assert codes(last_second) == [("D103", POLICY)]
    late = check(at(3, 4, 0, 0))
    assert codes(late) == [("D101", POLICY)]
    sentence = render_finding(late.findings[0], "zh")
    assert "2026年2月27日印发" in sentence
    assert "应于2026年3月3日（含当日）前公开" in sentence
    assert "2026-3-3" in render_finding(late.findings[0], "en")


def test_an_activity_of_livelihood_is_overdue_after_24_hours() -> None:
    released = {POLICY: at(3, 2)}
    assert codes(check(at(11, 21, 16, 29), released)) == [("D103", ACTIVITY)]
    late = check(at(11, 21, 16, 30), released)
    assert codes(late) == [("D102", ACTIVITY)]
    assert "应于2026年11月21日16:30前公开" in render_finding(late.findings[0], "zh")


def test_an_activity_that_does_not_concern_livelihood_has_no_period() -> None:
    tree = tree_of(livelihood="否")
    assert codes(check(at(11, 25), {POLICY: at(3, 2)}, tree)) == []


def test_an_item_with_time_enough_has_no_finding() -> None:
    assert codes(check(at(2, 28))) == []


def test_a_published_item_has_no_finding_however_late_it_was() -> None:
    released = {POLICY: at(6, 1), ACTIVITY: at(11, 25)}
    assert codes(check(at(11, 26), released)) == []


def test_an_overdue_item_is_still_publishable() -> None:
    late = check(at(11, 26))
    assert {code for code, _ in codes(late)} == {"D101", "D102"}
    assert not any(is_blocking(found) for found in late.findings)


def test_the_zone_of_now_does_not_matter() -> None:
    now = at(3, 4, 0, 0)
    for zone in (UTC, ZoneInfo("America/New_York")):
        assert codes(check(now.astimezone(zone))) == [("D101", POLICY)]
    assert codes(check(now - timedelta(seconds=1))) == [("D103", POLICY)]


def test_without_a_ledger_everything_is_skipped_with_the_reason() -> None:
    found = check_deadlines(Context(tree_of(), at(11, 26), CALENDAR))
    assert (found.examined, found.findings) == (0, ())
    assert found.skipped == (("content", NO_LEDGER),)
    assert message(NO_LEDGER, "zh") != message(NO_LEDGER, "en")


def test_older_content_is_skipped_with_the_reason() -> None:
    found = check(at(11, 26), baseline=frozenset({POLICY}))
    assert codes(found) == [("D102", ACTIVITY)]
    assert found.skipped == ((POLICY, BASELINE),)
    assert message(BASELINE, "zh")


def test_only_the_change_is_examined_where_there_is_one() -> None:
    found = check(at(11, 26), changed=frozenset({ACTIVITY}))
    assert (found.examined, codes(found)) == (1, [("D102", ACTIVITY)])


@pytest.mark.parametrize(
    ("issued", "expected"), [("2019-03-01", ["D104"]), ("2023-03-01", ["D101"])]
)
def test_an_issue_day_before_the_calendar_is_named(issued: str, expected: list[str]) -> None:
    found = check(at(11, 26), {ACTIVITY: at(11, 21)}, tree_of(issued=issued))
    assert [each.code for each in found.findings] == expected


def test_a_provisional_day_says_so() -> None:
    tree = tree_of(issued="2026-12-29")
    released = {ACTIVITY: at(11, 21)}
    now = datetime(2027, 1, 1, 12, tzinfo=SHANGHAI)
    assert CALENDAR.last_year == 2026
    (found,) = check(now, released, tree).findings
    assert (found.code, "暂定" in render_finding(found, "zh")) == ("D103", True)


def test_every_item_is_counted() -> None:
    assert check(at(2, 28)).examined == 3
