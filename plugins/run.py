# SPDX-License-Identifier: AGPL-3.0-or-later
"""One run of Pelican: which site, from where, and what it is about to write."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from sanshen.catalogue import chosen_language, message, render_finding
from sanshen.content.source import Source, open_source
from sanshen.model.findings import finding
from sanshen.publish.plan import CACHE_FILE, Plan, PlanError, make_plan
from sanshen.publish.release_list import ReleaseList, ReleaseListError, load_release_list

KEY = "SANSHEN_RUN"


class RefusedError(SystemExit):
    """The run stops before anything is written; the text says why.

    It ends the process: nothing that catches exceptions and goes on can swallow it, and the
    user reads sentences, not a traceback.
    """


@dataclass
class Run:
    """What the settings decided, and, once asked for, the plan.

    ``release_list_file`` is None in a preview. ``gate_passed`` is set by the release gate
    alone; without it nothing is written in publish mode.
    """

    root: Path
    site_code: str
    treeish: str | None
    publishing: bool
    release_list_file: Path | None
    gate_passed: bool = False

    @cached_property
    def source(self) -> Source:
        """The files of the commit, or of the working tree."""
        return open_source(self.root, self.treeish)

    @cached_property
    def release_list(self) -> ReleaseList | None:
        """The release list, None in a preview; RefusedError when it cannot be read."""
        if not self.publishing:
            return None
        if self.release_list_file is None:
            raise RefusedError(message("build.no_release_list", chosen_language()))
        try:
            return load_release_list(self.release_list_file)
        except ReleaseListError as error:
            raise self.bad_list(error) from error

    def bad_list(self, error: ReleaseListError) -> RefusedError:
        """The refusal (B101) for a release list that is unreadable or not the ledger's."""
        return refusal((finding("B101", f"output/{self.site_code}", reason=error),))

    @cached_property
    def plan(self) -> Plan:
        """The content and every declared unit; RefusedError with every sentence that stops it."""
        listed = self.release_list
        try:
            return make_plan(self.source, self.site_code, listed, self.root / CACHE_FILE)
        except PlanError as error:
            raise refusal(error.findings) from error


def refusal(findings: Any) -> RefusedError:
    """The error that says the sentences of ``findings``."""
    lang = chosen_language()
    return RefusedError("\n".join(render_finding(found, lang) for found in findings))


def current_run(settings: Mapping[str, Any]) -> Run:
    """The run these settings belong to; RefusedError for settings that are not ours."""
    run = settings.get(KEY)
    if not isinstance(run, Run):
        raise RefusedError(message("build.foreign_settings", chosen_language()))
    return run
