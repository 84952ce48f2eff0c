"""读入稿件要点 (item reading): the facts of items, from the record store or by reading them."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from sanshen.content.addresses import split_item_path
from sanshen.content.facts import ItemFacts
from sanshen.content.item_facts import decode_facts
from sanshen.content.read_task import (
    ItemFile,
    ReadResult,
    ReadSettings,
    ReadTask,
    open_reading,
    run,
)
from sanshen.content.reading import item_key
from sanshen.content.records import Columns, Record, RecordKey, RecordStore, context_digest
from sanshen.index.inputs import Inputs, Reading
from sanshen.index.schema import content_version
from sanshen.index.source_files import ListedSource

_WINDOW = 1_000
_TASK = 50
_SAVED = 500

_Place = tuple[str, str]


class _Window(NamedTuple):
    """Some paths in order: their sites and columns, their keys, the facts the store has."""

    places: dict[str, _Place]
    keys: dict[str, RecordKey]
    facts: dict[str, ItemFacts]

    @property
    def is_whole(self) -> bool:
        return len(self.facts) == len(self.places)

    def in_order(self) -> Iterator[ItemFacts]:
        return (self.facts[path] for path in self.places)


def read_facts(inputs: Inputs, reading: Reading) -> Iterator[ItemFacts]:
    """The facts of every wanted item, in the order of their paths.

    What the store lacks is read by the executor, and kept; a handful of items is read here.
    """
    windows = _windows(inputs, reading)
    for window in windows:
        if not window.is_whole:
            yield from _Reading(inputs, reading, window, windows).run()
            return
        yield from window.in_order()


class _Reading:
    """The reading of ``first``, of which the store lacks something, and of all that follow."""

    def __init__(
        self, inputs: Inputs, reading: Reading, first: _Window, further: Iterator[_Window]
    ) -> None:
        self.inputs = inputs
        self.reading = reading
        self.further = further
        self.waiting = deque((first,))
        self.unsaved: list[tuple[RecordKey, Record]] = []

    def run(self) -> Iterator[ItemFacts]:
        for done in self._results():
            for result in done:
                self._take(result)
            if len(self.unsaved) >= _SAVED:
                self._keep()
            while self.waiting and self.waiting[0].is_whole:
                yield from self.waiting.popleft().in_order()
        self._keep()
        while self.waiting:
            yield from self.waiting.popleft().in_order()

    def _results(self) -> Iterator[list[ReadResult]]:
        settings = ReadSettings(self.reading.sites, self.reading.columns)
        if len(self.reading.wanted) <= _TASK:
            return (run(settings, task) for task in self._tasks())
        return self.inputs.executor.map_sharing(open_reading, settings, run, self._tasks())

    def _tasks(self) -> Iterator[ReadTask]:
        source = ListedSource(self.inputs.root, self.reading.wanted, not self.inputs.treeish)
        places: dict[str, _Place] = {}
        files = source.read(self._lacking(places))
        while part := list(islice(files, _TASK)):
            yield tuple(
                ItemFile(path, self.reading.wanted[path].id, *places.pop(path), data)
                for path, data in part
            )

    def _lacking(self, places: dict[str, _Place]) -> Iterator[str]:
        """The paths the store does not have, their ``places`` noted."""
        window: _Window | None = self.waiting[0]
        while window is not None:
            for path, place in window.places.items():
                if path not in window.facts:
                    places[path] = place
                    yield path
            window = next(self.further, None)
            if window is not None:
                self.waiting.append(window)

    def _take(self, result: ReadResult) -> None:
        """Results come in the order of the tasks: they belong to the first window that lacks."""
        window = next(one for one in self.waiting if not one.is_whole)
        facts = result.facts
        if facts is not None:
            window.facts[result.path] = facts
        if result.record is not None:
            self.unsaved.append((window.keys[result.path], result.record))

    def _keep(self) -> None:
        self.inputs.records.save_many(self.unsaved)
        self.unsaved.clear()


def _windows(inputs: Inputs, reading: Reading) -> Iterator[_Window]:
    version = content_version()
    contexts = {
        key: context_digest(reading.sites[key[0]], one)
        for key, one in reading.columns.items()
        if key[0] in reading.sites
    }
    paths = sorted(reading.wanted)
    for start in range(0, len(paths), _WINDOW):
        places = {path: _place(path) for path in paths[start : start + _WINDOW]}
        keys = {
            path: item_key(path, reading.wanted[path].id, version, contexts[place])
            for path, place in places.items()
        }
        yield _Window(places, keys, _stored(inputs.records, keys))


def _stored(store: RecordStore, keys: dict[str, RecordKey]) -> dict[str, ItemFacts]:
    paths = {key: path for path, key in keys.items()}
    found = store.load_many(paths, Columns.FACTS)
    return {paths[key]: decode_facts(record.facts) for key, record in found}


def _place(path: str) -> _Place:
    parts = split_item_path(path)
    if parts is None:
        raise ValueError(f"no path of an item: {path}")
    return parts.site, parts.column
