"""关联表 (relations): which items belong together, of the whole city at once.

For builds that look at everything: asking once for all is cheaper than asking for each, and
most items have no translation, interpretation or attachment at all.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import NamedTuple

from sanshen.index.item_rows import parted

Follow = Callable[[str], str]


class Relations(NamedTuple):
    """``translations``: original → translations; ``interpretations``: document → the originals
    that interpret it; ``documents``: the other way round, as its header names them now;
    ``owners``: items with attachments. Paths, sorted.
    """

    translations: Mapping[str, tuple[str, ...]]
    interpretations: Mapping[str, tuple[str, ...]]
    documents: Mapping[str, tuple[str, ...]]
    owners: frozenset[str]


def read_relations(database: sqlite3.Connection, follow: Follow) -> Relations:
    """All relations of an opened index; ``follow`` leads a path to where it moved."""
    translations: dict[str, list[str]] = defaultdict(list)
    for original, path in database.execute(
        "SELECT original, path FROM items WHERE original <> '' ORDER BY path"
    ):
        translations[original].append(path)
    interpretations: dict[str, list[str]] = defaultdict(list)
    documents: dict[str, tuple[str, ...]] = {}
    for path, original, named in database.execute(
        "SELECT path, original, interprets FROM items WHERE interprets <> '' ORDER BY path"
    ).fetchall():
        followed = tuple(map(follow, parted(named)))
        if not original:
            documents[path] = followed
            for document in dict.fromkeys(followed):
                interpretations[document].append(path)
    owners = database.execute("SELECT DISTINCT owner FROM attachments")
    return Relations(
        {one: tuple(paths) for one, paths in translations.items()},
        {one: tuple(paths) for one, paths in interpretations.items()},
        documents,
        frozenset(owner for (owner,) in owners),
    )
