"""Bypass: every way round the gate a pusher may try; main and the ledger stay byte for byte."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from sanshen.gitio.repository import ZERO_ID
from sanshen.model.statements import Stage, StatementType
from sanshen.office.clone import fetch, identity_of, read_joined_state
from sanshen.office.sending import push_statement
from sanshen.review.references import STATEMENT_REF, SUBMIT_REF
from tests.city.content import NEWS, news_text
from tests.walks.office import LEDGER, MAIN, Desk, Done, Office, run

HARMLESS = "/nowhere-at-all"


def long(*values: object) -> list[object]:
    """Parameters that run with ``--full`` only."""
    return [pytest.param(value, marks=pytest.mark.full) for value in values]


@dataclass(frozen=True, slots=True)
class Before:
    """What the server held before the attempt."""

    references: dict[str, str]
    head: bytes

    @classmethod
    def of(cls, office: Office) -> Before:
        return cls(office.references(), office.city.house.head_file.read_bytes())


@pytest.fixture
def desk(office: Office) -> Desk:
    """The editor's clone, with a signed commit that is fit to be submitted."""
    desk = office.desk("editor")
    desk.commit({NEWS: news_text("绕过把关")})
    return desk


@pytest.fixture
def unmoved(office: Office, desk: Desk) -> Iterator[None]:
    """Whatever the test tries: no reference has moved, nothing was added, history verifies."""
    before = Before.of(office)
    yield
    assert Before.of(office) == before
    assert office.verify().findings == ()


def hooks(office: Office) -> Path:
    """The server's hooks."""
    return office.repository.path / "hooks"


def push(desk: Desk, *words: str, signed: bool = True, where: str = "origin") -> Done:
    """``git push`` as a person would type it."""
    flag = "--signed" if signed else "--no-signed"
    return desk.git("push", flag, where, *words)


def local(office: Office) -> str:
    """The server's repository by a plain path."""
    return str(office.repository.path)


def test_a_fit_push_passes_by_address_and_by_path(office: Office, desk: Desk) -> None:
    by_address = push(desk, f"HEAD:{SUBMIT_REF}")
    assert by_address.code == 0, by_address.output
    desk.commit({NEWS: news_text("第二稿")})
    by_path = push(desk, f"HEAD:{SUBMIT_REF}", where=local(office))
    assert by_path.code == 0, by_path.output
    assert office.state().changes[1].round == 2
    assert office.verify().findings == ()


@pytest.mark.usefixtures("unmoved")
@pytest.mark.parametrize("removed", ["pre-receive", "proc-receive"])
@pytest.mark.parametrize("way", ["removed", "not executable"])
def test_a_hook_that_does_not_run_refuses_everything(
    office: Office, desk: Desk, removed: str, way: str
) -> None:
    hook = hooks(office) / removed
    if way == "removed":
        hook.unlink()
    else:
        hook.chmod(0o644)
    done = push(desk, f"HEAD:{SUBMIT_REF}")
    assert done.code != 0
    assert ("V116" in done.output) == (removed == "pre-receive"), done.output


@pytest.mark.usefixtures("unmoved")
@pytest.mark.parametrize("reference", [SUBMIT_REF, MAIN, LEDGER])
def test_no_hooks_at_all_let_nothing_through(office: Office, desk: Desk, reference: str) -> None:
    shutil.rmtree(hooks(office))
    assert push(desk, f"+HEAD:{reference}").code != 0


@pytest.mark.usefixtures("unmoved")
@pytest.mark.parametrize("reference", [SUBMIT_REF, MAIN, LEDGER])
def test_a_pusher_who_points_receive_pack_at_other_hooks_gets_nothing_in(
    office: Office, desk: Desk, reference: str
) -> None:
    """Over a plain path the pusher runs receive-pack, and git obeys: no hook of ours runs."""
    program = f"git -c core.hooksPath={HARMLESS} receive-pack"
    done = push(desk, f"--receive-pack={program}", f"+HEAD:{reference}", where=local(office))
    assert done.code != 0, done.output


@pytest.mark.usefixtures("unmoved")
def test_a_pusher_who_takes_away_pre_receive_alone_is_refused(
    office: Office, desk: Desk, tmp_path: Path
) -> None:
    """Hooks of the pusher's choice, with the gate's own proc-receive among them."""
    other = tmp_path / "other-hooks"
    other.mkdir()
    shutil.copy(hooks(office) / "proc-receive", other / "proc-receive")
    program = f"git -c core.hooksPath={other} receive-pack"
    done = push(desk, f"--receive-pack={program}", f"HEAD:{SUBMIT_REF}", where=local(office))
    assert done.code != 0
    assert "V116" in done.output


@pytest.mark.usefixtures("unmoved")
def test_hooks_path_on_the_clients_side_changes_nothing_on_the_server(desk: Desk) -> None:
    done = desk.git("-c", f"core.hooksPath={HARMLESS}", "push", "origin", f"+HEAD:{MAIN}")
    assert done.code != 0
    assert "V111" in done.output


@pytest.mark.usefixtures("unmoved")
@pytest.mark.parametrize("reference", [SUBMIT_REF, STATEMENT_REF, MAIN])
def test_an_unsigned_push_is_refused(desk: Desk, reference: str) -> None:
    done = push(desk, f"HEAD:{reference}", signed=False)
    assert done.code != 0
    assert "V101" in done.output


@pytest.mark.usefixtures("unmoved")
def test_a_push_signed_with_a_key_nobody_registered_is_refused(desk: Desk, tmp_path: Path) -> None:
    key = tmp_path / "stranger"
    run(tmp_path, "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key)
    done = desk.git("-c", f"user.signingkey={key}", "push", "--signed", "origin",
                    f"HEAD:{SUBMIT_REF}")  # fmt: skip
    assert done.code != 0
    assert "V102" in done.output


@pytest.mark.usefixtures("unmoved")
def test_a_commit_in_anothers_name_is_refused(office: Office, desk: Desk) -> None:
    """The editor commits as the colleague and signs with her own key."""
    forged = desk.git("-c", "user.name=colleague", "-c", "user.email=colleague@people.cs.example",
                      "commit", "--quiet", "--amend", "--reset-author", "--no-edit")  # fmt: skip
    assert forged.code == 0, forged.output
    done = push(desk, f"HEAD:{SUBMIT_REF}")
    assert done.code != 0
    assert "V105" in done.output


@pytest.mark.usefixtures("unmoved")
def test_an_unsigned_commit_and_an_unknown_author_are_refused(desk: Desk) -> None:
    assert desk.git("commit", "--amend", "--no-gpg-sign", "--no-edit").code == 0
    unsigned = push(desk, f"HEAD:{SUBMIT_REF}")
    assert unsigned.code != 0
    assert "V105" in unsigned.output
    author = "somebody <somebody@elsewhere.example>"
    assert desk.git("commit", "--amend", "--no-edit", f"--author={author}").code == 0
    unknown = push(desk, f"HEAD:{SUBMIT_REF}")
    assert unknown.code != 0
    assert "V104" in unknown.output


@pytest.mark.usefixtures("unmoved")
@pytest.mark.parametrize(
    "reference",
    [
        MAIN,
        LEDGER,
        "refs/changes/1/1",
        *long("refs/heads/another", "refs/changes/0/1", "refs/changes/99/1", "refs/tags/v1"),
        *long("refs/for/other", "refs/notes/commits", "refs/replace/" + "0" * 39 + "1"),
    ],
)
def test_no_reference_but_the_two_doors_takes_a_push(desk: Desk, reference: str) -> None:
    done = push(desk, f"+HEAD:{reference}")
    assert done.code != 0
    assert "V111" in done.output


@pytest.mark.usefixtures("unmoved")
@pytest.mark.parametrize("reference", [MAIN, *long(LEDGER, "refs/changes/0/1")])
def test_no_reference_can_be_deleted(desk: Desk, reference: str) -> None:
    done = push(desk, f":{reference}")
    assert done.code != 0
    assert "V111" in done.output


@pytest.mark.usefixtures("unmoved")
@pytest.mark.parametrize("words", [(), *long(("--atomic",))])
def test_several_references_in_one_push_are_all_refused(desk: Desk, words: tuple[str, ...]) -> None:
    done = push(desk, *words, f"HEAD:{SUBMIT_REF}", f"+HEAD:{MAIN}")
    assert done.code != 0
    assert "V112" in done.output


@pytest.mark.full
@pytest.mark.usefixtures("unmoved")
def test_a_mirror_push_is_refused(desk: Desk) -> None:
    assert push(desk, "--mirror").code != 0


def pkt(line: bytes) -> bytes:
    """One packet of git's protocol."""
    return b"%04x" % (len(line) + 4) + line


def replayed_push(certificate: str, old: str, new: str, reference: str) -> bytes:
    """The request of a push that carries ``certificate`` as it was sent before."""
    first, *rest = certificate.splitlines(keepends=True)
    capabilities = b"\0report-status side-band-64k push-options object-format=sha1"
    body = pkt(b"push-cert" + capabilities + b"\n") + pkt(first.encode())
    body += b"".join(pkt(line.encode()) for line in rest) + pkt(b"push-cert-end\n") + b"0000"
    empty_pack = b"PACK\0\0\0\2\0\0\0\0"
    digest = bytes.fromhex("029d08823bd8a8eab510ad6ac75c823cfd3ed31e")
    return body + b"0000" + empty_pack + digest


def test_a_replayed_certificate_is_refused(office: Office, desk: Desk) -> None:
    """The request of an accepted push, sent again: it would put the first draft back."""
    assert push(desk, f"HEAD:{SUBMIT_REF}").code == 0
    first = desk.must("rev-parse", "HEAD")
    entry = office.repository.text("show", f"{LEDGER}:entries/0000/{office.state().seq:07d}.entry")
    certificate = json.loads(entry.splitlines()[0])["body"]["certificate"]
    desk.commit({NEWS: news_text("第二稿")})
    assert push(desk, f"HEAD:{SUBMIT_REF}").code == 0
    before = Before.of(office)
    answer = httpx.post(
        f"{office.address}/git-receive-pack",
        content=replayed_push(certificate, ZERO_ID, first, SUBMIT_REF),
        headers={"Content-Type": "application/x-git-receive-pack-request"},
        timeout=60,
    )
    assert f"ng {SUBMIT_REF} V103" in answer.text
    assert Before.of(office) == before
    assert office.state().changes[1].round == 2
    assert office.verify().findings == ()


def test_a_statement_pushed_by_another_person_is_refused(office: Office, desk: Desk) -> None:
    """A reviewer's signed statement, carried by the editor's clone and certificate."""
    number = office.city.submit("editor", {NEWS: news_text("另一稿")})
    office.city.clear_secrecy(number)
    statement = office.city.make("first", StatementType.APPROVE, number, stage=Stage.FIRST)
    before = Before.of(office)
    fetch(desk.repository)
    assert read_joined_state(desk.repository).changes[number].round == 1
    identity = identity_of(office.desk("first").repository)
    sent = push_statement(desk.repository, identity, statement, "en", lambda _: None)
    assert not sent.accepted
    assert "V202" in sent.answer
    assert Before.of(office) == before


@pytest.mark.full
def test_what_the_gate_was_not_asked_about_stays_out_while_main_was_moved_behind_it(
    office: Office, desk: Desk
) -> None:
    """Somebody with access to the server's disk moves main: the gate stands still and says so."""
    commit = desk.must("rev-parse", "HEAD")
    assert push(desk, f"HEAD:{SUBMIT_REF}").code == 0
    office.repository.run("update-ref", MAIN, commit)
    before = Before.of(office)
    done = office.desk("first").approve(1, Stage.FIRST)
    assert not done.accepted
    assert "G102" in done.answer
    assert Before.of(office) == before
    assert [f.code for f in office.verify().findings] == ["K109"]


@pytest.mark.full
def test_a_ledger_rewound_behind_the_gate_stops_it(office: Office, desk: Desk) -> None:
    assert push(desk, f"HEAD:{SUBMIT_REF}").code == 0
    office.repository.run("update-ref", LEDGER, f"{LEDGER}~1")
    before = Before.of(office)
    done = push(desk, f"HEAD:{SUBMIT_REF}")
    assert done.code != 0
    assert "G103" in done.output
    assert Before.of(office) == before
