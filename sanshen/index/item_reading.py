"""读入稿件要点 (item reading): the facts of items, from the record store or by reading them."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import NamedTuple

from sanshen.content.addresses import split_item_path
from sanshen.content.facts import ItemFacts
from sanshen.content.item_facts import decode_facts
from sanshen.content.read_task import (
    ReadResult,
    ReadTask,
    Wanted,
    open_reading,
    run,
    run_sharing,
)
from sanshen.content.reading import item_key
from sanshen.content.records import Columns, RecordKey, RecordStore, context_digest
from sanshen.index.inputs import Inputs, Reading
from sanshen.index.schema import content_version

_WINDOW = 1_000
_TASK = 50
_SAVED = 500


class _Window(NamedTuple):
    """Some paths in order, the facts the store has of them, and how many tasks read the rest."""

    paths: tuple[str, ...]
    facts: dict[str, ItemFacts]
    tasks: tuple[ReadTask, ...]


def read_facts(inputs: Inputs, reading: Reading) -> Iterator[ItemFacts]:
    """The facts of every wanted item, in the order of their paths.

    What the store lacks is read by the executor, and kept; a handful of items is read here.
    """
    windows = _windows(inputs, reading)
    waiting: deque[_Window] = deque()
    for window in windows:
        if window.tasks:
            waiting.append(window)
            break
        yield from window.facts.values()
    if not waiting:
        return

    def tasks() -> Iterator[ReadTask]:
        yield from waiting[0].tasks
        for further in windows:
            waiting.append(further)
            yield from further.tasks

    few = len(reading.wanted) <= _TASK
    # one git for each worker: to start one for each task costs as much as reading it
    results = (
        map(run, tasks())
        if few
        else inputs.executor.map_sharing(open_reading, str(inputs.root), run_sharing, tasks())
    )
    unsaved: list[ReadResult] = []
    for done in results:
        unsaved += done
        if len(unsaved) >= _SAVED:
            _keep(inputs.records, unsaved)
        _add(waiting, done)
        while waiting and len(waiting[0].facts) == len(waiting[0].paths):
            yield from _in_order(waiting.popleft())
    _keep(inputs.records, unsaved)
    while waiting:
        yield from _in_order(waiting.popleft())


def _add(waiting: deque[_Window], done: list[ReadResult]) -> None:
    """Results come in the order of the tasks: they belong to the first window that lacks some."""
    window = next(one for one in waiting if len(one.facts) < len(one.paths))
    for result in done:
        window.facts[result.path] = result.facts


def _in_order(window: _Window) -> Iterator[ItemFacts]:
    return (window.facts[path] for path in window.paths)


def _keep(store: RecordStore, unsaved: list[ReadResult]) -> None:
    store.save_many((one.key, one.record) for one in unsaved if one.record is not None)
    unsaved.clear()


def _windows(inputs: Inputs, reading: Reading) -> Iterator[_Window]:
    version = content_version()
    contexts = {
        key: context_digest(reading.sites[key[0]], one)
        for key, one in reading.columns.items()
        if key[0] in reading.sites
    }
    paths = sorted(reading.wanted)
    for start in range(0, len(paths), _WINDOW):
        wanted = [_wanted(path, reading) for path in paths[start : start + _WINDOW]]
        keys = {
            item_key(one.path, one.blob, version, contexts[one.site, one.column]): one
            for one in wanted
        }
        facts = _stored(inputs.records, keys)
        lacking = [one for one in wanted if one.path not in facts]
        yield _Window(
            tuple(one.path for one in wanted),
            facts,
            tuple(
                _task(inputs, reading, lacking[at : at + _TASK], version)
                for at in range(0, len(lacking), _TASK)
            ),
        )


def _stored(store: RecordStore, keys: dict[RecordKey, Wanted]) -> dict[str, ItemFacts]:
    found = {
        keys[key].path: decode_facts(record.facts)
        for key, record in store.load_many(keys, Columns.FACTS)
    }
    return {one.path: found[one.path] for one in keys.values() if one.path in found}


def _task(inputs: Inputs, reading: Reading, wanted: list[Wanted], version: str) -> ReadTask:
    keys = sorted({(one.site, one.column) for one in wanted})
    sites = tuple(reading.sites[code] for code in sorted({site for site, _ in keys}))
    columns = tuple(reading.columns[key] for key in keys)
    return ReadTask(str(inputs.root), inputs.treeish, tuple(wanted), sites, columns, version)


def _wanted(path: str, reading: Reading) -> Wanted:
    parts = split_item_path(path)
    if parts is None:
        raise ValueError(f"no path of an item: {path}")
    return Wanted(path, reading.wanted[path].id, parts.site, parts.column)
