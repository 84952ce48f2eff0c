"""``proc-receive``: two doors, one reference a push, and nothing without a handover."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta

import pytest

from sanshen.gate.handover import Handover, write_handover
from sanshen.gate.pktline import ProtocolError
from sanshen.gate.proc_receive import proc_receive
from sanshen.gitio.repository import ZERO_ID
from sanshen.gitio.writing import Identity as Signature
from sanshen.gitio.writing import write_blob, write_commit, write_tree
from sanshen.model.statements import Stage, StatementType
from sanshen.review.references import (
    SIGNATURE_FILE,
    STATEMENT_FILE,
    STATEMENT_REF,
    SUBMIT_REF,
)
from tests.city.city import LEDGER, MAIN, REVIEWERS, City
from tests.city.content import NEWS, news_text

Command = tuple[str, str, str]
Hook = Callable[..., tuple[str, str]]


def packet(line: str) -> bytes:
    return b"%04x" % (len(line.encode()) + 4) + line.encode()


def request(commands: tuple[Command, ...], options: tuple[str, ...] = ("lang=en",)) -> io.BytesIO:
    """What receive-pack writes to the hook."""
    data = packet("version=1\0push-options atomic") + b"0000"
    data += b"".join(packet(" ".join(command)) for command in commands) + b"0000"
    data += b"".join(packet(option) for option in options) + b"0000"
    return io.BytesIO(data)


@pytest.fixture
def hook(city: City, monkeypatch: pytest.MonkeyPatch) -> Hook:
    """The hook as git runs it; gives the answer to git and the words to the pusher."""
    monkeypatch.chdir(city.repository.path)

    def run(*commands: Command, handover: Handover | None = None) -> tuple[str, str]:
        if handover is not None:
            write_handover(city.house, handover)
        answer, out = io.BytesIO(), io.StringIO()
        assert proc_receive(request(commands), answer, out, city.tick()) == 0
        return answer.getvalue().decode(), out.getvalue()

    return run


@pytest.fixture
def commit(city: City) -> str:
    """A commit fit to be submitted."""
    return city.commit("editor", {NEWS: news_text("新标题")})


def references(city: City) -> str:
    """Every reference of the repository."""
    return city.repository.text("for-each-ref")


def handover(city: City, commands: tuple[Command, ...]) -> Handover:
    """What pre-receive would leave for these commands."""
    commit = commands[0][1]
    certificate = city.certificate("editor", commit, commands[0][2])
    return Handover("editor", certificate, "nonce", commands, "en")


def test_a_fit_submission_is_taken_in_under_its_change(city: City, hook: Hook, commit: str) -> None:
    answer, said = hook((ZERO_ID, commit, SUBMIT_REF), handover=city.handover("editor", commit))
    assert f"ok {SUBMIT_REF}" in answer
    assert "option refname refs/changes/1/1" in answer
    assert "第1号变更" in said
    assert city.repository.reference("refs/changes/1/1") == commit


def test_without_a_handover_everything_is_v116(city: City, hook: Hook, commit: str) -> None:
    before = references(city)
    for reference in (SUBMIT_REF, STATEMENT_REF, MAIN):
        answer, said = hook((ZERO_ID, commit, reference))
        assert f"ng {reference} V116" in answer
        assert "pre-receive" in said
    assert references(city) == before


def test_a_handover_for_other_commands_is_v116(city: City, hook: Hook, commit: str) -> None:
    other = city.commit("editor", {NEWS: news_text("另一标题")})
    answer, _ = hook((ZERO_ID, other, SUBMIT_REF), handover=city.handover("editor", commit))
    assert f"ng {SUBMIT_REF} V116" in answer
    # It is gone with this push: the next one can't use it either.
    answer, _ = hook((ZERO_ID, commit, SUBMIT_REF))
    assert f"ng {SUBMIT_REF} V116" in answer


@pytest.mark.parametrize(
    "reference", [MAIN, LEDGER, "refs/changes/0/1", "refs/tags/v1", "refs/for/else", "refs/heads/x"]
)
def test_any_other_reference_is_v111(city: City, hook: Hook, commit: str, reference: str) -> None:
    before = references(city)
    commands = ((ZERO_ID, commit, reference),)
    answer, said = hook(*commands, handover=handover(city, commands))
    assert f"ng {reference} V111" in answer
    assert reference in said
    assert references(city) == before


@pytest.mark.parametrize("reference", [SUBMIT_REF, MAIN, LEDGER])
def test_deleting_is_v111(city: City, hook: Hook, commit: str, reference: str) -> None:
    before = references(city)
    commands = ((commit, ZERO_ID, reference),)
    answer, _ = hook(*commands, handover=handover(city, commands))
    assert f"ng {reference} V111" in answer
    assert references(city) == before


def test_two_references_are_v112_and_both_refused(city: City, hook: Hook, commit: str) -> None:
    before = references(city)
    commands = ((ZERO_ID, commit, SUBMIT_REF), (ZERO_ID, commit, MAIN))
    answer, said = hook(*commands, handover=handover(city, commands))
    assert f"ng {SUBMIT_REF} V112" in answer
    assert f"ng {MAIN} V112" in answer
    assert "2 references" in said
    assert references(city) == before


def test_a_clock_that_runs_backwards_stops_the_gate_with_g101(
    city: City, hook: Hook, commit: str
) -> None:
    before = references(city)
    city.now -= timedelta(days=400)
    answer, said = hook((ZERO_ID, commit, SUBMIT_REF), handover=city.handover("editor", commit))
    assert f"ng {SUBMIT_REF} G101" in answer
    assert "G101" in said
    after = [row for row in references(city).splitlines() if "refs/changes/1/" not in row]
    assert after == before.splitlines()


def test_main_moved_behind_the_gate_is_g102(city: City, hook: Hook, commit: str) -> None:
    city.repository.run("update-ref", MAIN, commit)
    answer, _ = hook((ZERO_ID, commit, SUBMIT_REF), handover=city.handover("editor", commit))
    assert f"ng {SUBMIT_REF} G102" in answer


def test_a_ledger_cut_behind_the_gate_is_g103(city: City, hook: Hook, commit: str) -> None:
    city.repository.run("update-ref", LEDGER, f"{LEDGER}~1")
    answer, _ = hook((ZERO_ID, commit, SUBMIT_REF), handover=city.handover("editor", commit))
    assert f"ng {SUBMIT_REF} G103" in answer


def test_a_ledger_that_is_gone_is_g104(city: City, hook: Hook, commit: str) -> None:
    city.repository.run("update-ref", "-d", LEDGER)
    answer, _ = hook((ZERO_ID, commit, SUBMIT_REF), handover=city.handover("editor", commit))
    assert f"ng {SUBMIT_REF} G104" in answer


def test_the_memory_of_the_gate_unreadable_is_g104(city: City, hook: Hook, commit: str) -> None:
    city.house.head_file.write_text("{}", encoding="utf-8")
    answer, _ = hook((ZERO_ID, commit, SUBMIT_REF), handover=city.handover("editor", commit))
    assert f"ng {SUBMIT_REF} G104" in answer


def test_a_broken_calendar_refuses_with_its_own_findings(city: City, hook: Hook) -> None:
    files = {"registry/calendar/2026.yml": "year: zwanzig\n"}
    commit = city.commit("guard-a", files)
    answer, said = hook((ZERO_ID, commit, SUBMIT_REF), handover=city.handover("guard-a", commit))
    assert f"ng {SUBMIT_REF} " in answer
    assert "registry/calendar/2026.yml" in said or "2026.yml" in said
    assert sorted(city.state().changes) == [0]


def statement_commit(city: City, text: str, signature: str) -> str:
    """The commit by which a statement travels."""
    files = {STATEMENT_FILE: text, SIGNATURE_FILE: signature + "\n"}
    rows = {n: ("100644", write_blob(city.repository, t.encode())) for n, t in files.items()}
    by = Signature("first", "first@x.example", city.now)
    return write_commit(city.repository, write_tree(city.repository, None, dict(rows)), (), "s", by)


def test_a_statement_is_entered_and_a_second_copy_is_v208(city: City, hook: Hook) -> None:
    number = city.submit("editor", {NEWS: news_text("新标题")})
    person, stage = REVIEWERS[0]
    made = city.make(person, StatementType.APPROVE, number, stage=stage)
    commit = statement_commit(city, made.text, city.sign(made))
    given = city.handover(person, commit, STATEMENT_REF)
    answer, _ = hook((ZERO_ID, commit, STATEMENT_REF), handover=given)
    assert f"ok {STATEMENT_REF}" in answer
    answer, said = hook((ZERO_ID, commit, STATEMENT_REF), handover=given)
    assert f"ng {STATEMENT_REF} V208" in answer
    assert "V208" in said
    approvals = [a for a in city.state().changes[number].statements if a.statement.stage is stage]
    assert len(approvals) == 1


def test_a_push_to_the_statements_door_that_holds_none_is_v201(
    city: City, hook: Hook, commit: str
) -> None:
    given = city.handover("editor", commit, STATEMENT_REF)
    answer, _ = hook((ZERO_ID, commit, STATEMENT_REF), handover=given)
    assert f"ng {STATEMENT_REF} V201" in answer


def test_a_statement_carried_by_another_is_v202(city: City, hook: Hook) -> None:
    number = city.submit("editor", {NEWS: news_text("新标题")})
    made = city.make("first", StatementType.APPROVE, number, stage=Stage.FIRST)
    commit = statement_commit(city, made.text, city.sign(made))
    given = city.handover("second", commit, STATEMENT_REF)
    answer, _ = hook((ZERO_ID, commit, STATEMENT_REF), handover=given)
    assert f"ng {STATEMENT_REF} V202" in answer


@pytest.mark.parametrize("data", [b"", b"0000", b"000eversion=2\n0000", b"zz"])
def test_who_does_not_speak_the_protocol_gets_nothing(
    city: City, monkeypatch: pytest.MonkeyPatch, data: bytes
) -> None:
    monkeypatch.chdir(city.repository.path)
    before = references(city)
    with pytest.raises((ProtocolError, ValueError)):
        proc_receive(io.BytesIO(data), io.BytesIO(), io.StringIO(), city.now)
    assert references(city) == before
