# SPDX-License-Identifier: AGPL-3.0-or-later
"""The generators: they load nothing but the run's plan, and have its units made.

Subclasses of Pelican's, because its closing line counts articles and pages by class.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any

from pelican.generators import ArticlesGenerator, PagesGenerator
from pelican.writers import Writer
from sanshen_pelican.run import RefusedError, Run, current_run, refusal

from sanshen.catalogue import chosen_language, message
from sanshen.output.standby import OutputDiffersError
from sanshen.publish.site_build import finish, make_all
from sanshen.publish.timing import stage
from sanshen.publish.work_plan import write_result


class SiteUnits(ArticlesGenerator):  # type: ignore[misc]
    """Every unit of the plan: pages, feeds, files. Counts the pages of items as articles."""

    settings: Mapping[str, Any]

    def generate_context(self) -> None:
        """The items to be looked at; nothing is read from disk here."""
        plan = current_run(self.settings).plan
        self.articles = [ref.args[0] for ref in plan.refs if ref.type == "item"]
        self.translations: list[str] = []
        self.context["SITENAME"] = plan.site

    def generate_output(self, writer: Writer) -> None:  # noqa: ARG002
        """Have the units made; hand the results on, or finish the build."""
        run = current_run(self.settings)
        results = make_all(run.root, run.plan, run.theme, _progress)
        if run.result_file is not None:
            with stage("make"):
                write_result(run.result_file, results)
            return
        with run.held:
            _finish(run, results)

    def refresh_metadata_intersite_links(self) -> None:
        """Nothing to refresh: links were resolved by the one renderer."""


class NoPages(PagesGenerator):  # type: ignore[misc]
    """Pelican's closing line wants a generator of pages; ours are among the units."""

    def generate_context(self) -> None:
        """Nothing of its own."""
        self.pages: list[str] = []
        self.translations: list[str] = []

    def generate_output(self, writer: Writer) -> None:
        """Nothing of its own."""

    def refresh_metadata_intersite_links(self) -> None:
        """Nothing to refresh."""


def _finish(run: Run, results: Any) -> None:
    try:
        output, found = finish(run.root, run.prepared, run.theme, results, run.place)
    except OutputDiffersError as error:
        raise RefusedError(str(error)) from error
    if output is None:
        raise refusal(found)


def _progress(done: int, total: int) -> None:
    """A line that grows, where somebody watches."""
    if sys.stderr.isatty():
        text = message("build.progress", chosen_language(), done=done, total=total)
        print(f"\r{text}", end="\n" if done == total else "", file=sys.stderr, flush=True)
