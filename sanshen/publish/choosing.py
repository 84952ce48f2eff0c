"""选页 (choosing): which units of a site a build has to look at, and why."""

from __future__ import annotations

from typing import NamedTuple

from sanshen.index.city_index import CityIndex
from sanshen.index.rows import Changes
from sanshen.units.book import UnitBook
from sanshen.units.page_types import affected_refs, all_refs
from sanshen.units.unit import UnitRef

SHARED = "shared"


class Chosen(NamedTuple):
    """The references to look at. ``every``: nothing is known of the tree, so each is made.

    ``reason`` names the sentence that says why so many or so few (``build.why.…``);
    ``changes`` are those since the last build.
    """

    refs: tuple[UnitRef, ...]
    every: bool
    reason: str
    changes: Changes


def choose(
    index: CityIndex, book: UnitBook, known: bool, settings: frozenset[str] = frozenset()
) -> Chosen:
    """Everything the changes since the site's last build may touch.

    ``known``: the standby tree is what the unit table says. Where not, every unit is made.
    ``settings`` are the settings files for whose sake the index was made anew just now.
    """
    changes = index.changes(book.site.code)
    if not known:
        return Chosen(tuple(all_refs(book)), True, "nothing-known", changes)
    if changes.full:
        reason = "settings" if settings else "index-new"
        return _all(index, book, reason, changes._replace(settings=settings))
    if index.meta(shared_key(book.site.code)) != book.shared_inputs():
        return _all(index, book, "shared-inputs", changes)
    refs = affected_refs(book, changes)
    return Chosen(refs, False, "changes" if refs else "no-changes", changes)


def shared_key(site: str) -> str:
    """The name under which the index remembers what all pages of a site share."""
    return f"{SHARED}:{site}"


def _all(index: CityIndex, book: UnitBook, reason: str, changes: Changes) -> Chosen:
    """All units there may be and all there were, so that those that went are seen."""
    before = (UnitRef(row.type, row.args) for row in index.units(book.site.code))
    return Chosen(tuple(sorted({*all_refs(book), *before})), False, reason, changes)
