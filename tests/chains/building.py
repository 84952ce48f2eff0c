"""Builds in this process or by a real Pelican, fresh clones, and what a tree holds."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from sanshen.catalogue import blocking, render_finding
from sanshen.index.city_index import CityIndex
from sanshen.index.inputs import FOLDER, PREVIEW, PUBLISH
from sanshen.index.rows import UnitRow
from sanshen.output.preview_folder import PreviewFolder
from sanshen.output.standby import open_trees
from sanshen.output.trees import live_tree
from sanshen.publish.build import BuildReport
from sanshen.publish.building import build_released
from sanshen.publish.pelican_process import Done, Starter
from sanshen.publish.preview import preview_folder, render_preview
from sanshen.publish.releases import check_shown
from sanshen.publish.site_build import make_all, manifest_key
from sanshen.publish.theme_source import read_theme
from sanshen.publish.wire import TaskError
from sanshen.publish.work_plan import read_plan, write_result

Files = dict[str, bytes]


class RenderHere:
    """What the plugin does in Pelican's process, in this one: gate, render, hand results on."""

    def __init__(
        self,
        command: Sequence[str],
        environment: Mapping[str, str],
        folder: Path,
        held: Sequence[int] = (),
    ) -> None:
        del command, held
        self.environment = environment
        self.folder = folder

    def render(self, plan: Path) -> Done:
        """See ``Renderer``."""
        told = read_plan(plan)
        if told.publishing:
            listed = Path(self.environment["SANSHEN_RELEASE_LIST"])
            with CityIndex.open(told.index, None, self.folder) as index:
                found = check_shown(index, told.site, told.refs, listed, told.every)
            assert not found, [render_finding(one, "en") for one in found]
        theme = read_theme(self.folder, told.treeish or None)
        result = Path(self.environment["SANSHEN_RESULT"])
        try:
            write_result(result, make_all(self.folder, told, theme))
        except TaskError as error:
            return Done(1, str(error))
        return Done(0, "")

    def cancel(self) -> None:
        """Nothing was started."""


class StopAfterMaking(RenderHere):
    """Renders all, and then says that it failed."""

    def render(self, plan: Path) -> Done:
        """See ``Renderer``."""
        return super().render(plan)._replace(code=1, log="stopped")


def publish(root: Path, site: str, start: Starter = RenderHere, swap: bool = True) -> BuildReport:
    """Build and serve what main and ledger of ``root`` release."""
    report, _ = build_released(root, site, "HEAD", "zh", swap, start)
    return report


def preview(root: Path, site: str, treeish: str | None, start: Starter = RenderHere) -> BuildReport:
    """Build the preview of a commit or of the working tree."""
    return render_preview(root, treeish, site, None, "zh", start)


def served(root: Path, site: str) -> Files:
    """What is served: nothing before the first release."""
    tree = live_tree(root, site)
    return read_files(tree) if tree is not None else {}


def previewed(root: Path, site: str) -> Files:
    """What a preview folder holds."""
    return read_files(preview_folder(root, site))


def read_files(tree: Path) -> Files:
    """Every file below a folder, and its bytes."""
    return {
        file.relative_to(tree).as_posix(): file.read_bytes()
        for file in tree.rglob("*")
        if file.is_file()
    }


def units(root: Path, site: str, publishing: bool = True) -> list[UnitRow]:
    """The unit table of a site, by path."""
    file = root / FOLDER / f"{PUBLISH if publishing else PREVIEW}.sqlite"
    with CityIndex.open(file, None, root) as index:
        return sorted(index.units(site))


def check_records(root: Path, site: str, publishing: bool = True) -> None:
    """Unit table, manifest in the index and record of the trees say what the files are."""
    file = root / FOLDER / f"{PUBLISH if publishing else PREVIEW}.sqlite"
    with CityIndex.open(file, None, root) as index:
        remembered = index.meta(manifest_key(site))
    if publishing:
        with open_trees(root, site) as trees:
            recorded = trees.live_manifest
    else:
        recorded = PreviewFolder(preview_folder(root, site), site).live_manifest
    assert recorded is not None
    assert recorded.text() == remembered
    files = served(root, site) if publishing else previewed(root, site)
    assert recorded == type(recorded).of((path, digest(data)) for path, data in files.items())


def digest(data: bytes) -> str:
    """SHA-256 in hex."""
    return hashlib.sha256(data).hexdigest()


def fresh_clone(root: Path, folder: Path, working: bool = False) -> Path:
    """A clone without any cache; ``working``: with the working tree as it is."""
    if working:
        shutil.copytree(root, folder, symlinks=True, ignore=_caches)
        shutil.rmtree(folder / ".git" / "sanshen", ignore_errors=True)
        return folder
    command = ("git", "clone", "-q", "--no-checkout", "--local", str(root), str(folder))
    subprocess.run(command, check=True, capture_output=True)
    return folder


def _caches(folder: str, names: list[str]) -> list[str]:
    return [name for name in names if name in ("build", "output") and ".git" not in folder]


def said(report: BuildReport) -> list[tuple[str, str]]:
    """(code, path) of what blocks, sorted."""
    return sorted((one.code, one.path) for one in blocking(report.findings))
