"""待办: whose turn it is, who holds what, and what is due first."""

from __future__ import annotations

from sanshen.model.statements import Conclusion, Stage
from sanshen.office.inbox import InboxRow, draft_reference, fetch_drafts, holder_roles, read_inbox
from sanshen.policy.policy import Role
from tests.city.city import MAIN, REVIEWERS, City
from tests.city.content import DOCUMENT, INTERPRETATION, NEWS, document_text, news_text
from tests.walks.office import Office

OTHER = "content/cs/dt/2026/0106-er.md"


def inbox(city: City, person: str) -> list[InboxRow]:
    """The inbox of a person, read from the city's own repository."""
    return list(read_inbox(city.repository, city.state(), person, city.now))


def mine(city: City, person: str) -> list[int]:
    """The numbers of the changes that wait for a person."""
    return [row.change.number for row in inbox(city, person) if row.mine]


def test_nothing_is_in_the_inbox_of_a_city_at_rest(city: City) -> None:
    assert inbox(city, "first") == []


def test_a_change_waits_for_secrecy_and_one_stage_after_the_other(city: City) -> None:
    city.submit("editor", {NEWS: news_text("一")})
    assert mine(city, "first") == [1]
    assert mine(city, "secrecy") == [1]
    assert mine(city, "second") == []
    assert mine(city, "editor") == []
    (row,) = inbox(city, "second")
    assert set(holder_roles(row.verdict)) == {Role.SECRECY, Role.FIRST}
    assert "first" in holder_roles(row.verdict)[Role.FIRST]
    city.clear_secrecy(1)
    person, stage = REVIEWERS[0]
    city.approve(person, 1, stage)
    assert mine(city, "first") == []
    assert mine(city, "second") == [1]


def test_a_released_change_leaves_the_inbox(city: City) -> None:
    city.release({NEWS: news_text("一")})
    assert inbox(city, "first") == []


def test_a_returned_change_waits_for_its_author_and_for_the_stage_that_may_clear_it(
    city: City,
) -> None:
    city.submit("editor", {NEWS: news_text("一")})
    city.give_back("first", 1, Stage.FIRST)
    assert mine(city, "editor") == [1]
    assert mine(city, "final") == []


def test_a_withheld_change_waits_for_its_author(city: City) -> None:
    city.submit("editor", {NEWS: news_text("一")})
    city.clear_secrecy(1, Conclusion.AFTER_DELETION)
    assert mine(city, "editor") == [1]


def test_mine_come_first_and_then_what_is_due_first(city: City) -> None:
    city.submit("editor", {NEWS: news_text("无时限")})
    later = document_text("后印发的办法", "测府规〔2026〕1号")
    city.submit("editor", {DOCUMENT: later, INTERPRETATION: city.read(INTERPRETATION) + b"\n"})
    rows = inbox(city, "first")
    assert [row.change.number for row in rows] == [2, 1]
    assert rows[0].due is not None
    assert rows[1].due is None
    city.clear_secrecy(2)
    city.approve("first", 2, Stage.FIRST)
    rows = inbox(city, "first")
    assert [(row.change.number, row.mine) for row in rows] == [(1, True), (2, False)]


def test_a_guard_change_has_no_due_time(city: City) -> None:
    site = city.read("content/cs/site.yml").decode().replace("0899-6600000", "0899-6600001")
    city.submit("publisher", {"content/cs/site.yml": site})
    (row,) = inbox(city, "guard-a")
    assert (row.mine, row.due) == (True, None)


def test_drafts_are_fetched_under_their_own_names(office: Office) -> None:
    desk = office.desk("first")
    commit = office.city.commit("editor", {OTHER: news_text("二")})
    assert office.city.push("editor", commit).change is not None
    fetch_drafts(desk.repository)
    reference = draft_reference(office.state().changes[1])
    assert reference == "refs/changes/1/1"
    assert desk.repository.reference(reference) == commit
    assert office.repository.reference(MAIN) is not None
