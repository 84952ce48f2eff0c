"""读入稿件要点 (item reading): the facts of items, from the record store or by reading them."""

from __future__ import annotations

from collections.abc import Iterator

from sanshen.content.addresses import split_item_path
from sanshen.content.facts import ItemFacts
from sanshen.content.reading import Reader
from sanshen.index.inputs import Inputs, Reading
from sanshen.index.item_facts import facts_of
from sanshen.index.source_files import ListedSource


def read_facts(inputs: Inputs, reading: Reading) -> Iterator[ItemFacts]:
    """The facts of every wanted item, in the order of their paths."""
    source = ListedSource(inputs.root, reading.wanted, not inputs.treeish)
    reader = Reader(reading.wanted, reading.sites, reading.columns, inputs.records)
    paths = sorted(reading.wanted)
    for start in range(0, len(paths), 500):
        places = {}
        for path in paths[start : start + 500]:
            parts = split_item_path(path)
            if parts is not None:
                places[path] = (parts.site, parts.column)
        for path, record in reader.items(source, places).items():
            yield facts_of(path, reading.wanted[path].id, *places[path], record)
