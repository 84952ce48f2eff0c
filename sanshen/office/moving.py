"""移动与改名 (moving): what has to change in the clone when an item or a column moves.

An item moves with its translations and attachments, in one matter; its old addresses go into
the headers. A column moves in three changes, because its settings are a guard change and its
items are not: the new ``column.yml``, the items, then the old ``column.yml`` with a redirect.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from sanshen.catalogue import is_blocking
from sanshen.content.addresses import item_folder, language_prefix, split_item_path
from sanshen.content.content_tree import ContentTree
from sanshen.content.item import Item
from sanshen.content.links import links_of
from sanshen.content.old_addresses import address_of
from sanshen.content.source import Blob, Source, blob_id
from sanshen.content.targets import source_target
from sanshen.content.tree import load_tree
from sanshen.model.changes import Move
from sanshen.model.findings import Finding
from sanshen.model.stops import Stop
from sanshen.office.moved_text import rebased, with_former, with_rows, with_targets

Files = dict[str, bytes | None]


class MoveError(Stop):
    """What was asked can't be moved: exit code 2; ``key`` names the sentence."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.key = key
        self.values = values


class Step(StrEnum):
    """步骤: an item; or the first, second and last change of a column that moves."""

    ITEM = "item"
    SETTINGS = "settings"
    ITEMS = "items"
    CLOSING = "closing"


@dataclass(frozen=True, slots=True)
class MovePlan:
    """移动方案: files to write (None: to delete), what moves where, who links to it.

    ``findings`` are blocking ones that the move would bring: then nothing should be written.
    ``odd`` are (new path, target) of links that could not be carried over by themselves.
    """

    step: Step
    files: Mapping[str, bytes | None]
    moves: tuple[Move, ...] = ()
    referrers: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    odd: tuple[tuple[str, str], ...] = ()


def plan_move(
    source: Source, before: str, after: str, released: Collection[str] | None
) -> MovePlan:
    """How ``before`` moves to ``after``; MoveError when that can't be done.

    Both are paths of the repository: of items, or of column folders. ``released`` are the
    paths whose address is public; None where there is no ledger, and all then count as such.
    """
    tree = load_tree(source)
    before, after = before.strip("/"), after.strip("/")
    if before in tree.items:
        return _plan_item(source, tree, before, _item_target(tree, before, after), released)
    before, after = (path.removesuffix("/column.yml") for path in (before, after))
    site, column = _column(before)
    other, target = _column(after)
    if (site, column) not in tree.columns:
        raise MoveError("move.unknown", path=before)
    if site != other or not target or f"{after}/".startswith(f"{before}/"):
        raise MoveError("move.not-there", path=after)
    return _plan_column(source, tree, before, after, released)


def _column(folder: str) -> tuple[str, str]:
    _, _, rest = folder.partition("/")
    site, _, column = rest.partition("/")
    return site, column


def _item_target(tree: ContentTree, before: str, after: str) -> str:
    """The path an item gets: the one given, or its own name in the folder given."""
    item = tree.items[before]
    if item.original is not None:
        raise MoveError("move.translation", path=before, original=item.original)
    path = after if after.endswith(".md") else f"{after}/{before.rpartition('/')[2]}"
    old, new = split_item_path(before), split_item_path(path)
    if old and new and old.year and not new.year and not after.endswith(".md"):
        path = f"{after}/{old.year}/{before.rpartition('/')[2]}"
        new = split_item_path(path)
    if new is None or new.site != item.site or new.lang != item.lang:
        raise MoveError("move.not-there", path=path)
    if path in tree.blobs:
        raise MoveError("move.taken", path=path)
    return path


def _plan_item(
    source: Source, tree: ContentTree, before: str, after: str, released: Collection[str] | None
) -> MovePlan:
    return _moved(source, tree, dict(_along(tree, before, after)), Step.ITEM, released)


def _along(tree: ContentTree, before: str, after: str) -> Iterator[tuple[str, str]]:
    """(old path, new path) of an original, its translations and its attachments."""
    folder, to = item_folder(before), item_folder(after)
    for item in tree.versions_of(before):
        yield item.path, to + item.path.removeprefix(folder)
    for path in tree.blobs:
        if path.startswith(f"{folder}/"):
            yield path, to + path.removeprefix(folder)


def _moved(
    source: Source,
    tree: ContentTree,
    moved: Mapping[str, str],
    step: Step,
    released: Collection[str] | None,
) -> MovePlan:
    files: Files = dict.fromkeys(moved)
    for path, data in source.read(moved):
        item = tree.items.get(path)
        new = moved[path]
        files[new] = data if item is None else _text(tree, item, new, data, moved, released)
    result = load_tree(LaidOver(source, files))
    known = set(tree.findings)
    wrong = tuple(
        found
        for found in result.findings
        if is_blocking(found) and found not in known
        and (found.path in files or any(value in files for _, value in found.args))
    )  # fmt: skip
    odd = tuple(_odd_links(tree, result, moved))
    moves = tuple(Move(old, new) for old, new in moved.items() if old in tree.items)
    return MovePlan(step, files, moves, tuple(_referrers(tree, moved)), wrong, odd)


def _text(
    tree: ContentTree,
    item: Item,
    new: str,
    data: bytes,
    moved: Mapping[str, str],
    released: Collection[str] | None,
) -> bytes:
    """A moved item's file: its own links as seen from there, its old address in the header."""
    written = [link.target for link in tree.bodies[item.path].links]
    written += getattr(item.header, "interprets", None) or ()
    targets = {target: rebased(item.path, new, target, moved) for target in written}
    text = with_targets(data.decode("utf-8"), targets)
    former = list(item.header.former_addresses or ())
    if released is None or item.path in released:
        former.append(item.address)
    now = address_of(new)
    return with_former(text, [one for one in former if now is None or one != now[1]]).encode()


def _odd_links(
    old: ContentTree, new: ContentTree, moved: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """Links of moved items that do not lead where they led; text that would not stay the same."""
    for path, now in moved.items():
        if path not in old.items or now not in new.items:
            continue
        if old.bodies[path].text != new.bodies[now].text:
            yield now, ""
        pairs = zip(links_of(old, path), links_of(new, now), strict=False)
        for (_, was), (link, resolution) in pairs:
            expected = moved.get(was.path, was.path) if was.path else None
            if expected != resolution.path or (was.code is None and resolution.code):
                yield now, link.target


def _referrers(tree: ContentTree, moved: Mapping[str, str]) -> Iterator[str]:
    """Items that stay and link to what moves: they need no edit, the redirect leads them."""
    for path in sorted(tree.items.keys() - moved.keys()):
        targets = [link.target for link in tree.bodies[path].links]
        targets += [reference.target for reference in tree.references.get(path, ())]
        found = (source_target(path, target) for target in targets)
        if any(one is not None and one.path in moved for one in found):
            yield path


def _plan_column(
    source: Source, tree: ContentTree, before: str, after: str, released: Collection[str] | None
) -> MovePlan:
    settings = [
        path
        for path in sorted(tree.blobs)
        if path.startswith(f"{before}/") and path.endswith("/column.yml")
    ]
    new = {path: after + path.removeprefix(before) for path in settings}
    lacking = [path for path in settings if new[path] not in tree.blobs]
    if lacking:
        files: Files = {new[path]: data for path, data in source.read(lacking)}
        return MovePlan(Step.SETTINGS, files)
    inside = [path for path in tree.blobs if path.startswith(f"{before}/")]
    originals = [p for p in sorted(tree.items) if p.startswith(f"{before}/")]
    if originals:
        moved: dict[str, str] = {}
        for path in originals:
            if tree.items[path].original is None:
                moved.update(_along(tree, path, after + path.removeprefix(before)))
        taken = next((path for path in moved.values() if path in tree.blobs), None)
        if taken is not None:
            raise MoveError("move.taken", path=taken)
        return _moved(source, tree, moved, Step.ITEMS, released)
    left = sorted(set(inside) - set(settings))
    if left:
        raise MoveError("move.left", path=left[0])
    return _closing(source, tree, new)


def _closing(source: Source, tree: ContentTree, settings: Mapping[str, str]) -> MovePlan:
    """The old settings go; their pages redirect, and lists that name them are led on."""
    files: Files = dict.fromkeys(settings)
    site = next(iter(settings)).split("/")[1]
    listed = f"content/{site}/redirects.yml"
    text = next(source.read([listed]))[1].decode() if listed in tree.blobs else ""
    rows: dict[str, str] = {}
    for old, new in settings.items():
        target, place = f"/{new.removeprefix('content/')}", address_of(old)
        text = text.replace(f": /{old.removeprefix('content/')}\n", f": {target}\n")
        for lang in tree.sites[site].languages if place is not None else ():
            address = place[1].removesuffix("index.html") if place is not None else ""
            rows[f"{language_prefix(lang)}{address}"] = target
    files[listed] = with_rows(text, rows).encode()
    return MovePlan(Step.CLOSING, files)


class LaidOver:
    """Content with files replaced, added or (None) taken away; a ``Source``."""

    def __init__(self, below: Source, files: Mapping[str, bytes | None]) -> None:
        self.below = below
        self.files = files

    def blobs(self) -> Mapping[str, Blob]:
        """Every file, the laid over ones instead of those below."""
        kept = {p: blob for p, blob in self.below.blobs().items() if p not in self.files}
        own = {p: Blob("100644", blob_id(d)) for p, d in self.files.items() if d is not None}
        return {**kept, **own}

    def read(self, paths: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """The bytes of ``paths`` in the order asked for; KeyError for an unknown one."""
        for path in paths:
            data = self.files.get(path)
            if data is not None:
                yield path, data
            elif path in self.files:
                raise KeyError(path)
            else:
                yield from self.below.read([path])
