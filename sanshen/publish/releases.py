"""放行核对 (releases): the release list of a city, moved forward and compared with main."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path

from sanshen.gitio.repository import Repository
from sanshen.index.city_index import CityIndex
from sanshen.index.release_file import PLACE, ReleaseFile
from sanshen.index.release_proof import prove
from sanshen.model.findings import Finding, finding
from sanshen.units.unit import UnitRef

AT_ONCE = 400


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
    own = (ref.args[0] for ref in refs if ref.type in ("item", "attachment"))
    for part in _parts(path for path in own if path.startswith(f"content/{site}/")):
        shown, listed = index.shown_blobs(part), released.blobs(part)
        for path in part:
            if path not in shown:
                continue
            if path not in listed:
                yield finding("B102", path)
            elif listed[path] != shown[path]:
                yield finding("B103", path, blob=shown[path], released=listed[path])


def _missing(index: CityIndex, site: str, released: ReleaseFile) -> Iterator[Finding]:
    for part in _parts(released.content_paths(site)):
        shown = index.shown_blobs(part)
        yield from (finding("B104", path) for path in part if path not in shown)


def _parts(paths: Iterable[str]) -> Iterator[tuple[str, ...]]:
    """A few hundred paths at a time: one query for all of them costs a tenth of one for each."""
    waiting = iter(paths)
    while part := tuple(islice(waiting, AT_ONCE)):
        yield part
