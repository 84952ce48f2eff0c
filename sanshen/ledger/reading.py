"""读台账 (reading the ledger) of any repository: a clone's fetched branches, or the server's."""

from __future__ import annotations

from collections.abc import Sequence

from sanshen.gitio.repository import Repository
from sanshen.ledger.book import LEDGER_REF, LedgerError, read_ledger
from sanshen.policy.load import read_policy_blob
from sanshen.review.state import ReviewState, fold

FETCHED_LEDGER = "refs/remotes/origin/ledger"
FETCHED_MAIN = "refs/remotes/origin/main"
OWN_MAIN = "refs/heads/main"


def ledger_reference(repository: Repository) -> str:
    """Where this repository has the ledger: as fetched, else its own. LedgerError without one."""
    return _first(repository, (FETCHED_LEDGER, LEDGER_REF))[0]


def main_reference(repository: Repository) -> str:
    """Where this repository has main: as fetched, else its own. LedgerError without one."""
    return _first(repository, (FETCHED_MAIN, OWN_MAIN))[0]


def ledger_commit(repository: Repository) -> str:
    """The commit the ledger is at here. LedgerError without a ledger."""
    return _first(repository, (FETCHED_LEDGER, LEDGER_REF))[1]


def main_commit(repository: Repository) -> str:
    """The commit main is at here. LedgerError without a main."""
    return _first(repository, (FETCHED_MAIN, OWN_MAIN))[1]


def _first(repository: Repository, names: Sequence[str]) -> tuple[str, str]:
    """The first of these references that there is, and its commit."""
    for name in names:
        commit = repository.reference(name)
        if commit is not None:
            return name, commit
    raise LedgerError(0, f"no branch {names[-1]}")


def read_state(repository: Repository) -> ReviewState:
    """The ledger folded to its head; signatures are not checked here, that is ``verify``."""
    state = ReviewState()
    for sealed in read_ledger(repository, ledger_reference(repository)):
        fold(state, sealed.entry, lambda blob: read_policy_blob(repository, blob))
    return state
