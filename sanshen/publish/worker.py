"""工作进程 (worker): takes tasks from a pipe and answers each in turn, until told to stop.

``python -m sanshen.publish.worker`` is a worker of its own: frames on standard input and
output, and nothing accepted but our own modules' classes and functions.
"""

from __future__ import annotations

import gc
import os
import pickle
import signal
import sys
import traceback
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from functools import partial
from typing import Any, NamedTuple, NoReturn

from sanshen.content.collecting import collector_paused
from sanshen.publish.wire import (
    BEGIN,
    DONE,
    END,
    ENDED,
    NO_TASK,
    RAISED,
    STOP,
    TASK,
    ExecutorError,
    Frame,
    encode_frame,
    function_named,
    own_function,
    own_loads,
    read_frame,
    write_frame,
)


class Trust(NamedTuple):
    """How a worker reads what it is sent: its pickles and its functions' names."""

    loads: Callable[[bytes | bytearray], Any]
    find: Callable[[str], Callable[..., Any]]


class Work:
    """The function of the tasks at hand, and what its tasks share."""

    def __init__(self, trust: Trust) -> None:
        self.trust = trust
        self.function: Callable[[Any], Any] | None = None
        self.shared: AbstractContextManager[Any] | None = None

    def begin(self, name: str, opening: str, given: Any) -> None:
        """Open what the tasks share, if anything: ``opening`` gives a context manager."""
        function = self.trust.find(name)
        if opening:
            self.shared = self.trust.find(opening)(given)
            function = partial(function, self.shared.__enter__())
        self.function = function

    def do(self, task: Any) -> Any:
        """The result of one task; a plain error when nothing was begun."""
        if self.function is None:
            raise ExecutorError("executor.not-begun")
        with collector_paused():
            return self.function(task)

    def end(self) -> None:
        """Close what the tasks shared."""
        shared, self.shared, self.function = self.shared, None, None
        if shared is not None:
            shared.__exit__(None, None, None)

    def answer(self, frame: Frame) -> bytes:
        """Do what a frame asks for; the answer to be sent, empty for none."""
        value = self.trust.loads(frame.payload)
        if frame.code == BEGIN:
            self.begin(*value)
        elif frame.code == END:
            self.end()
            return encode_frame(ENDED)
        elif frame.code == TASK:
            return encode_frame(DONE, frame.number, self.do(value))
        return b""


def describe(error: BaseException) -> tuple[str, str, str]:
    """Type, text and traceback of an exception, as text: an exception itself may not travel."""
    trace = "".join(traceback.format_exception(error))
    return type(error).__qualname__, str(error), trace


def serve(inbox: int, outbox: int, trust: Trust) -> None:
    """Answer frame after frame until STOP, or until the other side has gone."""
    work = Work(trust)
    while (frame := read_frame(inbox)) is not None and frame.code != STOP:
        try:
            answer = work.answer(frame)
        except BaseException as error:  # noqa: BLE001 - the caller gets it, whatever it is
            number = frame.number if frame.code == TASK else NO_TASK
            answer = encode_frame(RAISED, number, describe(error))
        if answer:
            write_frame(outbox, answer)


def serve_and_exit(inbox: int, outbox: int, trust: Trust) -> NoReturn:
    """Serve, then end this process at once: what it inherited is not its to clean up."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    gc.freeze()
    status = 1
    try:
        serve(inbox, outbox, trust)
        status = 0
    except BrokenPipeError:
        status = 0
    except BaseException:  # noqa: BLE001 - the process ends here, nobody else can say it
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


ALL = Trust(pickle.loads, function_named)
OWN = Trust(own_loads, own_function)


def main(arguments: Sequence[str]) -> NoReturn:
    """Serve on standard input and output; what tasks print goes to standard error.

    ``all`` accepts every module the process can import (the kind ``spawn``).
    """
    inbox, outbox = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    serve_and_exit(inbox, outbox, ALL if tuple(arguments) == ("all",) else OWN)


if __name__ == "__main__":
    main(sys.argv[1:])
