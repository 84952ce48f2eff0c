"""构建 (build): one site by one Pelican process, then the output checks."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sanshen.catalogue import blocking, chosen_language
from sanshen.content.source import open_source
from sanshen.model.findings import Finding, finding
from sanshen.output.writing import (
    ForeignFolderError,
    check_ours,
    folder_manifest,
    recorded_keys,
)
from sanshen.publish.inputs import plugin_folder
from sanshen.publish.output import check_output
from sanshen.publish.plan import CACHE_FILE, PlanError, make_plan
from sanshen.publish.release_list import ReleaseListError, load_release_list
from sanshen.publish.unit import UnitKind

LOG_LENGTH = 2000

Runner = Callable[[Sequence[str], Mapping[str, str], Path], "subprocess.CompletedProcess[str]"]


@dataclass(frozen=True, slots=True)
class BuildReport:
    """构建报告: pages built, sha256 of every output file, and what is wrong.

    ``manifest`` is empty when the build stopped; only a report without blocking findings
    may be served.
    """

    site: str
    pages: int
    manifest: Mapping[str, str]
    findings: tuple[Finding, ...]

    @property
    def succeeded(self) -> bool:
        """Whether nothing blocks serving this output."""
        return not blocking(self.findings)


def run_process(
    command: Sequence[str], environment: Mapping[str, str], folder: Path
) -> subprocess.CompletedProcess[str]:
    """Run Pelican in a process of its own: its signals would leak from site to site."""
    return subprocess.run(
        list(command), env=dict(environment), cwd=folder, text=True, encoding="utf-8",
        errors="replace", stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
        stdin=subprocess.DEVNULL,
    )  # fmt: skip


def build_site(
    root: Path,
    site: str,
    treeish: str | None,
    release_list: Path | None,
    output: Path,
    lang: str | None = None,
    run: Runner = run_process,
) -> BuildReport:
    """Build ``site`` of the repository at ``root`` into ``output`` and check what came out.

    With a ``release_list`` this is the public site, without one a preview. ``output`` is the
    standby tree or the preview folder, never the live tree. Raises GitError when ``root`` or
    ``treeish`` cannot be read; everything else is a finding.
    """
    try:
        listed = load_release_list(release_list) if release_list is not None else None
        check_ours(output)
        plan = make_plan(open_source(root, treeish), site, listed, root / CACHE_FILE)
    except ReleaseListError as error:
        return _refused(site, finding("B101", f"output/{site}", reason=error))
    except ForeignFolderError as error:
        return _refused(site, finding("B108", f"output/{site}", folder=error))
    except PlanError as error:
        return _refused(site, *error.findings)
    environment = pelican_environment(root, site, treeish, release_list, lang or chosen_language())
    done = run(pelican_command(listed is not None, output), environment, root)
    if done.returncode != 0:
        log = _last_lines(done.stdout)
        return _refused(site, finding("B106", f"output/{site}", exit=done.returncode, log=log))
    found = check_output(output, plan.units, plan.site, listed is not None)
    pages = sum(unit.kind is UnitKind.PAGE for unit in plan.units)
    return BuildReport(site, pages, folder_manifest(output), found)


def standing_build(
    root: Path, site: str, treeish: str, release_list: Path, tree: Path
) -> BuildReport | None:
    """The report of ``tree`` when building anew would write exactly what it holds; else None.

    Every declared input of every page is compared by its unit key, every file by its bytes.
    Whatever stands in the way of knowing is left to ``build_site``, which says it.
    """
    keys = recorded_keys(tree)
    if keys is None:
        return None
    try:
        listed = load_release_list(release_list)
        plan = make_plan(open_source(root, treeish), site, listed, root / CACHE_FILE)
    except (ReleaseListError, PlanError):
        return None
    if keys != {unit.path: unit.key for unit in plan.units}:
        return None
    pages = sum(unit.kind is UnitKind.PAGE for unit in plan.units)
    return BuildReport(site, pages, folder_manifest(tree), ())


def _refused(site: str, *findings: Finding) -> BuildReport:
    return BuildReport(site, 0, {}, findings)


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
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SANSHEN_")}
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
