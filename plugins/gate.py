# SPDX-License-Identifier: AGPL-3.0-or-later
"""发布闸门 (release gate), the second lock: nothing is written that the ledger does not release."""

from __future__ import annotations

from collections.abc import Sequence

from pelican.generators import Generator
from sanshen_pelican.run import RefusedError, current_run, refusal

from sanshen.catalogue import chosen_language, message
from sanshen.publish.plan import rendered_sources
from sanshen.publish.release_list import ReleaseListError, check_release_list, check_source
from sanshen.publish.selection import check_selection


def require_release(generators: Sequence[Generator]) -> None:
    """Stop the run unless the list is the ledger's and exactly its files are about to be written.

    Receiver of ``all_generators_finalized``: the one signal whose exception stops Pelican
    before the first write. In a preview there is nothing to compare with.
    """
    if not generators:
        raise RefusedError(message("build.foreign_settings", chosen_language()))
    run = current_run(generators[0].settings)
    release_list = run.release_list
    if release_list is None:
        return
    try:
        check_release_list(run.root, release_list)
        check_source(run.root, run.source)
    except ReleaseListError as error:
        raise run.bad_list(error) from error
    rendered = rendered_sources(run.plan.units)
    found = check_selection(run.site_code, rendered, release_list)
    if found:
        raise refusal(found)
    run.gate_passed = True
