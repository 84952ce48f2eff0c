"""任务传输 (wire): how tasks and results travel between a build and its worker processes.

A frame is a header (code, number of the task, length) and one pickled value.
"""

from __future__ import annotations

import io
import os
import pickle
import struct
import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any, NamedTuple

from sanshen.model.stops import Stop

BEGIN, TASK, END, STOP = 1, 2, 3, 4
DONE, RAISED, ENDED = 5, 6, 7
NO_TASK = 0xFFFFFFFF
HEADER = struct.Struct(">BIQ")
OURS = ("sanshen.", "sanshen_pelican.")
"""Modules whose classes and functions a separate worker accepts."""
PLAIN = frozenset(
    {("builtins", name) for name in ("set", "frozenset", "bytearray")}
    | {("pathlib", "PosixPath"), ("pathlib", "PurePosixPath")}
    | {("datetime", name) for name in ("date", "datetime", "timedelta", "timezone")}
)


class ExecutorError(Stop):
    """Work cannot be handed out: ``key`` names the sentence in the catalogue."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(f"{key} {values}")
        self.key = key
        self.values: Mapping[str, object] = values


class TaskError(ExecutorError):
    """A task raised: the type, text and traceback of its exception, as text.

    ``number`` counts tasks from 0; NO_TASK for what all tasks of a worker share.
    """

    def __init__(self, number: int, kind: str, text: str, trace: str) -> None:
        super().__init__("executor.raised", kind=kind, text=text)
        self.number, self.kind, self.text, self.trace = number, kind, text, trace

    def __str__(self) -> str:
        return f"{self.kind}: {self.text}\n{self.trace}"


class WorkerDiedError(ExecutorError):
    """A worker process ended in the middle of its work; ``status`` is its exit or -signal."""

    def __init__(self, kind: str, pid: int, status: int) -> None:
        super().__init__("executor.died", kind=kind, pid=pid, status=status)
        self.kind, self.pid, self.status = kind, pid, status


class Frame(NamedTuple):
    """One message: ``code`` says what it is, ``payload`` is a pickled value."""

    code: int
    number: int
    payload: bytes | bytearray


def encode_frame(code: int, number: int = NO_TASK, value: Any = None) -> bytes:
    """A frame's bytes; raises what pickle raises for a value that cannot travel."""
    payload = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
    return HEADER.pack(code, number, len(payload)) + payload


class Incoming:
    """Frames as they come in, each read straight into its place: they may hold a megabyte."""

    def __init__(self) -> None:
        self._header = bytearray(HEADER.size)
        self._payload: bytearray | None = None
        self._filled = 0

    def read(self, descriptor: int) -> Frame | None:
        """Read on; a frame once it is whole. None: nothing more has come (never waits).

        EOFError when the other side has gone.
        """
        while True:
            place = self._header if self._payload is None else self._payload
            if self._filled < len(place):
                try:
                    got = os.readv(descriptor, (memoryview(place)[self._filled :],))
                except BlockingIOError:
                    return None
                if not got:
                    raise EOFError
                self._filled += got
                continue
            self._filled = 0
            code, number, length = HEADER.unpack(self._header)
            if self._payload is None:
                self._payload = bytearray(length)
                continue
            frame, self._payload = Frame(code, number, self._payload), None
            return frame


def read_frame(descriptor: int) -> Frame | None:
    """Wait for one frame; None when the other side has gone."""
    header = _read(descriptor, HEADER.size)
    if header is None:
        return None
    code, number, length = HEADER.unpack(header)
    payload = _read(descriptor, length)
    return None if payload is None else Frame(code, number, payload)


def _read(descriptor: int, size: int) -> bytes | None:
    data = bytearray()
    while len(data) < size:
        part = os.read(descriptor, min(size - len(data), 1 << 20))
        if not part:
            return None
        data += part
    return bytes(data)


def write_frame(descriptor: int, frame: bytes) -> None:
    """Write all of ``frame``; BrokenPipeError when the other side has gone."""
    rest = memoryview(frame)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def name_of(function: Callable[..., Any]) -> str:
    """The name a worker imports ``function`` by; ExecutorError when there is none."""
    module, name = getattr(function, "__module__", ""), getattr(function, "__qualname__", "")
    if getattr(sys.modules.get(module), name, None) is not function:
        raise ExecutorError("executor.not-importable", function=repr(function))
    return f"{module}:{name}"


def function_named(name: str) -> Callable[..., Any]:
    """The function that ``name_of`` named."""
    module, _, attribute = name.partition(":")
    found: Callable[..., Any] = getattr(import_module(module), attribute)
    return found


class _OwnUnpickler(pickle.Unpickler):
    """Accepts our own classes and plain values; functions travel by name, never in a pickle."""

    def find_class(self, module: str, name: str) -> Any:
        """The class a pickle names; UnpicklingError for anything but ours."""
        if (module, name) in PLAIN:
            return super().find_class(module, name)
        if module.startswith(OURS):
            found = super().find_class(module, name)
            if isinstance(found, type) and found.__module__.startswith(OURS):
                return found
        raise pickle.UnpicklingError(f"{module}.{name}")


def own_loads(data: bytes | bytearray) -> Any:
    """Unpickle plain values and objects of our own modules; UnpicklingError for others."""
    return _OwnUnpickler(io.BytesIO(data)).load()


def own_function(name: str) -> Callable[..., Any]:
    """Like ``function_named``, of our own modules only; ExecutorError for others."""
    if name.startswith(OURS):
        found = function_named(name)
        if str(getattr(found, "__module__", "")).startswith(OURS):
            return found
    raise ExecutorError("executor.not-ours", function=name)
