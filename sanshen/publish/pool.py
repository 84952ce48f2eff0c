"""工作进程组 (pool): hands tasks to worker processes and gives their results in order."""

from __future__ import annotations

import select
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from typing import Any, TypeVar

from sanshen.publish.processes import Worker
from sanshen.publish.wire import (
    BEGIN,
    END,
    ENDED,
    NO_TASK,
    RAISED,
    TASK,
    ExecutorError,
    Frame,
    TaskError,
    encode_frame,
    name_of,
)
from sanshen.publish.worker import ALL, OWN

T = TypeVar("T")
R = TypeVar("R")
S = TypeVar("S")
G = TypeVar("G")

QUEUED = 2
"""Tasks a worker holds: one at hand and the next, so that it never waits for its caller."""
AHEAD = 8
"""Tasks begun, for each worker, before the oldest result has been taken."""


class Pool:
    """An ``Executor`` of worker processes, started when there are tasks for them."""

    def __init__(self, kind: str, workers: int) -> None:
        self.kind = kind
        self.workers = workers
        self._trust = OWN if kind == "worker" else ALL
        self._members: list[Worker] = []
        self._busy = False

    def map(self, function: Callable[[T], R], tasks: Iterable[T]) -> Iterator[R]:
        """See ``Executor``."""
        return self._results((name_of(function), "", None), tasks)

    def map_sharing(
        self,
        opening: Callable[[G], AbstractContextManager[S]],
        given: G,
        function: Callable[[S, T], R],
        tasks: Iterable[T],
    ) -> Iterator[R]:
        """See ``Executor``."""
        return self._results((name_of(function), name_of(opening), given), tasks)

    def close(self) -> None:
        """End every worker process; idle ones end by themselves."""
        while self._members:
            member = self._members.pop()
            if self._busy:
                member.end(kill=True)
            else:
                member.close()

    def _results(self, begin: tuple[str, str, Any], tasks: Iterable[Any]) -> Iterator[Any]:
        if self._busy:
            raise ExecutorError("executor.busy")
        self._busy = True
        run = _Run(self, encode_frame(BEGIN, value=begin), iter(tasks))
        try:
            yield from run.results()
            run.finish()
        except BaseException:
            self.close()
            raise
        finally:
            self._busy = False

    def member_for_task(self) -> Worker | None:
        """The worker that is to take the next task: an idle one, a new one, the least busy."""
        least = min(self._members, key=lambda one: len(one.tasks), default=None)
        if least is not None and not least.tasks:
            return least
        if len(self._members) < self.workers:
            self._members.append(Worker(self.kind, self._members))
            return self._members[-1]
        return least if least is not None and len(least.tasks) < QUEUED else None

    def exchange(self, wait: bool) -> Iterator[tuple[Worker, Frame]]:
        """Write what is queued and give the frames that have come; wait for one when asked."""
        members = {one.outbox: one for one in self.begun}
        poller = select.poll()
        for one in self.begun:
            poller.register(one.outbox, select.POLLIN)
            if one.sending:
                members[one.inbox] = one
                poller.register(one.inbox, select.POLLOUT)
        for descriptor, _ in poller.poll(None if wait else 0):
            member = members[descriptor]
            if descriptor == member.inbox:
                member.push()
            else:
                yield from ((member, frame) for frame in member.pull())

    def result(self, frame: Frame) -> Any:
        """The value a frame carries; a TaskError when it says what went wrong."""
        value = self._trust.loads(frame.payload)
        return TaskError(frame.number, *value) if frame.code == RAISED else value

    @property
    def begun(self) -> list[Worker]:
        """The workers that hold what the tasks at hand share."""
        return [one for one in self._members if one.begun]


class _Run:
    """One ``map``: which tasks are out, which results are in."""

    def __init__(self, pool: Pool, begin: bytes, tasks: Iterator[Any]) -> None:
        self.pool = pool
        self.begin = begin
        self.tasks: Iterator[tuple[int, Any]] = enumerate(tasks)
        self.waiting: tuple[int, Any] | None = next(self.tasks, None)
        self.done: dict[int, Any] = {}
        self.given = 0

    def results(self) -> Iterator[Any]:
        """Every result in order."""
        while True:
            self.hand_out()
            if self.given in self.done:
                yield raised_or(self.done.pop(self.given))
                self.given += 1
                self.collect(wait=False)
            elif self.pool.begun and any(one.tasks for one in self.pool.begun):
                self.collect(wait=True)
            else:
                return

    def hand_out(self) -> None:
        """Give tasks to workers that can take one, not too far ahead of the oldest result."""
        while self.waiting is not None:
            number, task = self.waiting
            if number - self.given >= AHEAD * self.pool.workers:
                return
            member = self.pool.member_for_task()
            if member is None:
                return
            if not member.begun:
                member.begun = True
                member.send(self.begin)
            member.tasks.append(number)
            member.send(encode_frame(TASK, number, task))
            self.waiting = next(self.tasks, None)

    def collect(self, wait: bool) -> None:
        """Take the results that are there."""
        for member, frame in self.pool.exchange(wait):
            value = self.pool.result(frame)
            if frame.number == NO_TASK:
                raised_or(value)
                continue
            member.tasks.remove(frame.number)
            self.done[frame.number] = value
            if frame.code == RAISED:  # said in its turn, so that the first one is always said
                self.waiting, self.tasks = None, iter(())

    def finish(self) -> None:
        """Have every worker close what its tasks shared, and wait until it has."""
        for member in self.pool.begun:
            member.send(encode_frame(END))
        while self.pool.begun:
            for member, frame in self.pool.exchange(wait=True):
                raised_or(self.pool.result(frame))
                if frame.code == ENDED:
                    member.begun = False


def raised_or(value: Any) -> Any:
    """Raise an error that came in place of a result, give back any other value."""
    if isinstance(value, TaskError):
        raise value
    return value
