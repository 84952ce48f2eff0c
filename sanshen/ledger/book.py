"""台账的存放 (where the ledger lives): the branch ``ledger``, one file an entry."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sanshen.gitio import ssh
from sanshen.gitio.repository import GitError, Repository
from sanshen.gitio.writing import Identity, move_reference, write_blob, write_commit, write_tree
from sanshen.model.entries import NAMESPACE, Entry, EntryError, parse_entry
from sanshen.model.stops import Stop
from sanshen.review.statements import Verifier

LEDGER_REF = "refs/heads/ledger"
GATE_NAME = "gate"
GATE_EMAIL = "gate@sanshen.invalid"


class LedgerError(Stop):
    """The ledger is ``absent`` or cannot be read; ``seq`` is the first entry concerned."""

    def __init__(self, seq: int, reason: str, absent: bool = False) -> None:
        super().__init__(f"entry {seq}: {reason}")
        self.seq = seq
        self.reason = reason
        self.absent = absent


@dataclass(frozen=True, slots=True)
class SealedEntry:
    """An entry with the gate's signature over its text."""

    entry: Entry
    signature: str

    def signed_by(self, gate_key: str, verify: Verifier = ssh.verify) -> bool:
        """Whether the signature is that key's."""
        return verify(gate_key, NAMESPACE, self.entry.text.encode(), self.signature)


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
    """Read an entry's file; EntryError unless it is one to the byte.

    ssh-keygen reads past blanks and odd line ends in a signature. Here they are refused, so
    that an entry has exactly one form and not a byte of its file can change unnoticed.
    """
    try:
        text, _, signature = data.decode("utf-8").partition("\n")
    except UnicodeDecodeError as error:
        raise EntryError(str(error)) from error
    sealed = SealedEntry(parse_entry(text), signature.removesuffix("\n"))
    if ssh.normal_signature(sealed.signature) != sealed.signature or render_sealed(sealed) != data:
        raise EntryError("the signature is not in canonical form")
    return sealed


def read_ledger(repository: Repository, commit: str) -> Iterator[SealedEntry]:
    """The entries of the ledger at ``commit``, in order, up to the first that is wrong.

    LedgerError when there is none, one is missing, one cannot be read, or a file lies there
    that is none: never a short list.
    """
    try:
        rows = {path: blob for path, _, blob in repository.list_tree(commit)}
    except GitError as error:
        raise LedgerError(0, error.stderr.strip(), absent=True) from error
    if not rows:
        raise LedgerError(0, "the ledger holds no entry", absent=True)
    paths = list(itertools.takewhile(rows.__contains__, map(entry_path, range(len(rows)))))
    files = repository.read_blobs(rows[path] for path in paths)
    for seq in range(len(paths)):
        try:
            yield parse_sealed(next(files))
        except (EntryError, GitError) as error:
            raise LedgerError(seq, str(error)) from error
    if len(paths) < len(rows):
        raise LedgerError(len(paths), f"{entry_path(len(paths))} is missing")


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
