"""构建 (build): one site by one Pelican process, between preparing and finishing.

We prepare (what changed, which pages), Pelican's process passes its own gate and renders, we
check the whole and record it. What is served changes only by the swap, which is not here.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sanshen.catalogue import blocking, chosen_language
from sanshen.index.release_book import ReleaseBookError
from sanshen.model.findings import Finding, finding
from sanshen.output.standby import OutputDiffersError
from sanshen.output.writing import ForeignFolderError
from sanshen.publish.inputs import plugin_folder
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

LOG_LENGTH = 2000
PLANS = "build/plans"
KEPT = ("SANSHEN_EXECUTOR", "SANSHEN_WORKERS", "SANSHEN_TIMES", "SANSHEN_FAULT")
"""Of our variables, those that choose how the work is done, not what comes of it."""

Runner = Callable[
    [Sequence[str], Mapping[str, str], Path, Sequence[int]], "subprocess.CompletedProcess[str]"
]


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


def run_process(
    command: Sequence[str], environment: Mapping[str, str], folder: Path, held: Sequence[int] = ()
) -> subprocess.CompletedProcess[str]:
    """Run Pelican in a process of its own: its signals would leak from site to site.

    ``held`` are locks it keeps too: should we be killed, nobody writes beside it.
    """
    return subprocess.run(
        list(command), env=dict(environment), cwd=folder, text=True, encoding="utf-8",
        errors="replace", stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
        stdin=subprocess.DEVNULL, pass_fds=tuple(held),
    )  # fmt: skip


def build_site(
    root: Path,
    site: str,
    treeish: str | None,
    publishing: bool,
    place: Place,
    lang: str | None = None,
    run: Runner = run_process,
    full: bool = False,
) -> BuildReport:
    """Bring the tree of ``place`` to what ``treeish`` (None: the working tree) says.

    ``publishing``: only what the ledger releases, else a preview of everything; ``full``:
    everything is read and made anew. Raises
    GitError when ``root`` or ``treeish`` cannot be read; everything else is a finding.
    """
    try:
        with building(root, publishing):
            with stage("releases"):
                listed = ready_release_list(root, treeish) if publishing else None
            prepared = prepare(root, site, treeish or "", listed, place, full)
            return _built(root, prepared, listed, place, lang or chosen_language(), run)
    except ReleaseBookError as error:
        return _refused(site, finding("B101", f"output/{site}", reason=error))
    except ForeignFolderError as error:
        return _refused(site, finding("B108", f"output/{site}", folder=error))
    except PlanError as error:
        return _refused(site, *error.findings)


def _built(
    root: Path, prepared: Prepared, listed: Path | None, place: Place, lang: str, run: Runner
) -> BuildReport:
    plan = prepared.plan
    results: tuple[Made, ...] = ()
    if plan.refs:
        name = f"{plan.site}.{'publish' if plan.publishing else 'preview'}"
        plan_file = root / PLANS / f"{name}.json"
        result_file = root / PLANS / f"{name}.result.json"
        result_file.unlink(missing_ok=True)
        write_plan(plan_file, plan)
        environment = pelican_environment(root, plan.site, plan.treeish, listed, lang) | {
            "SANSHEN_PLAN": str(plan_file.resolve()),
            "SANSHEN_RESULT": str(result_file.resolve()),
        }
        command = pelican_command(plan.publishing, plan.tree)
        done = run(command, environment, root, place.held)
        pass_on(done.stdout)
        if done.returncode != 0:
            log = _last_lines(done.stdout)
            where = f"output/{plan.site}"
            return _refused(plan.site, finding("B106", where, exit=done.returncode, log=log))
        try:
            results = read_result(result_file)
        except WorkPlanError as error:
            where = f"output/{plan.site}"
            return _refused(plan.site, finding("B106", where, exit=0, log=error))
    theme = read_theme(root, plan.treeish or None)
    try:
        with stage("finish"):
            output, found = finish(root, prepared, theme, results, place)
    except OutputDiffersError as error:
        return _refused(plan.site, finding("B110", f"output/{plan.site}", reason=error))
    notes = prepared.update.notes
    return BuildReport(plan.site, output, found, plan.reason, len(plan.refs), notes)


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
