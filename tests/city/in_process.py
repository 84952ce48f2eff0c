"""What Pelican's process does with a plan, in this process: for tests that do not test Pelican."""

from __future__ import annotations

import sqlite3
import traceback
from collections.abc import Mapping, Sequence
from contextlib import chdir
from pathlib import Path

from sanshen.catalogue import render_finding
from sanshen.index.city_index import CityIndex
from sanshen.index.release_book import ReleaseBookError
from sanshen.index.release_proof import check_list, check_main
from sanshen.publish.pelican_process import Done
from sanshen.publish.releases import check_shown, tree_of
from sanshen.publish.site_build import make_all
from sanshen.publish.theme_source import read_theme
from sanshen.publish.work_plan import WorkPlan, read_plan, write_result


class InProcess:
    """A ``Renderer`` without a process: the gate's checks, the rendering, the results."""

    def __init__(
        self,
        command: Sequence[str],  # noqa: ARG002
        environment: Mapping[str, str],
        folder: Path,
        held: Sequence[int] = (),  # noqa: ARG002
    ) -> None:
        self.environment = environment
        self.folder = folder

    def render(self, plan: Path) -> Done:
        """Render a plan and write its results, or say why not; see ``Renderer``."""
        asked = read_plan(plan)
        refused = self._refused(asked) if asked.publishing else ""
        if refused:
            return Done(1, refused)
        theme = read_theme(self.folder, asked.treeish or None)
        try:
            with chdir(self.folder):
                made = tuple(make_all(self.folder, asked, theme))
        except Exception:  # noqa: BLE001 -- a process would end with it, and print it
            return Done(1, traceback.format_exc())
        write_result(Path(self.environment["SANSHEN_RESULT"]), made)
        return Done(0, "")

    def cancel(self) -> None:
        """Nothing to end."""

    def _refused(self, plan: WorkPlan) -> str:
        listed = Path(self.environment["SANSHEN_RELEASE_LIST"])
        try:
            check_list(self.folder, listed)
            check_main(self.folder, listed, tree_of(self.folder, plan.treeish or None))
            with CityIndex.open(plan.index, None, self.folder) as index:
                found = check_shown(index, plan.site, plan.refs, listed, plan.every)
        except (ReleaseBookError, sqlite3.DatabaseError) as error:
            return str(error)
        return "\n".join(render_finding(one, "en") for one in found)
