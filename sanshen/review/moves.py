"""移动与改名 (moves): an item goes, another takes over its address and its 发布时间.

The ledger alone must show it, without reading a file: SUBMITTED lists the pairs of paths,
reviewers sign them with the content, and ``carried_times`` is all that follows from them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from sanshen.content.addresses import ORIGINAL_LANGUAGE, item_folder, split_item_path
from sanshen.content.content_tree import ContentTree
from sanshen.content.old_addresses import address_of
from sanshen.model.changes import FileChange, Move
from sanshen.model.findings import Finding, finding
from sanshen.model.releases import ReleasedFile

CarriedTimes = Mapping[str, str]
"""New path → the 发布时间 it keeps."""


def find_moves(new: ContentTree, changed: Iterable[str]) -> tuple[Move, ...]:
    """The items among ``changed`` that are gone in ``new`` and whose address another one names.

    Sorted by the new path; of one new path in the order in which its header names them.
    """
    paths = sorted(changed)
    gone = {address_of(path): path for path in paths if _is_item(path) and path not in new.blobs}
    moves = []
    for path in paths:
        item = new.items.get(path)
        for address in (item.header.former_addresses or ()) if item is not None else ():
            old = gone.pop((item.site, address), None) if item is not None else None
            if old is not None:
                moves.append(Move(old, path))
    return tuple(moves)


def origins(files: Iterable[FileChange], moves: Iterable[Move]) -> Mapping[str, str]:
    """New path → the path it was at, of the items that moved and of their attachments.

    An item that was there already takes in what another one leaves (合并) and has not moved;
    of several whose addresses it names, it moved from the first in its own language.
    """
    rows = {file.path: file for file in files}
    found: dict[str, str] = {}
    for old, new in moves:
        row = rows.get(new)
        if row is not None and row.old is None and _language(old) == _language(new):
            found.setdefault(new, old)
    folders = {
        item_folder(new): item_folder(old)
        for new, old in found.items()
        if _language(new) == ORIGINAL_LANGUAGE
    }
    for path in rows:
        folder, _, name = path.rpartition("/")
        before = rows.get(f"{folders[folder]}/{name}") if folder in folders else None
        if before is not None and before.new is None and rows[path].old is None:
            found[path] = before.path
    return found


def carried_times(
    released: Mapping[str, ReleasedFile], files: Iterable[FileChange], moves: Iterable[Move]
) -> CarriedTimes:
    """发布时间 of what has moved: new path → the time at which it was first released.

    ``released`` is what is released before this change. What waits unreleased has no time to
    carry. Every fold of the ledger asks this one function.
    """
    moves = tuple(moves)
    if not moves:
        return {}
    found = origins(tuple(files), moves)
    return {new: released[old].published for new, old in found.items() if old in released}


def check_moves(
    files: Iterable[FileChange], moves: Iterable[Move], where: str
) -> Iterator[Finding]:
    """V134: a pair that the files of the change do not bear out, or a path that goes twice."""
    rows = {file.path: file for file in files}
    seen: set[str] = set()
    for old, new in moves:
        before, after = rows.get(old), rows.get(new)
        goes = before is not None and before.old is not None and before.new is None
        comes = after is not None and after.new is not None
        if old in seen or not goes or not comes or _site(old) != _site(new):
            yield finding("V134", where, old=old, new=new)
        seen.add(old)


def _is_item(path: str) -> bool:
    return split_item_path(path) is not None


def _site(path: str) -> str | None:
    """The site of an item; a path that is none has none, and none is equal to nothing."""
    parts = split_item_path(path)
    return parts.site if parts is not None else path


def _language(path: str) -> str:
    parts = split_item_path(path)
    return parts.lang if parts is not None else ""
