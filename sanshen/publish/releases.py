"""放行核对 (releases): the release list of a city, moved forward and compared with main."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

from sanshen.gitio.repository import Repository
from sanshen.index.city_index import CityIndex
from sanshen.index.release_file import PLACE, ReleaseFile
from sanshen.index.release_proof import prove
from sanshen.model.findings import Finding, finding
from sanshen.units.unit import UnitRef


def ready_release_list(root: Path, treeish: str | None, full: bool = False) -> Path:
    """The release list at the head of the ledger, proven to be what ``treeish`` holds.

    With ``full`` the whole ledger is folded anew. Raises ReleaseBookError when the ledger
    cannot be read or main is not as it says.
    """
    prove(root, treeish or "HEAD", full)
    return root / PLACE


def tree_of(root: Path, treeish: str | None) -> str:
    """The id of the tree of a commit; GitError when ``treeish`` names none."""
    return Repository(root).resolve(f"{treeish or 'HEAD'}^{{tree}}")


def check_shown(
    index: CityIndex, site: str, refs: Iterable[UnitRef], release_list: Path, every: bool
) -> tuple[Finding, ...]:
    """第二道锁: what is about to be rendered is released, byte for byte (design, law 1).

    B102 not released, B103 another blob; when ``every`` unit is made, B104 released content
    that is not among them.
    """
    with closing(ReleaseFile(release_list, readonly=True)) as released:
        found = list(_unreleased(index, site, refs, released))
        if every:
            found += _missing(index, site, released)
    return tuple(found)


def _unreleased(
    index: CityIndex, site: str, refs: Iterable[UnitRef], released: ReleaseFile
) -> Iterator[Finding]:
    for ref in refs:
        if ref.type not in ("item", "attachment"):
            continue
        path = ref.args[0]
        row = index.item(path) if ref.type == "item" else index.attachment(path)
        if row is None or not row.shown or not path.startswith(f"content/{site}/"):
            continue
        listed = released.released(path)
        if listed is None:
            yield finding("B102", path)
        elif listed.blob != row.blob:
            yield finding("B103", path, blob=row.blob, released=listed.blob)


def _missing(index: CityIndex, site: str, released: ReleaseFile) -> Iterator[Finding]:
    for file in released.content():
        if file.path.startswith(f"content/{site}/"):
            item = index.item(file.path)
            row = item if item is not None else index.attachment(file.path)
            if row is None or not row.shown:
                yield finding("B104", file.path)
