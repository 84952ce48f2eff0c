"""Killing what serves a push: the gate's own processes, found by a mark in their environment."""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

MARK = "SANSHEN_TEST_MARK"


def marked(mark: str) -> list[int]:
    """The processes whose environment bears ``mark``."""
    wanted = f"{MARK}={mark}".encode()
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                environment = (folder / "environ").read_bytes()
            except OSError:
                continue
            if wanted in environment.split(b"\0"):
                found.append(int(folder.name))
    return found


def wait_until(condition: Callable[[], bool], seconds: float = 60.0) -> None:
    """Return when ``condition`` holds; AssertionError when it does not in time."""
    end = time.monotonic() + seconds
    pause = threading.Event()
    while not condition():
        assert time.monotonic() < end, "waited too long"
        pause.wait(0.005)


class Killer:
    """Kills ``count`` marked processes, one at a time, each chosen by ``chance``."""

    def __init__(self, mark: str, count: int, chance: random.Random) -> None:
        self.mark, self.count, self.chance = mark, count, chance
        self.killed: list[str] = []
        self.finished = threading.Event()

    def run(self) -> None:
        """Kill until the number is reached or nobody pushes any more."""
        while len(self.killed) < self.count and not self.finished.is_set():
            # How far a push has come when it dies is the point of the test: any moment will do.
            self.finished.wait(self.chance.uniform(0.0, 0.8))
            running = marked(self.mark)
            if running:
                self._kill(self.chance.choice(sorted(running)))

    def _kill(self, process: int) -> None:
        try:
            words = Path(f"/proc/{process}/cmdline").read_bytes().split(b"\0")
            os.kill(process, signal.SIGKILL)
        except (OSError, ProcessLookupError):
            return
        self.killed.append(b" ".join(words[:4]).decode("utf-8", "replace"))


@contextmanager
def killing(mark: str, count: int, chance: random.Random) -> Iterator[Killer]:
    """Kill in the background while the block runs; all of it has ended afterwards."""
    killer = Killer(mark, count, chance)
    thread = threading.Thread(target=killer.run)
    thread.start()
    try:
        yield killer
    finally:
        killer.finished.set()
        thread.join()
        wait_until(lambda: not marked(mark))
