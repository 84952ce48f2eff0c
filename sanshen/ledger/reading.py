"""读台账 (reading the ledger) of any repository: a clone's fetched branches, or the server's."""

from __future__ import annotations

from sanshen.gitio.repository import Repository
from sanshen.ledger.book import LEDGER_REF, LedgerError, read_ledger
from sanshen.policy.load import read_policy_blob
from sanshen.review.state import ReviewState, fold

FETCHED_LEDGER = "refs/remotes/origin/ledger"
FETCHED_MAIN = "refs/remotes/origin/main"
OWN_MAIN = "refs/heads/main"


def ledger_reference(repository: Repository) -> str:
    """Where this repository has the ledger: as fetched, else its own. LedgerError without one."""
    for name in (FETCHED_LEDGER, LEDGER_REF):
        if repository.reference(name) is not None:
            return name
    raise LedgerError(0, f"no branch {LEDGER_REF}")


def main_reference(repository: Repository) -> str:
    """Where this repository has main: as fetched, else its own. LedgerError without one."""
    for name in (FETCHED_MAIN, OWN_MAIN):
        if repository.reference(name) is not None:
            return name
    raise LedgerError(0, f"no branch {OWN_MAIN}")


def read_state(repository: Repository) -> ReviewState:
    """The ledger folded to its head; signatures are not checked here, that is ``verify``."""
    state = ReviewState()
    for sealed in read_ledger(repository, ledger_reference(repository)):
        fold(state, sealed.entry, lambda blob: read_policy_blob(repository, blob))
    return state
