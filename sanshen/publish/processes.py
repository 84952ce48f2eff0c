"""进程 (processes): start a worker in one of three ways, talk to it, see that it is gone."""

from __future__ import annotations

import os
import select
import signal
import sys
from collections import deque
from collections.abc import Callable, Iterable, Mapping

from sanshen.gitio.pipes import widen
from sanshen.publish.wire import (
    NO_TASK,
    STOP,
    Frame,
    Incoming,
    WorkerDiedError,
    encode_frame,
)
from sanshen.publish.worker import ALL, serve_and_exit

CHUNK = 1 << 18
PATIENCE = 5_000
"""Milliseconds an idle worker is given to end by itself."""
Start = Callable[[int, int, Iterable[int]], int]
"""(inbox, outbox, descriptors that are not the worker's) → process id."""


def start_fork(inbox: int, outbox: int, foreign: Iterable[int]) -> int:
    """A copy of this process: starts at once, with every module there already is."""
    sys.stdout.flush()
    sys.stderr.flush()
    pid = os.fork()
    if pid:
        return pid
    try:
        for descriptor in foreign:
            os.close(descriptor)
    finally:
        serve_and_exit(inbox, outbox, ALL)


def start_spawn(inbox: int, outbox: int, foreign: Iterable[int]) -> int:
    """A fresh interpreter that imports from where this one does."""
    del foreign  # none is inherited
    program = f"import sys; sys.path[:] = {sys.path!r}\n"
    program += "from sanshen.publish.worker import main; main(['all'])"
    return _run(("-c", program), inbox, outbox)


def start_worker(inbox: int, outbox: int, foreign: Iterable[int]) -> int:
    """The installed worker as a program of its own."""
    del foreign  # none is inherited
    return _run(("-m", "sanshen.publish.worker"), inbox, outbox)


def _run(arguments: tuple[str, ...], inbox: int, outbox: int) -> int:
    # -P: else Python looks for modules in the clone first, and would run what lies there.
    command = [sys.executable, "-P", *arguments]
    places = [(os.POSIX_SPAWN_DUP2, inbox, 0), (os.POSIX_SPAWN_DUP2, outbox, 1)]
    return os.posix_spawn(sys.executable, command, os.environ, file_actions=places)


STARTS: Mapping[str, Start] = {"fork": start_fork, "spawn": start_spawn, "worker": start_worker}


class Worker:
    """One worker process as its executor sees it; nothing here ever waits but ``close``."""

    def __init__(self, kind: str, others: Iterable[Worker]) -> None:
        theirs, self.inbox = os.pipe()
        self.outbox, answers = os.pipe()
        foreign = [self.inbox, self.outbox, *(fd for one in others for fd in one.descriptors)]
        self.kind = kind
        self.pid = STARTS[kind](theirs, answers, foreign)
        os.close(theirs)
        os.close(answers)
        os.set_blocking(self.inbox, False)
        os.set_blocking(self.outbox, False)
        widen(self.inbox)
        widen(self.outbox)
        self.sending = bytearray()
        self.received = Incoming()
        self.tasks: deque[int] = deque()
        self.begun = False

    @property
    def descriptors(self) -> tuple[int, int]:
        """This side's ends of both pipes."""
        return self.inbox, self.outbox

    def send(self, frame: bytes) -> None:
        """Queue a frame and write what the pipe takes now."""
        self.sending += frame
        self.push()

    def push(self) -> None:
        """Write what is queued, as far as the pipe takes it."""
        try:
            while self.sending:
                del self.sending[: os.write(self.inbox, memoryview(self.sending)[:CHUNK])]
        except BlockingIOError:
            return
        except BrokenPipeError:
            self.sending.clear()  # its death is seen, and said, where its answers end

    def pull(self) -> list[Frame]:
        """Read what is there; WorkerDiedError when the process has ended."""
        frames = []
        try:
            while (frame := self.received.read(self.outbox)) is not None:
                frames.append(frame)
        except EOFError:
            if not frames:
                raise WorkerDiedError(self.kind, self.pid, self.end(kill=False)) from None
        return frames

    def end(self, kill: bool) -> int:
        """Wait for the process, first killing it when asked; its exit status or -signal."""
        if self.pid == 0:
            return 0
        if kill:
            os.kill(self.pid, signal.SIGKILL)
        _, status = os.waitpid(self.pid, 0)
        self.pid = 0
        for descriptor in self.descriptors:
            os.close(descriptor)
        return os.waitstatus_to_exitcode(status)

    def close(self) -> None:
        """Ask an idle worker to stop; one that does not is killed."""
        self.send(encode_frame(STOP, NO_TASK))
        poller = select.poll()
        poller.register(self.outbox, select.POLLIN)
        ended = poller.poll(PATIENCE) and not os.read(self.outbox, 1)
        self.end(kill=not ended)
