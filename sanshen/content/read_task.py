"""读入任务 (read task): items read, parsed and encoded by whichever process has time for it.

Tasks and results travel between processes. The parent looks records up first, hands out what
the store does not have, and stores what comes back; a worker never writes the store.
"""

from __future__ import annotations

from typing import NamedTuple

from sanshen.content.facts import ItemFacts
from sanshen.content.records import RecordKey
from sanshen.model.sites import Column, Site


class Wanted(NamedTuple):
    """An item file to read: its path and blob id, the site's code and the column's path."""

    path: str
    blob: str
    site: str
    column: str


class ReadTask(NamedTuple):
    """Files of one repository to read.

    ``root`` is the folder of the repository; ``treeish`` anything but empty: blobs are read
    from git, empty: files from the working tree. ``sites`` and ``columns`` hold at least
    those that ``wanted`` names; ``version`` is ``code_version()`` of the parent.
    """

    root: str
    treeish: str
    wanted: tuple[Wanted, ...]
    sites: tuple[Site, ...]
    columns: tuple[Column, ...]
    version: str


class ReadResult(NamedTuple):
    """One file read: the key of its record, the record as bytes, what an index keeps of it.

    ``RecordStore.save_many`` takes ``(key, facts, header, body)`` as they are.
    """

    path: str
    key: RecordKey
    facts: ItemFacts
    header: bytes
    body: bytes


def run(task: ReadTask) -> list[ReadResult]:
    """Read, parse and encode the files of ``task``, in order.

    Raises GitError where a blob is missing, OSError where a working file is.
    """
    raise NotImplementedError
