"""事项 (matter, 一事一审 §12.2): an item with its interpretations, translations, attachments."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from sanshen.content.content_tree import ContentTree
from sanshen.model.sites import ItemKind
from sanshen.review.column_moves import Columns, column_moves
from sanshen.review.moves import find_moves


@dataclass(frozen=True, slots=True, order=True)
class Matter:
    """事项: ``key`` is the path of its leading item, ``paths`` the changed files in it."""

    key: str
    title: str
    paths: tuple[str, ...]


class _Groups:
    """Disjoint sets of names."""

    def __init__(self) -> None:
        self.parent: dict[str, str] = {}

    def find(self, name: str) -> str:
        root = name
        while self.parent.get(root, root) != root:
            root = self.parent[root]
        self.parent[name] = root
        return root

    def join(self, one: str, other: str) -> None:
        self.parent[self.find(one)] = self.find(other)


def owner_of(path: str, trees: Iterable[ContentTree]) -> str:
    """The item a file belongs to: itself, or for an attachment the item of its folder."""
    trees = tuple(trees)
    if any(path in tree.items for tree in trees):
        return path
    parts = path.split("/")
    for length in range(len(parts) - 1, 2, -1):
        candidate = "/".join(parts[:length]) + ".md"
        if any(candidate in tree.items for tree in trees):
            return candidate
    return path


def group_matters(old: ContentTree, new: ContentTree, changed: Iterable[str]) -> tuple[Matter, ...]:
    """The matters of a change, joined transitively.

    An item is one with its translations, always; with its interpretations where the change
    touches a version of either. Relations are looked up before and after the change, so a
    deleted translation still belongs to its original. An item that moves is one with what it
    was, and so are all items of a column that moves as a whole (``column_moves``).
    """
    owners = {path: owner_of(path, (new, old)) for path in changed}
    groups = _Groups()
    moves = find_moves(new, owners)
    for before, after in moves:
        groups.join(before, after)
    columns = column_moves(old, new, moves)
    for together in columns.values():
        for path in together[1:]:
            groups.join(path, together[0])
    for origin, other in _pairs(old.translations, new.translations):
        groups.join(other, origin)
    touched = {groups.find(owner) for owner in owners.values()}
    explained = [
        (origin, other)
        for origin, other in _pairs(old.interpretations, new.interpretations)
        if groups.find(origin) in touched or groups.find(other) in touched
    ]
    for origin, other in explained:
        groups.join(other, origin)
    matters: dict[str, list[str]] = {}
    for path, owner in owners.items():
        matters.setdefault(groups.find(owner), []).append(path)
    gone = {before for before, _ in moves}
    found = [_matter(paths, owners, old, new, gone) for paths in matters.values()]
    return tuple(sorted(_named_as_column(matter, columns, new) for matter in found))


def _named_as_column(matter: Matter, columns: Columns, new: ContentTree) -> Matter:
    """The matter of a column that moves is named after the columns, not after one item."""
    for (_, before, after), paths in columns.items():
        originals = [path for path in paths if new.items[path].original is None]
        if matter.key in paths and len(originals) > 1:
            title = f"栏目迁移：{before} → {after}（{len(originals)}篇）"
            return replace(matter, title=title)
    return matter


def _pairs(*relations: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[str, str]]:
    for relation in relations:
        for origin, others in relation.items():
            for other in others:
                yield origin, other


def _matter(
    paths: list[str], owners: dict[str, str], old: ContentTree, new: ContentTree, gone: set[str]
) -> Matter:
    """``gone`` are the paths that have moved: a matter is known by where its item is now."""
    leading = min({owners[p] for p in paths} - gone, key=lambda p: _rank(p, old, new))
    item = new.items.get(leading) or old.items.get(leading)
    title = item.header.title if item is not None else leading
    return Matter(leading, title, tuple(sorted(paths)))


def _rank(path: str, old: ContentTree, new: ContentTree) -> tuple[int, int, str]:
    """Originals before translations, documents before what explains them."""
    item = new.items.get(path) or old.items.get(path)
    if item is None:
        return (2, 0, path)
    explains = item.kind is ItemKind.INTERPRETATION
    return (1 if item.original else 0, 1 if explains else 0, path)
