"""事项 (matter, 一事一审 §12.2): an item with its interpretations, translations, attachments."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from sanshen.content.content_tree import ContentTree
from sanshen.model.sites import ItemKind


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
    deleted translation still belongs to its original.
    """
    owners = {path: owner_of(path, (new, old)) for path in changed}
    groups = _Groups()
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
    return tuple(sorted(_matter(paths, owners, old, new) for paths in matters.values()))


def _pairs(*relations: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[str, str]]:
    for relation in relations:
        for origin, others in relation.items():
            for other in others:
                yield origin, other


def _matter(paths: list[str], owners: dict[str, str], old: ContentTree, new: ContentTree) -> Matter:
    leading = min({owners[p] for p in paths}, key=lambda p: _rank(p, old, new))
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
