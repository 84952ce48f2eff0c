"""Pelican 进程 (Pelican process): started early, told later what to do.

Its start-up (imports, settings, theme) takes as long as many a whole build, so it begins while
we still find out what has changed. It waits for one line, the place of the plan; without one
it ends and has written nothing.
"""

from __future__ import annotations

import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, Protocol

WAITING = "-"
"""SANSHEN_PLAN of a process that is told its plan on standard input."""


class Done(NamedTuple):
    """How a process ended: its exit code and everything it printed."""

    code: int
    log: str


class Renderer(Protocol):
    """A process that renders one plan."""

    def render(self, plan: Path) -> Done:
        """Have ``plan`` rendered; when this returns the process has ended."""

    def cancel(self) -> None:
        """End a process that has nothing to do."""


class Starter(Protocol):
    """Starts a renderer; tests put their own in its place."""

    def __call__(
        self,
        command: Sequence[str],
        environment: Mapping[str, str],
        folder: Path,
        held: Sequence[int],
    ) -> Renderer:
        """Start ``command``; it keeps the descriptors ``held`` (locks) open."""


class PelicanProcess:
    """Pelican in a process of its own: its signals would leak from site to site."""

    def __init__(
        self,
        command: Sequence[str],
        environment: Mapping[str, str],
        folder: Path,
        held: Sequence[int] = (),
    ) -> None:
        self._process = subprocess.Popen(
            list(command), env=dict(environment), cwd=folder, text=True, encoding="utf-8",
            errors="replace", stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, pass_fds=tuple(held),
        )  # fmt: skip

    def render(self, plan: Path) -> Done:
        """See ``Renderer``."""
        log, _ = self._process.communicate(f"{plan}\n")
        return Done(self._process.returncode, log)

    def cancel(self) -> None:
        """See ``Renderer``."""
        if self._process.poll() is None:
            self._process.kill()
            self._process.communicate()
