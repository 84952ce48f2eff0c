"""The sample city of these tests: two sites, every kind, as files, in memory, as a repository."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from sanshen.content.source import MemorySource
from sanshen.publish.build import Runner, run_process
from sanshen.publish.plan import Plan, make_plan
from sanshen.publish.release_list import ReleasedFile, ReleaseList, render_release_list

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "tests" / "city" / "sample"

Planner = Callable[..., Plan]
Lister = Callable[..., ReleaseList]


@pytest.fixture(scope="session")
def release() -> Lister:
    """A release list of every content file of given files, all released at one time."""

    def make(
        files: Mapping[str, bytes],
        published: str = "2026-03-20T02:05:00+00:00",
        updated: str = "",
        baseline: bool = False,
    ) -> ReleaseList:
        released = {
            path: ReleasedFile(path, blob.id, 7, published, updated or published, baseline)
            for path, blob in MemorySource(files).blobs().items()
            if path.startswith("content/")
        }
        return ReleaseList("r" * 64, 3, "h" * 64, "s" * 64, released)

    return make


@pytest.fixture
def plan(tmp_path: Path) -> Planner:
    """``make_plan`` over files in memory, without a cache of earlier tests."""

    def make(
        files: Mapping[str, bytes], listed: ReleaseList | None = None, site: str = "portal"
    ) -> Plan:
        return make_plan(MemorySource(files), site, listed, tmp_path / "records.sqlite")

    return make


@pytest.fixture
def city(tmp_path: Path) -> Path:
    """The sample city as a git repository with one commit."""
    root = tmp_path / "city"
    shutil.copytree(SAMPLE, root)
    shutil.copytree(ROOT / "theme", root / "theme")
    (root / ".gitignore").write_text("build/\noutput/\n", encoding="utf-8")
    identity = ("-c", "user.name=t", "-c", "user.email=t@t.invalid")
    for command in (["init", "-q", "-b", "main"], ["add", "-A"], [*identity, "commit", "-qm", "x"]):
        subprocess.run(["git", *command], cwd=root, check=True)
    return root


PASSED_GATE = """
import sys
import sanshen_pelican.gate as gate
gate.check_release_list = gate.check_source = lambda root, given: None
from pelican import main
main(sys.argv[1:])
"""


def run_with_ledger_agreeing(
    command: Sequence[str], environment: Mapping[str, str], folder: Path
) -> subprocess.CompletedProcess[str]:
    """Run Pelican as ``run_process`` does, in a world where the ledger confirms the list.

    Everything else of the gate stays; ledgers have tests of their own.
    """
    python, _, _, *arguments = command
    return run_process([python, "-c", PASSED_GATE, *arguments], environment, folder)


@pytest.fixture(scope="session")
def agreeing() -> Runner:
    """A runner for public builds of a city that has no ledger."""
    return run_with_ledger_agreeing


@pytest.fixture
def release_file(
    city: Path, sample_files: Mapping[str, bytes], release: Lister
) -> Callable[..., Path]:
    """Write a release list of the sample city, outside its content."""

    def write(**more: object) -> Path:
        file = city.parent / "release-list.json"
        file.write_text(render_release_list(release(sample_files, **more)), encoding="utf-8")
        return file

    return write
