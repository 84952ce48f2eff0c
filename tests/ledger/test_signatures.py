"""预先验签: the same answers as one by one, only sooner."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from sanshen.gitio import ssh
from sanshen.ledger.book import read_ledger
from sanshen.ledger.signatures import questions, verified_ahead
from tests.city.city import LEDGER
from tests.ledger.conftest import Story


def test_the_replay_has_no_signature_left_to_verify_itself(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: list[str] = []
    plain = ssh.verify

    def noted(key: str, namespace: str, data: bytes, signature: str) -> bool:
        threads.append(threading.current_thread().name)
        return plain(key, namespace, data, signature)

    monkeypatch.setattr(ssh, "verify", noted)
    result = story.city.verify()
    assert result.findings == ()
    statements = sum(len(c.statements) for c in result.state.changes.values()) + 1
    rounds = sum(c.round for c in result.state.changes.values() if c.number)
    assert len(threads) == result.examined + statements + 2 * rounds
    assert not [name for name in threads if name == threading.main_thread().name]


def test_the_answer_is_that_of_the_key_that_is_asked_for(story: Story) -> None:
    entries = list(read_ledger(story.city.repository, LEDGER))
    key, namespace, data, signature = next(questions(entries[8]))
    other = ssh.normal_key(story.city.keys["first"].with_suffix(".pub").read_text())
    with verified_ahead(entries) as verify:
        assert verify(key, namespace, data, signature)
        assert not verify(other, namespace, data, signature)
        assert not verify(key, "git", data, signature)
        assert not verify(key, namespace, data + b" ", signature)
        assert not verify("", namespace, data, signature)


def test_what_is_not_asked_for_is_given_up(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    cancelled: list[bool] = []
    plain = ThreadPoolExecutor.shutdown

    def noted(self: ThreadPoolExecutor, wait: bool = True, *, cancel_futures: bool = False) -> None:
        cancelled.append(cancel_futures)
        plain(self, wait=wait, cancel_futures=cancel_futures)

    monkeypatch.setattr(ThreadPoolExecutor, "shutdown", noted)
    with verified_ahead(list(read_ledger(story.city.repository, LEDGER))):
        assert cancelled == []
    assert cancelled[0] is True


@pytest.mark.parametrize("broken", [{"certificate": "x"}, {"commits": 3}, {"commits": ["x"]}])
def test_evidence_that_cannot_be_read_is_left_to_the_replay(
    broken: dict[str, object], story: Story
) -> None:
    sealed = list(read_ledger(story.city.repository, LEDGER))[7]
    assert len(list(questions(sealed))) == 3
    sealed.entry.body.update(broken)  # type: ignore[attr-defined]
    assert len(list(questions(sealed))) == 1
