# SPDX-License-Identifier: AGPL-3.0-or-later
"""发布闸门 (release gate), the second lock: nothing is written that the ledger does not release."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from pelican.generators import Generator
from sanshen_pelican.run import RefusedError, current_run, refusal

from sanshen.catalogue import chosen_language, message
from sanshen.index.city_index import CityIndex
from sanshen.index.release_book import ReleaseBookError
from sanshen.index.release_proof import check_list, check_main
from sanshen.publish.releases import check_shown, tree_of


def require_release(generators: Sequence[Generator]) -> None:
    """Stop the run unless the list is the ledger's and all that is about to be written is on it.

    Receiver of ``all_generators_finalized``: the one signal whose exception stops Pelican
    before the first write. In a preview there is nothing to compare with.
    """
    if not generators:
        raise RefusedError(message("build.foreign_settings", chosen_language()))
    run = current_run(generators[0].settings)
    if not run.publishing:
        return
    if run.release_list is None:
        raise RefusedError(message("build.no_release_list", chosen_language()))
    try:
        check_list(run.root, run.release_list)
        check_main(run.root, run.release_list, tree_of(run.root, run.treeish))
        with CityIndex.open(run.plan.index, None, run.root) as index:
            plan = run.plan
            found = check_shown(index, plan.site, plan.refs, run.release_list, plan.every)
    except (ReleaseBookError, sqlite3.DatabaseError) as error:
        raise run.bad_list(error) from error
    if found:
        raise refusal(found)
    run.gate_passed = True
