"""离线核验 (offline verification): the whole history replayed from main and the ledger alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sanshen.gitio import ssh
from sanshen.gitio.repository import GitError, Repository
from sanshen.ledger.book import LedgerError, SealedEntry, read_ledger
from sanshen.ledger.checks import check_entry, check_link, entry_name
from sanshen.ledger.witness import Witness, check_witness
from sanshen.model.changes import state_digest
from sanshen.model.findings import Finding, finding
from sanshen.policy.load import PolicyError, read_policy_blob
from sanshen.review.state import ReviewState, fold


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
    """Replay the ledger at ``ledger`` and compare ``main`` with what it releases."""
    state = ReviewState()
    if repository.text("rev-parse", "--is-shallow-repository") == "true":
        return Verification(0, state, (finding("K116", "ledger"),))
    examined, found = _replay(repository, ledger, state)
    if not found:
        found = _check_main(repository, main, state)
    if not found:
        found = tuple(f for witness in witnesses for f in check_witness(state, witness))
    if not found:
        found = _check_objects(repository)
    return Verification(examined, state, found)


def _replay(
    repository: Repository, ledger: str, state: ReviewState
) -> tuple[int, tuple[Finding, ...]]:
    examined = 0
    try:
        for sealed in read_ledger(repository, ledger):
            found = _check_sealed(state, sealed)
            if found:
                return examined, found
            fold(state, sealed.entry, lambda blob: read_policy_blob(repository, blob))
            examined += 1
    except LedgerError as error:
        code = "K105" if examined or error.seq else "K114"
        return examined, (_unreadable(code, error),)
    except (PolicyError, GitError, KeyError) as error:
        where = entry_name(state.seq + 1)
        return examined, (finding("K110", where, entry=state.seq + 1), *_policy_findings(error))
    return examined, ()


def _policy_findings(error: Exception) -> tuple[Finding, ...]:
    return error.findings if isinstance(error, PolicyError) else ()


def _unreadable(code: str, error: LedgerError) -> Finding:
    if code == "K114":
        return finding("K114", "ledger", reason=error.reason)
    return finding("K105", entry_name(error.seq), entry=error.seq, reason=error.reason)


def _check_sealed(state: ReviewState, sealed: SealedEntry) -> tuple[Finding, ...]:
    entry = sealed.entry
    linked = check_link(state, entry)
    if linked:
        return linked
    key = str(entry.body.get("gate_key", "")) if entry.seq == 0 else state.gate_key
    if not sealed.signed_by(key):
        return (finding("K102", entry_name(entry.seq), entry=entry.seq),)
    found = check_entry(state, entry, ssh.verify)
    return (finding("K106", entry_name(entry.seq), entry=entry.seq), *found) if found else ()


def _check_main(repository: Repository, main: str, state: ReviewState) -> tuple[Finding, ...]:
    """Main's files, and each of its commits, against the states the ledger gives."""
    held = {path: f"{mode}:{blob}" for path, mode, blob in repository.list_tree(main)}
    expected = _expected_states(state)
    history = repository.text("rev-list", "--first-parent", "--reverse", main).split()
    if held != state.files and state_digest(held) != expected[-1]:
        return _differing(state, held)
    digests = [_digest_of(repository, commit) for commit in history]
    if digests not in (expected, expected[:-1] if _is_pending(state) else expected):
        pairs = zip(digests, expected, strict=False)
        at = next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(digests), len(expected)))
        return (finding("K115", "main", commit=at),)
    return ()


def _is_pending(state: ReviewState) -> bool:
    return any(c.releasing is not None for c in state.changes.values())


def _expected_states(state: ReviewState) -> list[str]:
    """The digests main had, one for its founding and one for each release, the open one last."""
    states: list[str] = []
    releases = {c.released for c in state.changes.values() if c.released is not None}
    for seq, digest in enumerate(state.states):
        if seq == 0 or seq in releases:
            states.append(digest)
    if _is_pending(state):
        states.append(state.announced)
    return states


def _digest_of(repository: Repository, commit: str) -> str:
    rows = repository.list_tree(commit)
    return state_digest({path: f"{mode}:{blob}" for path, mode, blob in rows})


def _differing(state: ReviewState, held: dict[str, str]) -> tuple[Finding, ...]:
    paths = sorted(p for p in held.keys() | state.files.keys() if held.get(p) != state.files.get(p))
    found = []
    for path in paths:
        releases = [
            c.released for c in state.changes.values() if c.released is not None and path in c.paths
        ]
        entry = max(releases, default=0)
        found.append(finding("K109", path, file=path, entry=entry))
    return tuple(found)


def _check_objects(repository: Repository) -> tuple[Finding, ...]:
    """Every object hashes to its name: git's own check of the whole repository."""
    try:
        repository.run("fsck", "--no-dangling", "--no-progress", "--no-reflogs")
    except GitError as error:
        first = (error.stderr.strip().splitlines() or ["git fsck"])[0]
        return (finding("K117", "objects", reason=first),)
    return ()
