"""构建 (build): one site by one Pelican process, between preparing and finishing.

We prepare (what changed, which pages), Pelican's process passes its own gate and renders, we
check the whole and record it. What is served changes only by the swap, which is not here.
"""

from __future__ import annotations

import os
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sanshen.catalogue import blocking, chosen_language
from sanshen.index.release_book import ReleaseBookError
from sanshen.index.release_file import PLACE
from sanshen.model.findings import Finding, finding
from sanshen.output.standby import OutputDiffersError
from sanshen.output.writing import ForeignFolderError
from sanshen.publish.caches import drop_damaged
from sanshen.publish.pelican_process import WAITING, Renderer, Starter, start_pelican
from sanshen.publish.plan_error import PlanError
from sanshen.publish.releases import ready_release_list
from sanshen.publish.site_build import (
    Place,
    Prepared,
    SiteOutput,
    building,
    finish,
    prepare,
)
from sanshen.publish.theme_source import read_theme
from sanshen.publish.timing import pass_on, stage
from sanshen.publish.work_plan import WorkPlanError, read_result, write_plan
from sanshen.publish.workshop import Made
from sanshen.units.inputs import plugin_folder

LOG_LENGTH = 2000
PLANS = "build/plans"
KEPT = ("SANSHEN_EXECUTOR", "SANSHEN_WORKERS", "SANSHEN_TIMES", "SANSHEN_FAULT")
"""Of our variables, those that choose how the work is done, not what comes of it."""

BY_DAMAGE = frozenset({"B101", "B106"})
"""What is wrong when a cache cannot be read: the release list, or anything Pelican reads."""


@dataclass(frozen=True, slots=True)
class BuildReport:
    """构建报告: what the site's tree holds now, and what is wrong.

    ``output`` is None when the build stopped; only a report without blocking findings may be
    served. ``reason`` says why so many units were looked at, ``looked_at`` how many.
    """

    site: str
    output: SiteOutput | None
    findings: tuple[Finding, ...]
    reason: str = ""
    looked_at: int = 0
    notes: tuple[str, ...] = ()

    @property
    def succeeded(self) -> bool:
        """Whether there is output and nothing blocks serving it."""
        return self.output is not None and not blocking(self.findings)


def build_site(
    root: Path,
    site: str,
    treeish: str | None,
    publishing: bool,
    place: Place,
    lang: str | None = None,
    start: Starter = start_pelican,
    full: bool = False,
) -> BuildReport:
    """Bring the tree of ``place`` to what ``treeish`` says.

    None is the working tree, or HEAD when publishing. ``publishing``: only what the ledger
    releases, else a preview of everything; ``full``: everything is read and made anew. Raises
    GitError when ``root`` or ``treeish`` cannot be read; everything else is a finding. Where a
    cache turns out to be damaged, it goes, and the build begins again.
    """
    treeish = treeish or ("HEAD" if publishing else None)
    given = (root, site, treeish, publishing, place, lang or chosen_language(), start, full)
    try:
        report = _build(*given)
        if not {one.code for one in report.findings} & BY_DAMAGE:
            return report
    except sqlite3.DatabaseError:
        if not drop_damaged(root, publishing):
            raise
        return _build(*given)
    return _build(*given) if drop_damaged(root, publishing) else report


def _build(
    root: Path, site: str, treeish: str | None, publishing: bool, place: Place, lang: str,
    start: Starter, full: bool,
) -> BuildReport:  # fmt: skip
    try:
        with (
            building(root, publishing),
            _started(root, site, treeish, publishing, place, lang, start) as renderer,
        ):
            with stage("releases"):
                listed = ready_release_list(root, treeish, full) if publishing else None
            prepared = prepare(root, site, treeish or "", listed, place, full)
            return _built(root, prepared, place, renderer)
    except ReleaseBookError as error:
        return _refused(site, finding("B101", f"output/{site}", reason=error))
    except ForeignFolderError as error:
        return _refused(site, finding("B108", f"output/{site}", folder=error))
    except PlanError as error:
        return _refused(site, *error.findings)


@contextmanager
def _started(
    root: Path, site: str, treeish: str | None, publishing: bool, place: Place, lang: str,
    start: Starter,
) -> Iterator[Renderer]:  # fmt: skip
    """A renderer that waits for its plan; ended, whatever happens meanwhile."""
    listed = root / PLACE if publishing else None
    environment = pelican_environment(root, site, treeish, listed, lang) | {
        "SANSHEN_PLAN": WAITING,
        "SANSHEN_RESULT": str(_result_file(root, site, publishing).resolve()),
    }
    command = pelican_command(publishing, place.target)
    renderer = start(command, environment, root, place.held)
    try:
        yield renderer
    finally:
        renderer.cancel()


def _result_file(root: Path, site: str, publishing: bool) -> Path:
    return root / PLANS / f"{site}.{'publish' if publishing else 'preview'}.result.json"


def _built(root: Path, prepared: Prepared, place: Place, renderer: Renderer) -> BuildReport:
    plan = prepared.plan
    results: tuple[Made, ...] = ()
    if plan.refs:
        result_file = _result_file(root, plan.site, plan.publishing)
        result_file.unlink(missing_ok=True)
        plan_file = result_file.with_name(result_file.name.replace(".result", ""))
        write_plan(plan_file, plan)
        with stage("pelican"):
            done = renderer.render(plan_file.resolve())
        pass_on(done.log)
        if done.code != 0:
            return _stopped(plan.site, done.code, _last_lines(done.log))
        try:
            results = read_result(result_file)
        except WorkPlanError as error:
            return _stopped(plan.site, 0, str(error))
    theme = read_theme(root, plan.treeish or None)
    try:
        with stage("finish"):
            output, found = finish(root, prepared, theme, results, place)
    except OutputDiffersError as error:
        return _refused(plan.site, finding("B110", f"output/{plan.site}", reason=error))
    notes = prepared.update.notes
    return BuildReport(plan.site, output, found, plan.reason, len(plan.refs), notes)


def _stopped(site: str, code: int, log: str) -> BuildReport:
    return _refused(site, finding("B106", f"output/{site}", exit=code, log=log))


def _refused(site: str, *findings: Finding) -> BuildReport:
    return BuildReport(site, None, findings)


def _last_lines(log: str) -> str:
    """The end of Pelican's log in one line: its traceback is cut, the reason comes last."""
    lines = [line.strip() for line in log.splitlines() if line.strip()]
    return " / ".join(lines)[-LOG_LENGTH:]


def pelican_command(publishing: bool, output: Path) -> tuple[str, ...]:
    """The command of one run: installed settings, every warning fatal, plain log."""
    name = "publishconf.py" if publishing else "pelicanconf.py"
    settings = plugin_folder() / "conf" / name
    return (
        sys.executable, "-m", "pelican", "-s", str(settings), "-o", str(output),
        "--fatal", "warnings", "--log-handler", "plain",
    )  # fmt: skip


def pelican_environment(
    root: Path, site: str, treeish: str | None, release_list: Path | None, lang: str
) -> dict[str, str]:
    """The environment of one run: what the settings read, and nothing that changes output."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("SANSHEN_") or name in KEPT
    }
    return kept | {
        "SANSHEN_ROOT": str(root.resolve()),
        "SANSHEN_SITE": site,
        "SANSHEN_TREEISH": treeish or "",
        "SANSHEN_RELEASE_LIST": str(release_list.resolve()) if release_list else "",
        "SANSHEN_LANG": lang,
        "PYTHONUTF8": "1",
        # Else Python looks for modules in the clone first, and would run what lies there.
        "PYTHONSAFEPATH": "1",
        "PYTHONHASHSEED": "0",
        "PYTHONWARNINGS": "ignore",
    }
