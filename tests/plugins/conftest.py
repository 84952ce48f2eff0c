"""A city for the plugin's tests: the sample of ``tests/publish`` as a git repository."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "tests" / "city" / "sample"

Pelican = Callable[..., "subprocess.CompletedProcess[str]"]


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
    """Run the ``pelican`` command in the city, as a newcomer would; ``more`` is its environment."""

    def run(*arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        environment: Mapping[str, str] = {**os.environ, "SANSHEN_LANG": "zh", **more}
        return subprocess.run(
            [sys.executable, "-m", "pelican", "--log-handler", "plain", *arguments],
            cwd=city, env=environment, text=True, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, check=False,
        )  # fmt: skip

    return run
