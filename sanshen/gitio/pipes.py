"""Pipes between processes that hand each other much at once."""

from __future__ import annotations

import fcntl
from contextlib import suppress

SIZE = 1 << 20
"""The most that a user without privileges may ask for."""


def widen(pipe: int) -> None:
    """Let a pipe hold a megabyte, so that neither side waits for each 64 KiB to be taken.

    Where the system has no such thing, or allows no more, the pipe stays as it is.
    """
    with suppress(OSError, AttributeError):
        fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, SIZE)
