"""执行器 (executor): independent tasks, done here or by worker processes, results in order.

``serial`` does them in this process, ``fork`` in copies of it, ``spawn`` in fresh
interpreters, ``worker`` in separate programs that accept our own modules only. All give equal
results; another engine takes their place by having the two methods of ``Executor``.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import Any, Protocol, TypeVar

from sanshen.publish.pool import Pool
from sanshen.publish.processes import STARTS
from sanshen.publish.wire import NO_TASK, ExecutorError, TaskError, name_of
from sanshen.publish.worker import ALL, Work, describe

T = TypeVar("T")
R = TypeVar("R")
S = TypeVar("S")
G = TypeVar("G")

SERIAL = "serial"
KINDS = (SERIAL, *STARTS)
MOST_WORKERS = 2
"""Workers unless asked otherwise: more do not write files faster."""


class Executor(Protocol):
    """Does tasks. Functions are importable by name; tasks and results can be pickled."""

    workers: int

    def map(self, function: Callable[[T], R], tasks: Iterable[T]) -> Iterator[R]:
        """The result of ``function`` for each task, in the order of the tasks.

        Raises TaskError (what a task raised), WorkerDiedError, ExecutorError; then, and when
        the iterator is closed early, tasks under way are stopped.
        """

    def map_sharing(
        self,
        opening: Callable[[G], AbstractContextManager[S]],
        given: G,
        function: Callable[[S, T], R],
        tasks: Iterable[T],
    ) -> Iterator[R]:
        """Like ``map``, with something opened once in each worker and closed at the end.

        ``opening(given)`` is a context manager; each task is ``function(opened, task)``.
        """


class SerialExecutor:
    """Does every task in this process, when its result is asked for."""

    workers = 1

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

    def _results(self, begin: tuple[str, str, Any], tasks: Iterable[Any]) -> Iterator[Any]:
        work = Work(ALL)
        try:
            _tried(NO_TASK, work.begin, *begin)
            for number, task in enumerate(tasks):
                yield _tried(number, work.do, task)
        finally:
            _tried(NO_TASK, work.end)


def _tried(number: int, function: Callable[..., Any], *values: Any) -> Any:
    """What ``function`` returns; what it raises becomes the error worker processes report."""
    try:
        return function(*values)
    except (Exception, SystemExit) as error:
        raise TaskError(number, *describe(error)) from error


def chosen_kind(kind: str | None, environment: Mapping[str, str]) -> str:
    """``kind``, else ``SANSHEN_EXECUTOR``, else ``fork``; ExecutorError for an unknown one."""
    chosen = kind or environment.get("SANSHEN_EXECUTOR") or "fork"
    if chosen not in KINDS:
        raise ExecutorError("executor.no-such-kind", value=chosen, known=", ".join(KINDS))
    return chosen


def chosen_workers(workers: int | None, environment: Mapping[str, str]) -> int:
    """``workers``, else ``SANSHEN_WORKERS``, else up to two; ExecutorError below one."""
    text = str(workers or environment.get("SANSHEN_WORKERS") or "")
    if not text:
        return min(MOST_WORKERS, len(os.sched_getaffinity(0)))
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise ExecutorError("executor.bad-workers", value=text)
    return int(text)


@contextmanager
def open_executor(
    kind: str | None = None,
    workers: int | None = None,
    environment: Mapping[str, str] = os.environ,
) -> Iterator[Executor]:
    """An executor of one of ``KINDS``; no process of its own is left when the block ends."""
    chosen, number = chosen_kind(kind, environment), chosen_workers(workers, environment)
    if chosen == SERIAL:
        yield SerialExecutor()
        return
    pool = Pool(chosen, number)
    try:
        yield pool
    finally:
        pool.close()
