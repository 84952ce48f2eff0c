"""A served city for tests that are about the transport: real clones, real pushes, real hooks."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sanshen.gitio.repository import Repository
from sanshen.ledger.verify import Verification
from sanshen.model.statements import Conclusion, Stage, StatementType
from sanshen.office.clone import fetch, identity_of, read_joined_state
from sanshen.office.join import join
from sanshen.office.sending import Sent, make_statement, push_change, push_statement
from sanshen.review.state import ReviewState
from sanshen.server.git_http import GitDoor, git_app
from sanshen.server.loopback import listen, running
from tests.city.city import City

MAIN = "refs/heads/main"
LEDGER = "refs/heads/ledger"


@dataclass(frozen=True, slots=True)
class Done:
    """What a program gave: exit code, and both streams together."""

    code: int
    output: str


def run(folder: Path, *words: str | Path, environment: Mapping[str, str] | None = None) -> Done:
    """Run a program in ``folder`` and wait for it."""
    done = subprocess.run(
        [str(word) for word in words], cwd=folder, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8",
        errors="replace", env={**os.environ, **(environment or {})},
    )  # fmt: skip
    return Done(done.returncode, done.stdout)


def sanshen(folder: Path, *words: str | Path, lang: str = "en") -> Done:
    """One of our verbs, as a person types it."""
    command = (sys.executable, "-m", "sanshen", *words)
    return run(folder, *command, environment={"SANSHEN_LANG": lang})


@dataclass(frozen=True, slots=True)
class Desk:
    """A person's clone."""

    folder: Path
    person: str

    @property
    def repository(self) -> Repository:
        return Repository(self.folder)

    def act(self, *words: str | Path, lang: str = "en") -> Done:
        """One of our verbs in this clone."""
        return sanshen(self.folder, *words, lang=lang)

    def git(self, *words: str | Path) -> Done:
        """git in this clone."""
        return run(self.folder, "git", *words)

    def must(self, *words: str | Path) -> str:
        """git in this clone, which has to succeed; its output."""
        done = self.git(*words)
        assert done.code == 0, done.output
        return done.output.strip()

    def write(self, files: Mapping[str, str | bytes | None]) -> None:
        """Write files into the working tree; None removes one."""
        for path, data in files.items():
            file = self.folder / path
            if data is None:
                file.unlink()
                continue
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data.encode() if isinstance(data, str) else data)

    def commit(self, files: Mapping[str, str | bytes | None], *words: str) -> str:
        """A signed commit of ``files`` over main as last fetched; its id."""
        self.must("reset", "--quiet", "--hard", "origin/main")
        self.write(files)
        self.must("add", "--all")
        self.must("commit", "--quiet", "-m", "改稿", *words)
        return self.must("rev-parse", "HEAD")

    def submit(self, files: Mapping[str, str | bytes | None]) -> Sent:
        """Commit and submit, by a real push."""
        fetch(self.repository)
        commit = self.commit(files)
        return push_change(self.repository, commit, "en", _quiet)

    def state(self, kind: StatementType, number: int, **more: Any) -> Sent:
        """Fetch, then make and send a statement, by a real push."""
        fetch(self.repository)
        held, identity = read_joined_state(self.repository), identity_of(self.repository)
        made = make_statement(held, identity, kind, number, datetime.now(UTC), **more)
        return push_statement(self.repository, identity, made, "en", _quiet)

    def approve(self, number: int, stage: Stage) -> Sent:
        """Approve a stage."""
        return self.state(StatementType.APPROVE, number, stage=stage)

    def clear_secrecy(self, number: int) -> Sent:
        """保密审查: 可公开."""
        return self.state(StatementType.SECRECY, number, conclusion=Conclusion.OPEN, note="不涉密")


def _quiet(_: str) -> None:
    """Nobody listens: ``Sent.answer`` holds the lines."""


class LiveCity(City):
    """The city on the real clock, so that acts in this process and real pushes can alternate."""

    def __init__(self, city: City) -> None:
        super().__init__(city.folder, city.keys)
        self.tick()

    def tick(self) -> datetime:
        """The real time."""
        self.now = datetime.now(UTC)
        return self.now


@dataclass(slots=True)
class Office:
    """A city, the address it is served at, and everybody's clone."""

    city: City
    folder: Path
    address: str
    desks: dict[str, Desk] = field(default_factory=dict)

    def desk(self, person: str) -> Desk:
        """The clone of ``person``, joined; made at first use."""
        if person not in self.desks:
            clone = self.folder / "clones" / person
            clone.parent.mkdir(parents=True, exist_ok=True)
            done = run(self.folder, "git", "clone", "--quiet", self.address, clone)
            assert done.code == 0, done.output
            join(Repository(clone), person, self.city.keys[person])
            self.desks[person] = Desk(clone, person)
        return self.desks[person]

    @property
    def repository(self) -> Repository:
        """The server's own repository."""
        return self.city.repository

    def heads(self) -> tuple[str | None, str | None]:
        """Where main and the ledger stand on the server."""
        return self.repository.reference(MAIN), self.repository.reference(LEDGER)

    def references(self) -> dict[str, str]:
        """Every reference of the server."""
        rows = self.repository.text("for-each-ref", "--format=%(refname) %(objectname)")
        return dict(row.split(" ") for row in rows.splitlines())

    def state(self) -> ReviewState:
        """What the server's ledger says."""
        return self.city.state()

    def verify(self) -> Verification:
        """Verify the server's history."""
        return self.city.verify()


@contextmanager
def served(
    city: City, folder: Path, environment: Mapping[str, str] | None = None
) -> Iterator[Office]:
    """Serve ``city`` over loopback HTTP; ``environment`` is added to what its hooks see."""
    door = GitDoor(city.house.folder / "city.git", {**os.environ, **(environment or {})})
    with running([(git_app(door), listen())]) as (origin,):
        yield Office(LiveCity(city), folder, f"{origin}/city.git")
