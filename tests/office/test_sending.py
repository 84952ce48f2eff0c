"""送出: signed pushes and statements, and the server's answer line by line."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from sanshen.gitio.ssh import SigningError
from sanshen.model.statements import Stage, StatementType
from sanshen.office.clone import CloneError, Identity, fetch, identity_of, read_joined_state
from sanshen.office.sending import make_statement, push, push_change, push_statement
from tests.city.content import NEWS, news_text
from tests.walks.office import Office


def test_the_servers_lines_are_told_as_they_come_and_kept(office: Office) -> None:
    desk, told = office.desk("editor"), []
    commit = desk.commit({NEWS: news_text("一")})
    sent = push_change(desk.repository, commit, "en", told.append)
    assert sent.accepted
    assert told[0].startswith("Taken in as change 1")
    assert sent.answer == "\n".join(told)
    assert not any("remote:" in line for line in told)


@pytest.mark.full
def test_the_change_to_update_is_named_to_the_server(office: Office) -> None:
    desk = office.desk("editor")
    commit = desk.commit({NEWS: news_text("一")})
    refused = push_change(desk.repository, commit, "en", lambda _: None, change=7)
    assert (refused.accepted, "V117" in refused.answer) == (False, True)
    assert push_change(desk.repository, commit, "en", lambda _: None).accepted
    again = desk.commit({NEWS: news_text("二")})
    assert push_change(desk.repository, again, "en", lambda _: None, change=1).accepted
    assert office.state().changes[1].round == 2


def test_the_answer_is_in_the_language_asked_for(office: Office) -> None:
    desk = office.desk("editor")
    commit = desk.must("rev-parse", "origin/main")
    assert "未受理" in push_change(desk.repository, commit, "zh", lambda _: None).answer
    assert "Refused" in push_change(desk.repository, commit, "en", lambda _: None).answer


def test_a_server_that_is_gone_is_told_in_gits_words(office: Office) -> None:
    desk = office.desk("editor")
    desk.must("remote", "set-url", "origin", "/nowhere-at-all")
    sent = push(desk.repository, "HEAD:refs/for/main", (), lambda _: None)
    assert not sent.accepted
    assert "nowhere-at-all" in sent.answer


def test_a_statement_names_what_the_clone_has_seen(office: Office) -> None:
    office.city.submit("editor", {NEWS: news_text("一")})
    desk = office.desk("first")
    fetch(desk.repository)
    state, identity = read_joined_state(desk.repository), identity_of(desk.repository)
    now = datetime.now(UTC)
    made = make_statement(
        state, identity, StatementType.APPROVE, 1, now, stage=Stage.FIRST, note="同意"
    )
    change = state.changes[1]
    assert (made.person, made.change, made.round) == ("first", 1, 1)
    assert (made.content, made.after) == (change.digest, change.last_entry)
    assert (made.ledger_seq, made.ledger_hash) == (state.seq, state.head)
    sent = push_statement(desk.repository, identity, made, "en", lambda _: None)
    assert sent.accepted, sent.answer
    assert office.state().changes[1].current[0].statement == made


def test_a_statement_about_a_change_that_is_not_there_is_not_made(office: Office) -> None:
    desk = office.desk("first")
    with pytest.raises(CloneError) as caught:
        make_statement(
            read_joined_state(desk.repository), identity_of(desk.repository),
            StatementType.APPROVE, 9, datetime.now(UTC), stage=Stage.FIRST,
        )  # fmt: skip
    assert caught.value.key == "clone.no-change"


def test_a_key_that_is_gone_signs_nothing(office: Office) -> None:
    office.city.submit("editor", {NEWS: news_text("一")})
    desk = office.desk("first")
    fetch(desk.repository)
    gone = Identity("first", office.folder / "no-such-key")
    made = make_statement(
        read_joined_state(desk.repository), gone, StatementType.APPROVE, 1, datetime.now(UTC),
        stage=Stage.FIRST,
    )  # fmt: skip
    before = office.references()
    with pytest.raises(SigningError):
        push_statement(desk.repository, gone, made, "en", lambda _: None)
    assert office.references() == before
