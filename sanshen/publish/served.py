"""在线输出 (what is served): hold it to the record of its build, or serve the release before it."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from sanshen.index.city_index import CityIndex
from sanshen.index.inputs import FOLDER, PUBLISH
from sanshen.index.schema import IndexFileError
from sanshen.model.findings import Finding, finding
from sanshen.model.stops import Stop
from sanshen.output.manifest import Manifest
from sanshen.output.standby import NoPreviousReleaseError, open_trees
from sanshen.output.verification import file_digest, verify_tree
from sanshen.output.walking import walk_files
from sanshen.publish.site_build import manifest_key


class NothingServedError(Stop):
    """The site has no live tree, or there is no record of what it should hold."""

    def __init__(self, site: str) -> None:
        super().__init__(site)
        self.key = "served.nothing"
        self.values = {"site": site}


class NewerStandbyError(Stop):
    """The other tree holds the newest build: serving it would be no way back."""

    def __init__(self, site: str) -> None:
        super().__init__(site)
        self.key = "served.newer"
        self.values = {"site": site}


class Served(NamedTuple):
    """What the live tree should hold by its record, and how it differs from that."""

    manifest: Manifest
    findings: tuple[Finding, ...]


def check_served(root: Path, site: str) -> Served:
    """Read every byte of the live tree and hold it to its record.

    B111, B112 and B141 name files where the index describes this tree; where it does not (an
    earlier release, a lost cache) B142 says only that they differ. NothingServedError,
    TreesBusyError, TreeError, OSError.
    """
    with open_trees(root, site) as trees:
        if trees.live is None or trees.live_manifest is None:
            raise NothingServedError(site)
        manifest = trees.live_manifest
        rows = _rows(root, site, manifest)
        if rows is not None:
            return Served(manifest, tuple(verify_tree(trees.live, site, rows)))
        found = Manifest.of((path, file_digest(entry)) for path, entry in walk_files(trees.live))
    differs = finding("B142", f"output/{site}", wanted=manifest.files, found=found.files)
    return Served(manifest, () if found == manifest else (differs,))


def roll_back(root: Path, site: str) -> Manifest:
    """回退: serve the release before the live one again; what it holds.

    NoPreviousReleaseError when there is none, NewerStandbyError when the other tree is newer.
    """
    with open_trees(root, site) as trees:
        manifest = trees.previous.manifest if trees.previous is not None else None
        if manifest is None:
            raise NoPreviousReleaseError(site)
        if _rows(root, site, manifest) is not None:
            raise NewerStandbyError(site)
        trees.swap()
        return manifest


def _rows(root: Path, site: str, manifest: Manifest) -> list[tuple[str, str]] | None:
    """(path, SHA-256) of the newest build by path, if that is what ``manifest`` describes."""
    try:
        with CityIndex.open(root / FOLDER / f"{PUBLISH}.sqlite", None, root) as index:
            if index.meta(manifest_key(site)) != manifest.text():
                return None
            return sorted((row.path, row.sha256) for row in index.units(site))
    except IndexFileError:
        return None
