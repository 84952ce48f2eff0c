# SPDX-License-Identifier: AGPL-3.0-or-later
"""One run of Pelican: which site, from where, and what it is about to write."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from jinja2 import TemplateError

from sanshen.catalogue import chosen_language, message, render_finding
from sanshen.gitio.repository import GitError
from sanshen.index.release_book import ReleaseBookError
from sanshen.index.release_file import PLACE
from sanshen.index.release_proof import check_list
from sanshen.model.findings import finding
from sanshen.output.preview_folder import PreviewFolder
from sanshen.output.standby import open_trees
from sanshen.output.writing import ForeignFolderError
from sanshen.publish.pelican_process import WAITING
from sanshen.publish.plan_error import PlanError
from sanshen.publish.releases import ready_release_list
from sanshen.publish.site_build import Place, Prepared, building, prepare
from sanshen.publish.theme_source import read_theme
from sanshen.publish.work_plan import WorkPlan, WorkPlanError, read_plan
from sanshen.theming.template_facts import ThemeError
from sanshen.theming.templating import PageRenderer
from sanshen.theming.theme import Theme

KEY = "SANSHEN_RUN"


class RefusedError(SystemExit):
    """The run stops before anything is written; the text says why.

    It ends the process: nothing that catches exceptions and goes on can swallow it, and the
    user reads sentences, not a traceback.
    """


@dataclass
class Run:
    """What the settings decided, and, once asked for, the plan.

    ``release_list`` is None in a preview. ``plan_file`` is what the process that started this
    one has prepared, ``result_file`` where it wants the results; without them the run
    prepares and finishes for itself. ``gate_passed`` is set by the release gate alone;
    without it nothing is written in publish mode.
    """

    root: Path
    site_code: str
    treeish: str | None
    publishing: bool
    release_list: Path | None
    output: Path
    plan_file: Path | None = None
    result_file: Path | None = None
    gate_passed: bool = False
    held: ExitStack = field(default_factory=ExitStack)

    @cached_property
    def theme(self) -> Theme:
        """The theme of the city; RefusedError where it is missing or wrong."""
        try:
            return read_theme(self.root, self.treeish)
        except PlanError as error:
            raise refusal(error.findings) from error

    def bad_list(self, error: Exception) -> RefusedError:
        """The refusal (B101) for a release list that is unreadable or not the ledger's."""
        return refusal((finding("B101", f"output/{self.site_code}", reason=error),))

    @cached_property
    def place(self) -> Place:
        """Where a run of its own writes: the site's standby tree, or the preview folder."""
        if not self.publishing:
            return PreviewFolder(self.output, self.site_code)
        return self.held.enter_context(open_trees(self.root, self.site_code))

    @cached_property
    def prepared(self) -> Prepared:
        """A run of its own, prepared; RefusedError with every sentence that stops it."""
        if self.publishing and self.release_list is None:
            raise RefusedError(message("build.no_release_list", chosen_language()))
        try:
            self.held.enter_context(building(self.root, self.publishing))
            if self.release_list is not None:
                self._ready(self.release_list)
            return prepare(
                self.root, self.site_code, self.treeish or "", self.release_list, self.place
            )
        except ReleaseBookError as error:
            raise self.bad_list(error) from error
        except ForeignFolderError as error:
            found = finding("B108", f"output/{self.site_code}", folder=error)
            raise refusal((found,)) from error
        except PlanError as error:
            raise refusal(error.findings) from error

    def _ready(self, listed: Path) -> None:
        """The city's own list is moved forward; any other is proven before it is read from."""
        if listed.resolve() != (self.root / PLACE).resolve():
            check_list(self.root, listed)
        ready_release_list(self.root, self.treeish)

    @cached_property
    def plan(self) -> WorkPlan:
        """What is to be looked at."""
        if self.plan_file is None:
            return self.prepared.plan
        try:
            if str(self.plan_file) != WAITING:
                return read_plan(self.plan_file)
            self._warm_up()
            return read_plan(_told())
        except WorkPlanError as error:
            raise RefusedError(str(error)) from error

    def _warm_up(self) -> None:
        """Have the templates compiled while whoever started us still finds out what to do.

        The theme is read anew for the plan; what is wrong with it is said then.
        """
        with suppress(GitError, PlanError, ThemeError, TemplateError):
            PageRenderer(read_theme(self.root, self.treeish), self.publishing).prepare()


def _told() -> Path:
    """The plan named on standard input; RefusedError when whoever started us has nothing to do."""
    name = sys.stdin.readline().rstrip("\n")
    if not name:
        raise RefusedError(message("build.no_plan", chosen_language()))
    return Path(name)


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
