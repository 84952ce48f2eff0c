"""改账工具 (forging): a city's history taken apart, edited, and written anew with every id right.

``put_together`` writes a new repository: every blob, tree and commit of main and of the ledger
gets the id git computes for it, nothing of the old objects remains. ``rechain`` recomputes what
can be computed without a person's key: numbers, ``previous`` hashes, states, content digests.

Attackers: a ``seal`` of None has no key and must leave the gate's old signatures; one made by
``sealer(key)`` signs every changed entry with that key file: the attacker's own, or the real
one of the gate, stolen. People's signatures nobody here can make.
"""

from __future__ import annotations

import copy
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from sanshen.gitio import ssh
from sanshen.gitio.repository import Repository
from sanshen.ledger.book import GATE_EMAIL, GATE_NAME, entry_path
from sanshen.ledger.history import read_history
from sanshen.ledger.verify import Verification, verify_history
from sanshen.ledger.witness import Witness
from sanshen.model.canonical import canonical_json, sha256_text
from sanshen.model.changes import content_digest, file_changes, move_rows, state_digest
from sanshen.model.entries import FIRST_PREVIOUS, NAMESPACE
from tests.city.city import LEDGER, MAIN

Seal = Callable[[str], str]


def sealer(key: Path) -> Seal:
    """Signs as the gate does, with any key file."""
    return lambda text: ssh.sign(key, NAMESPACE, text.encode())


def blob_id(data: bytes) -> str:
    """The id git gives a blob."""
    return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


@dataclass
class Row:
    """One entry, taken apart; ``raw`` stands for the whole file where it is no entry any more."""

    entry: dict[str, Any]
    signature: str
    signed: str
    raw: bytes | None = None

    @property
    def kind(self) -> str:
        return str(self.entry["kind"])

    @property
    def body(self) -> dict[str, Any]:
        body: dict[str, Any] = self.entry["body"]
        return body

    @property
    def at(self) -> datetime:
        return datetime.fromisoformat(self.entry["at"])

    @property
    def text(self) -> str:
        return canonical_json(self.entry)

    @property
    def file(self) -> bytes:
        return self.raw if self.raw is not None else f"{self.text}\n{self.signature}\n".encode()

    @property
    def statement(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.body["statement"])
        return found


@dataclass
class Commit:
    """One commit of main: its files as ``mode:blob``."""

    message: str
    time: int
    files: dict[str, str]


@dataclass
class Record:
    """A whole history in the hand."""

    commits: list[Commit]
    rows: list[Row]
    blobs: dict[str, bytes] = field(default_factory=dict)

    def copy(self) -> Record:
        """A copy to spoil; the blobs are shared, since they are only added to."""
        return Record(copy.deepcopy(self.commits), copy.deepcopy(self.rows), dict(self.blobs))

    def keep(self, data: bytes) -> str:
        """Store bytes; their blob id."""
        self.blobs[blob_id(data)] = data
        return blob_id(data)

    def find(self, kind: str, change: int | None = None, **statement: object) -> int:
        """The first entry of that kind, about that change, with such a statement."""
        for seq, row in enumerate(self.rows):
            right = row.kind == kind and change in (None, row.body.get("change"))
            if right and statement:
                right = all(row.statement[name] == value for name, value in statement.items())
            if right:
                return seq
        raise LookupError(kind, change, statement)

    def replace_in_main(self, old: str, new: str) -> int:
        """Put one blob for another in every commit of main; in how many it was."""
        changed = 0
        for commit in self.commits:
            for path, value in commit.files.items():
                if value.endswith(":" + old):
                    commit.files[path] = value.replace(old, new)
                    changed += 1
        return changed

    def replace_in_entries(self, old: str, new: str) -> None:
        """Put one blob id for another wherever an entry lists files."""
        for row in self.rows:
            if "files" in row.body:
                text = json.dumps(row.body["files"]).replace(old, new)
                row.body["files"] = json.loads(text)

    def rechain(self, seal: Seal | None) -> None:
        """Recompute numbers, hashes, states and digests; sign what changed if there is a key."""
        previous, files = FIRST_PREVIOUS, dict[str, str]()
        changes: dict[int, dict[str, Any]] = {}
        for seq, row in enumerate(self.rows):
            if row.raw is not None:
                previous = sha256_text(row.raw.partition(b"\n")[0].decode("utf-8", "replace"))
                continue
            row.entry["seq"], row.entry["previous"] = seq, previous
            _derive(row, files, changes)
            previous = sha256_text(row.text)
            if seal is not None and row.text != row.signed:
                row.signature, row.signed = seal(row.text), row.text

    def rebuild_main(self) -> None:
        """Main as the edited entries would have it, one commit for each release."""
        files, changes = dict[str, str](), dict[int, dict[str, Any]]()
        commits = []
        for seq, row in enumerate(self.rows):
            _derive(row, files, changes)
            if row.kind in ("FOUNDED", "RELEASED"):
                at = self.rows[max(seq - 1, 0)].at
                commits.append(Commit(row.kind, int(at.timestamp()), dict(files)))
        self.commits = commits

    def put_together(self, folder: Path) -> Repository:
        """Write it as a new bare repository."""
        folder.mkdir(parents=True)
        repository = Repository(folder)
        repository.run("init", "-q", "--bare", "--initial-branch=main")
        repository.run("fast-import", "--quiet", "--force", stdin=b"".join(self._stream()))
        return repository

    def _stream(self) -> list[bytes]:
        used = sorted({v.partition(":")[2] for c in self.commits for v in c.files.values()})
        marks = {blob: number for number, blob in enumerate(used, 1)}
        parts = [b"blob\nmark :%d\n%s" % (n, _data(self.blobs[b])) for b, n in marks.items()]
        for commit in self.commits:
            rows = [(v.partition(":")[0], f":{marks[v.partition(':')[2]]}", p)
                    for p, v in sorted(commit.files.items())]  # fmt: skip
            lines = "".join(f"M {mode} {mark} {path}\n" for mode, mark, path in rows).encode()
            parts.append(_head(MAIN, commit.time, commit.message) + b"deleteall\n" + lines)
        for seq, row in enumerate(self.rows):
            added = f"M 100644 inline {entry_path(seq)}\n".encode() + _data(row.file)
            parts.append(_head(LEDGER, int(row.at.timestamp()), f"{seq} {row.kind}") + added)
        return parts

    def verify(self, folder: Path, *witnesses: Witness) -> Verification:
        """Write it and let it be verified."""
        return verify_history(self.put_together(folder), MAIN, LEDGER, witnesses)


def _data(data: bytes) -> bytes:
    return b"data %d\n%s\n" % (len(data), data)


def _head(reference: str, time: int, message: str) -> bytes:
    by = f"committer {GATE_NAME} <{GATE_EMAIL}> {time} +0000\n"
    return f"commit {reference}\n{by}".encode() + _data(message.encode())


def _derive(row: Row, files: dict[str, str], changes: dict[int, dict[str, Any]]) -> None:
    """Fill in what follows from the entries before, as the gate would have."""
    body = row.body
    if row.kind == "SUBMITTED":
        body["digest"] = content_digest(
            file_changes(body["files"]), body.get("legacy"), move_rows(body.get("moves", ()))
        )
        changes[body["change"]] = body
    if row.kind == "FOUNDED":
        _apply(files, body["files"])
        body["state"] = state_digest(files)
    if row.kind in ("RELEASING", "RELEASED") and body["change"] in changes:
        after = dict(files)
        _apply(after, changes[body["change"]]["files"])
        body["digest"] = changes[body["change"]]["digest"]
        if row.kind == "RELEASING":
            body["before"], body["after"] = state_digest(files), state_digest(after)
        else:
            body["state"] = state_digest(after)
            files.clear()
            files.update(after)


def _apply(files: dict[str, str], rows: list[list[str | None]]) -> None:
    for path, _, new in rows:
        assert path is not None
        if new is None:
            files.pop(path, None)
        else:
            files[path] = new


def take_apart(repository: Repository) -> Record:
    """The history of a city's repository: main and ledger, nothing else."""
    record = Record([], [])
    for commit in read_history(repository, MAIN):
        files = {path: f"{mode}:{blob}" for path, mode, blob in repository.list_tree(commit.id)}
        message = repository.text("log", "-1", "--format=%B", commit.id)
        record.commits.append(Commit(message, commit.time, files))
    blobs = sorted({v.partition(":")[2] for c in record.commits for v in c.files.values()})
    for data in repository.read_blobs(blobs):
        record.keep(data)
    entries = [blob for _, _, blob in sorted(repository.list_tree(LEDGER))]
    for data in repository.read_blobs(entries):
        text, _, signature = data.decode().partition("\n")
        record.rows.append(Row(json.loads(text), signature.rstrip("\n"), text))
    return record
