"""放行文件 (released file): what the ledger says of one file that may be public."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReleasedFile:
    """One released file: its blob, the change that released it last, and its times.

    ``published`` is the first RELEASED time (or the old time of 存量), ``updated`` the last
    one: ISO 8601 instants with offset, or a bare date where a baseline has only that.
    """

    path: str
    blob: str
    change: int
    published: str
    updated: str
    baseline: bool
