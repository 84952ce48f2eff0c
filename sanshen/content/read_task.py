"""读入任务 (read task): items parsed and encoded by whichever process has time for it.

Tasks and results travel between processes. The parent looks records up first, reads from git
what the store does not have, hands that out, and stores what comes back: one git finds what
files have in common once, and a worker neither reads the repository nor writes the store.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import NamedTuple

from sanshen.content.facts import ItemFacts
from sanshen.content.item_facts import decode_facts, encode_facts, facts_of
from sanshen.content.item_record import encode_record, read_record
from sanshen.content.records import Record
from sanshen.model.sites import Column, Site


class ItemFile(NamedTuple):
    """An item file to read: path, blob id, the site's code, the column's path, its bytes."""

    path: str
    blob: str
    site: str
    column: str
    data: bytes


ReadTask = tuple[ItemFile, ...]


class ReadSettings(NamedTuple):
    """What files are read under: at least the sites and columns that they are in."""

    sites: Mapping[str, Site]
    columns: Mapping[tuple[str, str], Column]


class ReadResult(NamedTuple):
    """One file read: its record as bytes; where it cannot be kept, what an index keeps of it.

    ``record`` is None for a file whose path is no text, which is read anew each time.
    """

    path: str
    record: Record | None
    unkept: ItemFacts | None = None

    @property
    def facts(self) -> ItemFacts | None:
        """What an index keeps of the file."""
        return decode_facts(self.record.facts) if self.record is not None else self.unkept


@contextmanager
def open_reading(settings: ReadSettings) -> Iterator[ReadSettings]:
    """What tasks of one worker share, handed over once."""
    yield settings


def run(settings: ReadSettings, task: ReadTask) -> list[ReadResult]:
    """Parse and encode the files of ``task``, in order."""
    return [_read(settings, file) for file in task]


def _read(settings: ReadSettings, file: ItemFile) -> ReadResult:
    path, blob, site, column, data = file
    record = read_record(path, blob, data, settings.sites[site], settings.columns[site, column])
    facts = facts_of(path, blob, site, column, record)
    stored = encode_record(record)
    if stored is None:
        return ReadResult(path, None, facts)
    return ReadResult(path, stored._replace(facts=encode_facts(facts)))
