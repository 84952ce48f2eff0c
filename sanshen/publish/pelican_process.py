"""Pelican 进程 (Pelican process): started early, told later what to do.

Its start-up (imports, settings, theme) takes as long as many a whole build, so it begins while
we still find out what has changed. It waits for one line, the place of the plan; without one
it ends and has written nothing. It is a program of its own either way; as a copy of our
process it need not read our modules a second time.
"""

from __future__ import annotations

import gc
import os
import runpy
import signal
import subprocess
import sys
import threading
import traceback
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, NoReturn, Protocol

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


class PelicanCopy:
    """As ``PelicanProcess``, but a copy of this process that goes on as ``python -m pelican``.

    For programs without threads that have opened no database yet. ``command`` is that of the
    fresh process: interpreter, ``-m``, module, arguments.
    """

    def __init__(
        self,
        command: Sequence[str],
        environment: Mapping[str, str],
        folder: Path,
        held: Sequence[int] = (),  # noqa: ARG002 - a copy has every descriptor
    ) -> None:
        told, telling = os.pipe()
        reading, writing = os.pipe()
        sys.stdout.flush()
        sys.stderr.flush()
        self._pid = os.fork()
        if self._pid == 0:
            _become(command, environment, folder, told, writing, (telling, reading))
        os.close(told)
        os.close(writing)
        self._telling, self._reading = telling, reading
        self._ended = False

    def render(self, plan: Path) -> Done:
        """See ``Renderer``."""
        self._tell(f"{plan}\n")
        with os.fdopen(self._reading, "rb") as stream:
            log = stream.read().decode("utf-8", "replace")
        return Done(self._wait(), log)

    def cancel(self) -> None:
        """See ``Renderer``."""
        if not self._ended:
            os.kill(self._pid, signal.SIGKILL)
            os.close(self._telling)
            os.close(self._reading)
            self._wait()

    def _tell(self, line: str) -> None:
        try:
            os.write(self._telling, line.encode())
        except BrokenPipeError:
            # It ended already; its exit code and words say why.
            return
        finally:
            os.close(self._telling)

    def _wait(self) -> int:
        self._ended = True
        _, status = os.waitpid(self._pid, 0)
        return os.waitstatus_to_exitcode(status)


def _become(
    command: Sequence[str],
    environment: Mapping[str, str],
    folder: Path,
    told: int,
    writing: int,
    others: Sequence[int],
) -> NoReturn:
    """Go on as the module ``command`` names; never returns, whatever happens."""
    code = 1
    try:
        for other in others:
            os.close(other)
        os.dup2(told, 0)
        os.dup2(writing, 1)
        os.dup2(writing, 2)
        os.close(told)
        os.close(writing)
        sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115
        sys.stdout = sys.stderr = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
        os.environ.clear()
        os.environ.update(environment)
        os.chdir(folder)
        warnings.simplefilter("ignore")
        sys.argv = ["pelican", *command[3:]]
        # Until Pelican is loaded (``SanshenPelican.run``): nothing that loading makes is garbage.
        gc.disable()
        runpy.run_module(command[2], run_name="__main__", alter_sys=True)
        code = 0
    except SystemExit as stop:
        code = _code_of(stop)
    except BaseException:  # noqa: BLE001 - printed; what matters is that this process ends
        traceback.print_exc()
    finally:
        try:
            sys.stdout.flush()
        finally:
            os._exit(code)


def _code_of(stop: SystemExit) -> int:
    """What ``sys.exit`` would give the shell; a text is printed and is 1."""
    if stop.code is None or isinstance(stop.code, int):
        return stop.code or 0
    print(stop.code, file=sys.stderr)
    return 1


def start_pelican(
    command: Sequence[str], environment: Mapping[str, str], folder: Path, held: Sequence[int] = ()
) -> Renderer:
    """The quicker of the two that this process allows: a copy where it has a single thread."""
    kind = PelicanCopy if threading.active_count() == 1 else PelicanProcess
    return kind(command, environment, folder, held)
