"""送出 (sending): signed pushes from a clone, of changes and of statements."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from sanshen.gitio.repository import Repository
from sanshen.gitio.ssh import sign
from sanshen.gitio.writing import Identity as Signature
from sanshen.gitio.writing import write_blob, write_commit, write_tree
from sanshen.model.changes import content_digest
from sanshen.model.statements import NAMESPACE, Conclusion, Stage, Statement, StatementType
from sanshen.office.clone import REMOTE, CloneError, Identity
from sanshen.review.references import (
    SIGNATURE_FILE,
    STATEMENT_FILE,
    STATEMENT_REF,
    SUBMIT_REF,
)
from sanshen.review.state import ReviewState


@dataclass(frozen=True, slots=True)
class Sent:
    """What the server answered: ``accepted`` and the lines it printed."""

    accepted: bool
    answer: str


def push(
    repository: Repository, refspec: str, options: tuple[str, ...], tell: Callable[[str], None]
) -> Sent:
    """``git push --signed`` of one reference; the server's lines are told as they come."""
    arguments = ["git", "push", "--signed", *(f"--push-option={o}" for o in options)]
    process = subprocess.Popen(
        [*arguments, "--", REMOTE, refspec],
        cwd=repository.path,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        errors="replace",
        env={**os.environ, "LC_ALL": "C.UTF-8", "GIT_TERMINAL_PROMPT": "0"},
    )
    lines = []
    for line in process.stderr or ():
        text = line.rstrip()
        if text.startswith("remote:"):
            told = text.removeprefix("remote:").removeprefix(" ").rstrip()
            lines.append(told)
            tell(told)
        elif text.startswith(("error:", "fatal:")) and "failed to push some refs" not in text:
            lines.append(text)
            tell(text)
    return Sent(process.wait() == 0, "\n".join(lines))


def push_change(
    repository: Repository,
    commit: str,
    lang: str,
    tell: Callable[[str], None],
    change: int | None = None,
    baseline: bool = False,
) -> Sent:
    """Submit ``commit`` for review; ``change`` names the open change it updates."""
    options = [f"lang={lang}"]
    if change is not None:
        options.append(f"change={change}")
    if baseline:
        options.append("baseline")
    return push(repository, f"{commit}:{SUBMIT_REF}", tuple(options), tell)


def make_statement(
    state: ReviewState,
    identity: Identity,
    kind: StatementType,
    number: int,
    now: datetime,
    stage: Stage | None = None,
    conclusion: Conclusion | None = None,
    note: str = "",
) -> Statement:
    """The statement a person makes of a change as it stands in the ledger just fetched."""
    change = state.changes.get(number)
    if change is None:
        raise CloneError("clone.no-change", change=number)
    # What was shown are the files, what is signed is the digest: a server could let them differ.
    if content_digest(change.files, change.legacy, change.moves) != change.digest:
        raise CloneError("clone.bad-ledger", reason=f"{number}: digest")
    return Statement(
        type=kind,
        repository=state.repository,
        change=number,
        round=change.round,
        person=identity.person,
        policy=state.policy_in_force().digest,
        content=change.digest,
        after=change.last_entry,
        ledger_seq=state.seq,
        ledger_hash=state.head,
        made_at=now.astimezone(UTC).replace(microsecond=0).isoformat(),
        stage=stage,
        conclusion=conclusion,
        note=note,
    )


def push_statement(
    repository: Repository,
    identity: Identity,
    statement: Statement,
    lang: str,
    tell: Callable[[str], None],
) -> Sent:
    """Sign a statement and send it; SigningError when the key cannot sign."""
    text = statement.text
    signature = sign(identity.key, NAMESPACE, text.encode())
    files = {STATEMENT_FILE: text, SIGNATURE_FILE: signature + "\n"}
    blobs = {n: ("100644", write_blob(repository, t.encode())) for n, t in files.items()}
    tree = write_tree(repository, None, dict(blobs))
    made = datetime.fromisoformat(statement.made_at)
    by = Signature(identity.person, f"{identity.person}@sanshen.invalid", made)
    commit = write_commit(repository, tree, (), f"{statement.type.value}\n", by)
    return push(repository, f"{commit}:{STATEMENT_REF}", (f"lang={lang}",), tell)
