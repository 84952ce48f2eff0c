"""离线核验 (offline verification): the whole history replayed from main and the ledger alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sanshen.gitio.repository import GitError, Repository
from sanshen.ledger.book import LedgerError, SealedEntry, read_ledger
from sanshen.ledger.branches import check_ledger_branch, check_main
from sanshen.ledger.checks import check_entry, check_link, entry_name
from sanshen.ledger.signatures import verified_ahead
from sanshen.ledger.witness import Witness, check_witness
from sanshen.model.findings import Finding, finding
from sanshen.policy.load import PolicyError, read_policy_blob
from sanshen.review.state import ReviewState, fold
from sanshen.review.statements import Verifier


@dataclass(frozen=True, slots=True)
class Verification:
    """核验结果: ``examined`` entries, the state they give, and every finding.

    Entries after the first wrong one are not examined: nothing they say rests on anything.
    """

    examined: int
    state: ReviewState
    findings: tuple[Finding, ...]


def verify_history(
    repository: Repository, main: str, ledger: str, witnesses: Iterable[Witness] = ()
) -> Verification:
    """Replay the ledger at ``ledger`` and compare ``main`` with what it releases.

    The first kind of check that finds something ends the verification: what comes after
    would rest on what is already known to be wrong.
    """
    state = ReviewState()
    if repository.text("rev-parse", "--is-shallow-repository") == "true":
        return Verification(0, state, (finding("K116", "ledger"),))
    times, found = _replay(repository, ledger, state)
    try:
        if not found:
            found = check_main(repository, main, state, times)
        if not found:
            found = check_ledger_branch(repository, ledger, times)
    except GitError as error:
        found = (_damage(error),)
    if not found:
        found = tuple(f for witness in witnesses for f in check_witness(state, witness))
    if not found:
        found = _check_objects(repository)
    return Verification(len(times), state, found)


def _replay(
    repository: Repository, ledger: str, state: ReviewState
) -> tuple[list[datetime], tuple[Finding, ...]]:
    """The times of the entries that are right, and what is wrong with the next one."""
    entries, broken = _read(repository, ledger)
    times: list[datetime] = []
    with verified_ahead(entries) as verify:
        for sealed in entries:
            found = _check_sealed(state, sealed, verify)
            if found:
                return times, found
            try:
                fold(state, sealed.entry, lambda blob: read_policy_blob(repository, blob))
            except (PolicyError, GitError, KeyError) as error:
                seq = sealed.entry.seq
                said = finding("K110", entry_name(seq), entry=seq)
                return times, (said, *_policy_findings(error))
            times.append(sealed.entry.at)
    return times, (_unreadable(broken),) if broken else ()


def _read(repository: Repository, ledger: str) -> tuple[list[SealedEntry], LedgerError | None]:
    """The entries up to the first that cannot be read, and why it cannot."""
    entries: list[SealedEntry] = []
    try:
        entries.extend(read_ledger(repository, ledger))
    except LedgerError as error:
        return entries, error
    return entries, None


def _policy_findings(error: Exception) -> tuple[Finding, ...]:
    return error.findings if isinstance(error, PolicyError) else ()


def _unreadable(error: LedgerError) -> Finding:
    if error.absent:
        return finding("K114", "ledger", reason=error.reason)
    return finding("K105", entry_name(error.seq), entry=error.seq, reason=error.reason)


def _check_sealed(state: ReviewState, sealed: SealedEntry, verify: Verifier) -> tuple[Finding, ...]:
    entry = sealed.entry
    linked = check_link(state, entry)
    if linked:
        return linked
    key = str(entry.body.get("gate_key", "")) if entry.seq == 0 else state.gate_key
    if not sealed.signed_by(key, verify):
        return (finding("K102", entry_name(entry.seq), entry=entry.seq),)
    found = check_entry(state, entry, verify)
    return (finding("K106", entry_name(entry.seq), entry=entry.seq), *found) if found else ()


def _check_objects(repository: Repository) -> tuple[Finding, ...]:
    """Every object hashes to its name, by git's own check; and nothing shows one for another."""
    try:
        replaced = repository.text("for-each-ref", "--format=%(refname)", "refs/replace/")
        if replaced:
            return (finding("K117", "objects", reason=replaced.splitlines()[0]),)
        folder = Path(repository.text("rev-parse", "--path-format=absolute", "--git-common-dir"))
        if (folder / "info" / "grafts").exists():
            return (finding("K117", "objects", reason="info/grafts"),)
        repository.run("fsck", "--no-dangling", "--no-progress", "--no-reflogs")
    except GitError as error:
        return (_damage(error),)
    return ()


def _damage(error: GitError) -> Finding:
    first = (error.stderr.strip().splitlines() or ["git fsck"])[0]
    return finding("K117", "objects", reason=first)
