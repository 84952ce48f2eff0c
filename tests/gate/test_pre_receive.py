"""``pre-receive``: who signed a push is proved, and what must not stay never enters."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sanshen.gate.handover import take_handover, write_handover
from sanshen.gate.house import HouseError
from sanshen.gate.pre_receive import pre_receive
from sanshen.gate.screening import SIZE_LIMIT
from sanshen.gitio.repository import ZERO_ID
from sanshen.gitio.writing import Identity as Signature
from sanshen.gitio.writing import move_reference, write_blob, write_commit, write_tree
from sanshen.review.references import STATEMENT_REF, SUBMIT_REF
from tests.city.city import LEDGER, MAIN, City
from tests.city.content import NEWS, news_text

FOLDER = NEWS.removesuffix(".md")
Hook = Callable[..., tuple[int, str]]


@pytest.fixture
def hook(city: City, monkeypatch: pytest.MonkeyPatch) -> Hook:
    """The hook as git runs it: in the repository, with the certificate in the environment."""

    def run(
        commit: str, reference: str = SUBMIT_REF, person: str = "editor", **told: str
    ) -> tuple[int, str]:
        monkeypatch.chdir(city.repository.path)
        text = told.pop("certificate", None) or city.certificate(person, commit, reference)
        blob = write_blob(city.repository, text.encode())
        variables = {"GIT_PUSH_CERT": blob, "GIT_PUSH_CERT_NONCE_STATUS": "OK", **told}
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        out = io.StringIO()
        stream = io.StringIO(f"{ZERO_ID} {commit} {reference}\n")
        return pre_receive(stream, out, city.now), out.getvalue()

    return run


@pytest.fixture
def commit(city: City) -> str:
    """A commit fit to be submitted."""
    return city.commit("editor", {NEWS: news_text("新标题")})


def test_a_proved_push_is_handed_over_with_its_signer_and_commands(
    city: City, hook: Hook, commit: str
) -> None:
    certificate = city.certificate("editor", commit)
    code, said = hook(commit, certificate=certificate)
    assert (code, said) == (0, "")
    taken = take_handover(city.house)
    assert taken is not None
    assert (taken.pusher, taken.certificate) == ("editor", certificate)
    assert taken.commands == ((ZERO_ID, commit, SUBMIT_REF),)
    assert take_handover(city.house) is None


@pytest.mark.parametrize("status", ["OK", "SLOP"])
def test_a_fresh_nonce_passes(hook: Hook, commit: str, status: str) -> None:
    assert hook(commit, GIT_PUSH_CERT_NONCE_STATUS=status)[0] == 0


@pytest.mark.parametrize("status", ["BAD", "MISSING", "UNSOLICITED", ""])
def test_any_other_nonce_is_v103(city: City, hook: Hook, commit: str, status: str) -> None:
    code, said = hook(commit, GIT_PUSH_CERT_NONCE_STATUS=status)
    assert (code, "V103" in said) == (1, True)
    assert take_handover(city.house) is None


def test_a_push_without_certificate_is_v101(city: City, hook: Hook, commit: str) -> None:
    code, said = hook(commit, GIT_PUSH_CERT="")
    assert (code, "V101" in said) == (1, True)
    assert take_handover(city.house) is None


def test_what_is_no_certificate_is_v102(hook: Hook, commit: str) -> None:
    code, said = hook(commit, certificate="certificate version 0.1\n")
    assert (code, "V102" in said) == (1, True)


def test_a_certificate_altered_after_signing_is_v102(city: City, hook: Hook, commit: str) -> None:
    certificate = city.certificate("editor", commit).replace("pushee test", "pushee tesu")
    assert "V102" in hook(commit, certificate=certificate)[1]


def test_a_certificate_for_other_commands_is_v102(city: City, hook: Hook, commit: str) -> None:
    other = city.certificate("editor", commit, MAIN)
    assert "V102" in hook(commit, certificate=other)[1]
    assert "V102" not in hook(commit, MAIN, certificate=other)[1]


def test_a_key_that_is_nobodys_is_v102(city: City, hook: Hook, commit: str) -> None:
    """Not even the gate's own key may push."""
    city.keys["gate_ed25519"] = city.house.key
    assert "V102" in hook(commit, person="gate_ed25519")[1]


def test_nobody_pushes_before_their_term(city: City, hook: Hook, commit: str) -> None:
    city.now = datetime(2019, 12, 31, 12, 0, tzinfo=UTC)
    assert "V102" in hook(commit)[1]
    city.now = datetime(2020, 1, 2, 12, 0, tzinfo=UTC)
    assert hook(commit)[0] == 0


def test_without_a_readable_policy_on_main_nobody_is_believed(
    city: City, hook: Hook, commit: str
) -> None:
    old = city.repository.resolve(MAIN)
    for content in (None, b"", b"\xff"):
        blob = None if content is None else ("100644", write_blob(city.repository, content))
        tree = write_tree(city.repository, old, {"review_policy.yml": blob})
        by = Signature("x", "x@y.example", city.now)
        now = city.repository.resolve(MAIN)
        move_reference(city.repository, MAIN, write_commit(city.repository, tree, (), "x", by), now)
        code, said = hook(commit)
        assert (code, "review_policy.yml" in said) == (1, True), content


def test_the_language_of_a_refusal_is_the_pushers(hook: Hook, commit: str) -> None:
    options = {"GIT_PUSH_OPTION_COUNT": "1", "GIT_PUSH_CERT": ""}
    assert "not signed" in hook(commit, GIT_PUSH_OPTION_0="lang=en", **options)[1]
    assert "没有签名" in hook(commit, GIT_PUSH_OPTION_0="lang=zh", **options)[1]


def test_a_file_over_the_limit_is_v118_and_one_at_the_limit_passes(city: City, hook: Hook) -> None:
    at_limit = city.commit("editor", {f"{FOLDER}/a.txt": b"a" * SIZE_LIMIT})
    assert hook(at_limit)[0] == 0
    assert take_handover(city.house) is not None
    over = city.commit("editor", {f"{FOLDER}/a.txt": b"a" * (SIZE_LIMIT + 1)})
    code, said = hook(over)
    assert (code, "V118" in said) == (1, True)
    assert take_handover(city.house) is None


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("x.html", b"<script>alert(1)</script>"),
        ("x.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
        ("x.pdf", b"MZ\x90\x00"),
        ("x.exe", b"MZ\x90\x00"),
    ],
)
def test_forbidden_types_do_not_enter(city: City, hook: Hook, name: str, data: bytes) -> None:
    commit = city.commit("editor", {f"{FOLDER}/{name}": data})
    code, said = hook(commit)
    assert (code, f"{FOLDER}/{name}" in said) == (1, True)


def test_a_forbidden_file_of_an_earlier_commit_is_found_too(city: City, hook: Hook) -> None:
    first = city.commit("editor", {f"{FOLDER}/x.exe": b"MZ\x90\x00"})
    second = city.commit("editor", {f"{FOLDER}/x.exe": None, NEWS: news_text("二")}, parent=first)
    assert hook(second)[0] == 1


def test_what_the_repository_holds_already_is_not_screened_again(city: City, hook: Hook) -> None:
    commit = city.commit("editor", {f"{FOLDER}/x.exe": b"MZ\x90\x00"})
    assert hook(commit)[0] == 1
    city.repository.run("update-ref", "refs/changes/99/1", commit)
    assert hook(commit)[0] == 0


@pytest.mark.parametrize("reference", [MAIN, LEDGER, "refs/changes/1/1", "refs/tags/a"])
def test_another_reference_is_v111_before_anything_of_it_can_stay(
    city: City, hook: Hook, commit: str, reference: str
) -> None:
    code, said = hook(commit, reference)
    assert (code, "V111" in said) == (1, True)
    assert take_handover(city.house) is None


def test_what_is_no_commit_is_v129(city: City, hook: Hook) -> None:
    blob = write_blob(city.repository, b"not a commit")
    code, said = hook(blob)
    assert (code, "V129" in said) == (1, True)


def test_something_else_at_the_statements_door_is_v201(hook: Hook, commit: str) -> None:
    code, said = hook(commit, STATEMENT_REF)
    assert (code, "V201" in said) == (1, True)


def test_a_repository_outside_a_gate_house_is_no_place_for_the_hook(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "city.git").mkdir()
    monkeypatch.chdir(tmp_path / "city.git")
    with pytest.raises(HouseError, match="no gate key"):
        pre_receive(io.StringIO(""), io.StringIO(), datetime(2026, 3, 2, tzinfo=UTC))


def test_the_handover_of_a_push_that_died_is_cleared_by_the_next(city: City, commit: str) -> None:
    folder = city.house.handover_folder
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    dead = folder / "999999999-1.json"
    dead.write_text("{}", encoding="utf-8")
    write_handover(city.house, city.handover("editor", commit))
    assert not dead.exists()
    assert take_handover(city.house) is not None
