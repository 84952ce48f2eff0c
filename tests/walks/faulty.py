"""The fault points by the act in which they lie, and what the ledger holds afterwards."""

from __future__ import annotations

from collections import Counter

from sanshen.ledger.book import LEDGER_REF, read_ledger
from tests.city.city import City

SUBMITTING = (
    "handover.written",
    "ledger.commit-written",
    "ledger.moved",
    "submission.draft-written",
    "submission.entered",
)
RELEASING = (
    "statement.entered",
    "release.announced",
    "release.commit-written",
    "release.main-moved",
    "release.entered",
)
PUBLISHING = ("publish.entered",)


def kinds(city: City) -> Counter[str]:
    """How many entries of each kind the ledger holds."""
    sealed = read_ledger(city.repository, LEDGER_REF)
    return Counter(each.entry.kind.value for each in sealed)
