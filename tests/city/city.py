"""The test city in action: commits, certificates and statements made and signed as git does."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sanshen.content.source import MemorySource
from sanshen.gate.gate import Gate
from sanshen.gate.handover import Handover
from sanshen.gate.house import GateHouse
from sanshen.gate.intake import Intake, take_statement
from sanshen.gate.release import open_recovered
from sanshen.gate.submission import Submission, take_submission
from sanshen.gitio import ssh
from sanshen.gitio.repository import ZERO_ID, Repository
from sanshen.gitio.writing import Identity, write_blob, write_commit, write_tree
from sanshen.ledger.reading import read_state
from sanshen.ledger.verify import Verification, verify_history
from sanshen.model.changes import state_digest
from sanshen.model.statements import NAMESPACE, Conclusion, Stage, Statement, StatementType
from sanshen.review.references import SIGNATURE_FILE, STATEMENT_FILE, SUBMIT_REF
from sanshen.review.state import ReviewState
from sanshen.review.statements import publish_predecessor
from sanshen.server.founding import found_city
from tests.city.content import DOMAIN, PEOPLE, city_files

START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
MAIN = "refs/heads/main"
LEDGER = "refs/heads/ledger"
REVIEWERS = (("first", Stage.FIRST), ("second", Stage.SECOND), ("final", Stage.FINAL))
GUARDS = (("guard-a", Stage.FIRST), ("guard-b", Stage.SECOND), ("guard-c", Stage.FINAL))


def make_keys(folder: Path) -> dict[str, Path]:
    """A key for everybody."""
    folder.mkdir(parents=True)
    for person in PEOPLE:
        subprocess.run(
            ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", person, "-f", folder / person],
            check=True,
        )
    return {person: folder / person for person in PEOPLE}


class City:
    """One city in a folder; ``now`` is its clock and moves a minute with every act."""

    def __init__(self, folder: Path, keys: Mapping[str, Path], now: datetime = START) -> None:
        self.folder = folder
        self.keys = dict(keys)
        self.now = now
        self.nonces = 0

    @classmethod
    def found(
        cls, folder: Path, keys: Mapping[str, Path], files: Mapping[str, bytes] | None = None
    ) -> City:
        """Found a city with everybody's key; its baseline still waits for signatures."""
        city = cls(folder, keys)
        public = {p: k.with_name(f"{p}.pub").read_text().strip() for p, k in keys.items()}
        found_city(folder, MemorySource(files or city_files()), public, city.now)
        return city

    def copy(self, folder: Path) -> City:
        """The same city elsewhere; what happens there does not happen here."""
        shutil.copytree(self.folder, folder, symlinks=True)
        return City(folder, self.keys, self.now)

    @property
    def house(self) -> GateHouse:
        return GateHouse(self.folder)

    @property
    def repository(self) -> Repository:
        return self.house.repository

    def tick(self) -> datetime:
        """One minute later."""
        self.now += timedelta(minutes=1)
        return self.now

    def gate(self, act: Callable[[Gate], Any]) -> Any:
        """Do something inside the open, recovered gate."""
        with open_recovered(self.house, self.tick()) as gate:
            return act(gate)

    def state(self) -> ReviewState:
        """What the ledger says now."""
        return read_state(self.repository)

    def main_files(self) -> dict[str, str]:
        """path → ``mode:blob`` on main."""
        return {p: f"{m}:{b}" for p, m, b in self.repository.list_tree(MAIN)}

    def read(self, path: str) -> bytes:
        """The bytes of a file on main."""
        return self.repository.run("cat-file", "blob", f"{MAIN}:{path}")

    def commit(
        self,
        person: str,
        files: Mapping[str, str | bytes | None],
        parent: str = MAIN,
        author: str | None = None,
        message: str = "改稿",
        signed_by: str | None = None,
        merging: str = "",
        mode: str = "100644",
    ) -> str:
        """A commit of ``files`` over ``parent``, signed by its committer unless told otherwise.

        ``merging`` is a second parent.
        """
        repository = self.repository
        base = repository.resolve(parent)
        changes: dict[str, tuple[str, str] | None] = {}
        for path, data in files.items():
            raw = data.encode() if isinstance(data, str) else data
            changes[path] = None if raw is None else (mode, write_blob(repository, raw))
        tree = write_tree(repository, base, changes)
        stamp = int(self.now.timestamp())
        head = f"tree {tree}\nparent {base}\n"
        head += f"parent {merging}\n" if merging else ""
        head += f"author {author or person} <{self.email(author or person)}> {stamp} +0000\n"
        head += f"committer {person} <{self.email(person)}> {stamp} +0000\n"
        payload = f"{head}\n{message}\n"
        signer = person if signed_by is None else signed_by
        if signer:
            armour = ssh.sign(self.keys[signer], "git", payload.encode())
            folded = armour.replace("\n", "\n ")
            payload = f"{head}gpgsig {folded}\n\n{message}\n"
        return repository.text(
            "hash-object", "-t", "commit", "-w", "--stdin", stdin=payload.encode()
        )

    @staticmethod
    def email(person: str) -> str:
        """A person's git identity; anything with an @ is taken as it is."""
        return person if "@" in person else f"{person}@{DOMAIN}"

    def certificate(self, person: str, commit: str, reference: str = SUBMIT_REF) -> str:
        """A push certificate as ``git push --signed`` makes it."""
        self.nonces += 1
        stamp = int(self.now.timestamp())
        public = ssh.normal_key(self.keys[person].with_name(f"{person}.pub").read_text())
        text = (
            "certificate version 0.1\n"
            f"pusher {ssh.fingerprint(public)} {stamp} +0000\n"
            f"pushee test\nnonce {stamp}-{self.nonces:040x}\n\n"
            f"{ZERO_ID} {commit} {reference}\n"
        )
        return text + ssh.sign(self.keys[person], "git", text.encode()) + "\n"

    def handover(self, person: str, commit: str, reference: str = SUBMIT_REF) -> Handover:
        """What ``pre-receive`` would hand over for this push."""
        certificate = self.certificate(person, commit, reference)
        return Handover(person, certificate, "nonce", ((ZERO_ID, commit, reference),), "zh")

    def push(self, person: str, commit: str, *options: str) -> Submission:
        """Submit a commit, in this process."""
        handover = self.handover(person, commit)
        taken: Submission = self.gate(lambda g: take_submission(g, commit, handover, options))
        return taken

    def submit(self, person: str, files: Mapping[str, str | bytes | None], *options: str) -> int:
        """Commit and submit; the number of the change. AssertionError when it is refused."""
        taken = self.push(person, self.commit(person, files), *options)
        assert taken.change is not None, taken.findings
        return taken.change.number

    def make(self, person: str, kind: StatementType, number: int, **more: Any) -> Statement:
        """The statement a person would make of a change now; ``more`` overrides fields."""
        state = self.state()
        change = state.changes[number]
        statement = Statement(
            type=kind,
            repository=state.repository,
            change=number,
            round=change.round,
            person=person,
            policy=state.policy_in_force().digest,
            content=change.digest,
            after=change.last_entry,
            ledger_seq=state.seq,
            ledger_hash=state.head,
            made_at=self.now.isoformat(),
        )
        return replace(statement, **more)

    def make_publish(self, person: str = "publisher", site: str = "cs") -> Statement:
        """A publish statement for a site, as if its pages had been fetched."""
        state = self.state()
        return Statement(
            type=StatementType.PUBLISH,
            repository=state.repository,
            change=0,
            round=0,
            person=person,
            policy=state.policy_in_force().digest,
            content=state_digest(state.files),
            after=publish_predecessor(state, site),
            ledger_seq=state.seq,
            ledger_hash=state.head,
            made_at=self.now.isoformat(),
            site=site,
            pages={"/": "0" * 64},
            manifest="1" * 64,
        )

    def sign(self, statement: Statement, by: str | None = None) -> str:
        """The signature of a statement by its person, or by somebody else's key."""
        return ssh.sign(self.keys[by or statement.person], NAMESPACE, statement.text.encode())

    def send(
        self, statement: Statement, by: str | None = None, signature: str | None = None
    ) -> Intake:
        """Send a signed statement through the gate, in this process."""
        armour = signature or self.sign(statement, by)
        return self.send_text(statement.text, armour, by or statement.person)

    def send_text(self, text: str, signature: str, pusher: str) -> Intake:
        """Send any text as a statement."""
        repository = self.repository
        files = {STATEMENT_FILE: text, SIGNATURE_FILE: signature + "\n"}
        blobs = {n: ("100644", write_blob(repository, t.encode())) for n, t in files.items()}
        tree = write_tree(repository, None, dict(blobs))
        by = Identity(pusher, self.email(pusher), self.now)
        commit = write_commit(repository, tree, (), "statement\n", by)
        taken: Intake = self.gate(lambda g: take_statement(g, commit, pusher))
        return taken

    def approve(self, person: str, number: int, stage: Stage, note: str = "") -> Intake:
        """Approve a stage."""
        made = self.make(person, StatementType.APPROVE, number, stage=stage, note=note)
        return self.send(made)

    def give_back(self, person: str, number: int, stage: Stage, reason: str = "请改") -> Intake:
        """退回修改."""
        made = self.make(person, StatementType.RETURN, number, stage=stage, note=reason)
        return self.send(made)

    def clear_secrecy(
        self, number: int, conclusion: Conclusion = Conclusion.OPEN, person: str = "secrecy"
    ) -> Intake:
        """保密审查."""
        kind = StatementType.SECRECY
        return self.send(self.make(person, kind, number, conclusion=conclusion, note="依据"))

    def sign_baseline(self) -> None:
        """The guard's three sign change 0."""
        for person, stage in GUARDS:
            assert self.approve(person, 0, stage).entry is not None

    def pass_reviews(self, number: int) -> Intake:
        """保密审查 and three reviews; the last answer, which holds the release."""
        assert self.clear_secrecy(number).entry is not None
        return [self.approve(person, number, stage) for person, stage in REVIEWERS][-1]

    def pass_guard(self, number: int) -> Intake:
        """The guard's three reviews."""
        return [self.approve(person, number, stage) for person, stage in GUARDS][-1]

    def release(self, files: Mapping[str, str | bytes | None], person: str = "editor") -> int:
        """Submit and pass a change all the way; its number."""
        number = self.submit(person, files)
        taken = self.pass_reviews(number)
        assert taken.released is not None, taken.findings
        return number

    def verify(self) -> Verification:
        """Verify the whole history."""
        return verify_history(self.repository, MAIN, LEDGER)

    def codes(self, taken: Submission | Intake | Verification) -> list[str]:
        """The codes of what was found."""
        return [f.code for f in taken.findings]
