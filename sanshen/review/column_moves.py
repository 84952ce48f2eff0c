"""栏目迁移 (column moves): items that go to another column and stay what they were.

Such items are one matter, however many. So nothing else may travel with them: no word, no
picture, no link to another place.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from sanshen.content.addresses import item_folder
from sanshen.content.content_tree import ContentTree
from sanshen.content.item import Item
from sanshen.content.targets import source_target
from sanshen.model.changes import Move

Columns = Mapping[tuple[str, str, str], list[str]]
"""(site, old folder, new folder) → new paths of the items that move between them."""


def column_moves(old: ContentTree, new: ContentTree, moves: Iterable[Move]) -> Columns:
    """The items that move from column to column unchanged but for 原网址.

    The folders are those of the columns without what both end in, so that what lies below
    moves along. Anything else is a matter of its own.
    """
    moves = tuple(moves)
    along = _Along(moves)
    found: dict[tuple[str, str, str], list[str]] = {}
    for was, now in moves:
        before, after = old.items.get(was), new.items.get(now)
        if before is None or after is None or before.column == after.column:
            continue
        if now not in old.blobs and along.is_unchanged(before, after, old, new):
            folders = _without_common_end(before.column, after.column)
            found.setdefault((after.site, *folders), []).append(now)
    return found


class _Along:
    """Compares what was with what is, knowing what moves."""

    def __init__(self, moves: tuple[Move, ...]) -> None:
        self.items = dict(moves)
        self.folders = {item_folder(one): item_folder(other) for one, other in moves}

    def is_unchanged(self, before: Item, after: Item, old: ContentTree, new: ContentTree) -> bool:
        """Whether header, text, links and files are the same, each where it is now."""
        one, other = (
            item.header.model_dump(exclude={"former_addresses", "interprets"})
            for item in (before, after)
        )
        return (
            one == other
            and old.bodies[before.path].text == new.bodies[after.path].text
            and list(self._targets(before, old, moved=True))
            == list(self._targets(after, new, moved=False))
            and _files(before, old) == _files(after, new)
        )

    def _targets(self, item: Item, tree: ContentTree, moved: bool) -> Iterator[tuple[str, str]]:
        """Where links of text and header lead, as (path, anchor), or as written."""
        written = [reference.target for reference in tree.references.get(item.path, ())]
        written += [link.target for link in tree.bodies[item.path].links]
        for target in written:
            found = None if ":" in target or target[:1] == "#" else source_target(item.path, target)
            if found is None:
                yield target, ""
            else:
                yield self._now(found.path) if moved else found.path, found.fragment

    def _now(self, path: str) -> str:
        folder, _, name = path.rpartition("/")
        if path not in self.items and folder in self.folders:
            return f"{self.folders[folder]}/{name}"
        return self.items.get(path, path)


def _files(item: Item, tree: ContentTree) -> dict[str, str]:
    """The attachments of an item: name to blob."""
    start = f"{item.folder}/"
    return {
        path.removeprefix(start): b.id for path, b in tree.blobs.items() if path.startswith(start)
    }


def _without_common_end(one: str, other: str) -> tuple[str, str]:
    first, second = one.split("/"), other.split("/")
    while len(first) > 1 and len(second) > 1 and first[-1] == second[-1]:
        del first[-1], second[-1]
    return "/".join(first), "/".join(second)
