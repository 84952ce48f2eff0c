"""台账的存放 (where the ledger lives): the branch ``ledger``, one file an entry."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sanshen.gitio import ssh
from sanshen.gitio.repository import Repository
from sanshen.gitio.writing import Identity, move_reference, write_blob, write_commit, write_tree
from sanshen.model.entries import NAMESPACE, Entry, EntryError, parse_entry
from sanshen.model.stops import Stop

LEDGER_REF = "refs/heads/ledger"
GATE_NAME = "gate"
GATE_EMAIL = "gate@sanshen.invalid"


class LedgerError(Stop):
    """The ledger is absent or cannot be read; ``seq`` is the first entry concerned."""

    def __init__(self, seq: int, reason: str) -> None:
        super().__init__(f"entry {seq}: {reason}")
        self.seq = seq
        self.reason = reason


@dataclass(frozen=True, slots=True)
class SealedEntry:
    """An entry with the gate's signature over its text."""

    entry: Entry
    signature: str

    def signed_by(self, gate_key: str) -> bool:
        """Whether the signature is that key's."""
        return ssh.verify(gate_key, NAMESPACE, self.entry.text.encode(), self.signature)


def entry_path(seq: int) -> str:
    """Where entry ``seq`` lies on the branch."""
    return f"entries/{seq // 1000:04d}/{seq:07d}.entry"


def seal(entry: Entry, key: Path) -> SealedEntry:
    """Sign an entry with the gate's key file; SigningError when that fails."""
    return SealedEntry(entry, ssh.sign(key, NAMESPACE, entry.text.encode()))


def render_sealed(sealed: SealedEntry) -> bytes:
    """The entry's file: one line of canonical JSON, then the signature."""
    return f"{sealed.entry.text}\n{sealed.signature}\n".encode()


def parse_sealed(data: bytes) -> SealedEntry:
    """Read an entry's file; EntryError when it is not one."""
    try:
        text, _, signature = data.decode("utf-8").partition("\n")
    except UnicodeDecodeError as error:
        raise EntryError(str(error)) from error
    return SealedEntry(parse_entry(text), signature.rstrip("\n"))


def read_ledger(repository: Repository, commit: str) -> Iterator[SealedEntry]:
    """The entries of the ledger at ``commit``, in order.

    LedgerError when there is none, one is missing, or one cannot be read: never a short list.
    """
    blobs = {path: blob for path, _, blob in repository.list_tree(commit)}
    expected = [entry_path(seq) for seq in range(len(blobs))]
    if not blobs:
        raise LedgerError(0, "the ledger holds no entry")
    for seq, path in enumerate(expected):
        if path not in blobs:
            raise LedgerError(seq, f"{path} is missing")
    files = repository.read_blobs(blobs[path] for path in expected)
    for seq, data in enumerate(files):
        try:
            sealed = parse_sealed(data)
        except EntryError as error:
            raise LedgerError(seq, str(error)) from error
        yield sealed


def append_entry(repository: Repository, parent: str | None, sealed: SealedEntry) -> str:
    """Store ``sealed`` as the next commit of the ledger and move the branch to it; its id.

    GitError when the branch is no longer at ``parent``.
    """
    commit = write_entry(repository, parent, sealed)
    move_reference(repository, LEDGER_REF, commit, parent)
    return commit


def write_entry(repository: Repository, parent: str | None, sealed: SealedEntry) -> str:
    """Store the commit that adds ``sealed`` to the ledger, without moving the branch."""
    entry = sealed.entry
    blob = write_blob(repository, render_sealed(sealed))
    tree = write_tree(repository, parent, {entry_path(entry.seq): ("100644", blob)})
    subject = f"{entry.seq} {entry.kind.value}"
    if entry.change is not None:
        subject += f" {entry.change}"
    identity = Identity(GATE_NAME, GATE_EMAIL, entry.at)
    return write_commit(repository, tree, (parent,) if parent else (), subject + "\n", identity)
