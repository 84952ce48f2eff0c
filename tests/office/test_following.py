"""跟上主干: a branch whose commits are all released goes on from main; edits stay."""

from __future__ import annotations

from sanshen.office.clone import fetch
from sanshen.office.following import follow_main
from tests.city.content import NEWS, news_text
from tests.walks.office import Desk, Office

OTHER = "content/cs/dt/2026/0106-er.md"


def released(office: Office) -> Desk:
    """The editor's clone after two drafts of a change that is now released."""
    desk = office.desk("editor")
    for title in ("初稿", "二稿"):
        desk.write({NEWS: news_text(title)})
        desk.must("commit", "-q", "--all", "-m", title)
    office.city.release({NEWS: news_text("二稿")})
    fetch(desk.repository)
    return desk


def test_a_branch_whose_drafts_are_released_moves_to_main(office: Office) -> None:
    desk = released(office)
    assert follow_main(desk.repository)
    assert desk.must("rev-parse", "HEAD") == desk.must("rev-parse", "origin/main")
    assert desk.must("status", "--porcelain") == ""
    assert not follow_main(desk.repository)


def test_edits_that_are_not_committed_stay(office: Office) -> None:
    desk = released(office)
    desk.write({OTHER: news_text("新的"), NEWS: news_text("三稿")})
    assert follow_main(desk.repository)
    assert (desk.folder / OTHER).read_text(encoding="utf-8") == news_text("新的")
    assert (desk.folder / NEWS).read_text(encoding="utf-8") == news_text("三稿")


def test_a_branch_with_work_that_is_not_released_stays(office: Office) -> None:
    desk = released(office)
    desk.write({OTHER: news_text("未放行")})
    desk.must("add", "--all")
    desk.must("commit", "-q", "-m", "未放行")
    head = desk.must("rev-parse", "HEAD")
    assert not follow_main(desk.repository)
    assert desk.must("rev-parse", "HEAD") == head


def test_a_branch_that_is_behind_or_level_stays(office: Office) -> None:
    desk = office.desk("editor")
    head = desk.must("rev-parse", "HEAD")
    assert not follow_main(desk.repository)
    office.city.release({NEWS: news_text("别人的")}, "colleague")
    fetch(desk.repository)
    assert not follow_main(desk.repository)
    assert desk.must("rev-parse", "HEAD") == head


def test_edits_of_a_file_that_main_has_otherwise_are_not_touched(office: Office) -> None:
    desk = released(office)
    office.city.release({OTHER: news_text("别人新增")}, "colleague")
    fetch(desk.repository)
    desk.write({OTHER: news_text("我也新增")})
    head = desk.must("rev-parse", "HEAD")
    assert not follow_main(desk.repository)
    assert desk.must("rev-parse", "HEAD") == head
    assert (desk.folder / OTHER).read_text(encoding="utf-8") == news_text("我也新增")
