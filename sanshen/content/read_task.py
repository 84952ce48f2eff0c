"""读入任务 (read task): items read, parsed and encoded by whichever process has time for it.

Tasks and results travel between processes. The parent looks records up first, hands out what
the store does not have, and stores what comes back; a worker never writes the store.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from sanshen.content.facts import ItemFacts
from sanshen.content.item_facts import encode_facts, facts_of
from sanshen.content.item_record import encode_record, read_record
from sanshen.content.reading import item_key
from sanshen.content.records import Record, RecordKey, context_digest
from sanshen.gitio.blobs import BlobReader
from sanshen.gitio.repository import Repository
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
    """One file read: the key of its record, its record as bytes, what an index keeps of it.

    ``RecordStore.save_many`` takes ``(key, record)`` as they are; ``record`` is None for a
    file whose path is no text, which is read anew each time.
    """

    path: str
    key: RecordKey
    facts: ItemFacts
    record: Record | None


@contextmanager
def open_reading(root: str) -> Iterator[BlobReader]:
    """What tasks of one worker share: a git that stays open; for ``run_sharing``."""
    with BlobReader(Path(root)) as reader:
        yield reader


def run(task: ReadTask) -> list[ReadResult]:
    """Read, parse and encode the files of ``task``, in order.

    Raises GitError where a blob is missing, OSError where a working file is.
    """
    with open_reading(task.root) as reader:
        return run_sharing(reader, task)


def run_sharing(reader: BlobReader, task: ReadTask) -> list[ReadResult]:
    """As ``run``, by a git that is open already."""
    sites = {site.code: site for site in task.sites}
    columns = {(column.site, column.path): column for column in task.columns}
    contexts = {key: context_digest(sites[key[0]], one) for key, one in columns.items()}
    results = []
    for wanted, data in zip(task.wanted, _read(reader, task), strict=True):
        path, blob, site, column = wanted
        record = read_record(path, blob, data, sites[site], columns[site, column])
        facts = facts_of(path, blob, site, column, record)
        stored = encode_record(record)
        results.append(
            ReadResult(
                path,
                item_key(path, blob, task.version, contexts[site, column]),
                facts,
                None if stored is None else stored._replace(facts=encode_facts(facts)),
            )
        )
    return results


def _read(reader: BlobReader, task: ReadTask) -> Iterator[bytes]:
    if task.treeish:
        return reader.read(one.blob for one in task.wanted)
    repository = Repository(Path(task.root))
    return (repository.read_working_file(one.path) for one in task.wanted)
