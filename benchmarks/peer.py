"""同行 (peer): what the measuring needs of any generator that builds the same site."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from benchmarks.corpus import Article

THEMES = Path(__file__).parent / "themes"


class UnavailableError(RuntimeError):
    """The peer cannot be measured here; the text says what is missing."""


class Peer(Protocol):
    """A generator: how it is installed, what its site looks like on disk, how it is run."""

    name: str

    def install(self, tools: Path) -> None:
        """Make the program ready below ``tools``; UnavailableError when that is impossible."""

    def lay_down(self, folder: Path, size: int) -> None:
        """Write the whole site of ``size`` articles: content, templates, settings."""

    def write_article(self, folder: Path, article: Article) -> None:
        """Write one article's files over what is there."""

    def command(self, output: Path) -> tuple[str, ...]:
        """The command of a full build into ``output``, run in the site's folder."""

    def environment(self) -> Mapping[str, str]:
        """What the command needs beside the ordinary environment."""

    def neutral(self, path: str) -> str:
        """An output path under the name all generators' lists are compared by (``layout``)."""


def make_venv(folder: Path, *packages: str) -> Path:
    """A virtual environment with ``packages`` in it, made once; its folder.

    UnavailableError when the package index does not give them.
    """
    done = folder / ".installed"
    wanted = "\n".join(packages)
    if not done.exists() or done.read_text(encoding="utf-8") != wanted:
        shutil.rmtree(folder, ignore_errors=True)
        install([sys.executable, "-m", "venv", str(folder)], folder.parent)
        install([str(folder / "bin" / "pip"), "install", "--quiet", *packages], folder)
        done.write_text(wanted, encoding="utf-8")
    return folder


def install(command: list[str], folder: Path) -> None:
    """Run an installer; UnavailableError with the end of what it said when it fails."""
    folder.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        raise UnavailableError(f"{' '.join(command[:3])}: {done.stderr.strip()[-500:]}")


def write(file: Path, data: str | bytes) -> None:
    """Write a file and whatever folders it needs."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data.encode() if isinstance(data, str) else data)


def copy_theme(name: str, folder: Path) -> None:
    """Copy the equal templates of a generator to where it looks for them."""
    shutil.copytree(THEMES / name, folder, dirs_exist_ok=True)
