"""Cities for the plugin's tests: one that nothing is released in, one that has a ledger."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from sanshen.index.release_book import advance
from sanshen.index.release_file import PLACE
from tests.city.city import City

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "tests" / "city" / "sample"

Pelican = Callable[..., "subprocess.CompletedProcess[str]"]


def run_pelican(root: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run the ``pelican`` command in a city, as a newcomer would; ``more`` is its environment."""
    environment: Mapping[str, str] = {**os.environ, "SANSHEN_LANG": "zh", **more}
    return subprocess.run(
        [sys.executable, "-m", "pelican", "--log-handler", "plain", *arguments],
        cwd=root, env=environment, text=True, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, check=False,
    )  # fmt: skip


@pytest.fixture
def city(tmp_path: Path) -> Path:
    """The sample city as a git repository without a commit, with the two configurations."""
    root = tmp_path / "city"
    shutil.copytree(SAMPLE, root)
    shutil.copytree(ROOT / "theme", root / "theme")
    for name in ("pelicanconf.py", "publishconf.py"):
        shutil.copy(ROOT / name, root / name)
    (root / ".gitignore").write_text("build/\noutput/\n__pycache__/\n", encoding="utf-8")
    subprocess.run(["git", "init", "-q", "-b", "main"], cwd=root, check=True)
    return root


@pytest.fixture
def pelican(city: Path) -> Pelican:
    """``run_pelican`` in the city."""

    def run(*arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        return run_pelican(city, *arguments, **more)

    return run


@pytest.fixture
def clone(themed_template: City, tmp_path: Path) -> Path:
    """A publisher's clone of a city with a ledger; its release list is made."""
    root = tmp_path / "clone"
    house = themed_template.repository.path
    subprocess.run(["git", "clone", "-q", str(house), str(root)], check=True)
    advance(root)
    assert (root / PLACE).is_file()
    return root


@pytest.fixture
def publish(clone: Path) -> Pelican:
    """``pelican -s publishconf.py`` in the clone; ``listed`` is its release list."""

    def run(*arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        listed = {"SANSHEN_RELEASE_LIST": str(clone / PLACE)}
        return run_pelican(clone, "-s", "publishconf.py", *arguments, **{**listed, **more})

    return run
