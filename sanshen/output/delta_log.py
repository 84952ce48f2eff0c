"""差异记录 (delta log): what each of a site's two trees holds, and where they may differ.

It lies beside the trees, under its own checksum. A log that is lost, damaged or about other
folders says nothing, and whoever builds next writes everything.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from sanshen.model.canonical import canonical_json
from sanshen.output.manifest import Manifest, parse_manifest
from sanshen.output.trees import NAMES, trees_folder

FORMAT = "sanshen/delta-log/1"
LISTED = 20_000
"""Paths a log names; for more it is quicker to walk through both trees."""


@dataclass(frozen=True, slots=True)
class TreeRecord:
    """What one tree holds: its release's number, its manifest, None while it is written to."""

    generation: int = 0
    manifest: Manifest | None = None
    inode: int = 0


@dataclass(frozen=True, slots=True)
class DeltaLog:
    """Both trees' records, and the paths at which they may differ: None when at any."""

    trees: Mapping[str, TreeRecord] = field(default_factory=dict)
    differing: frozenset[str] | None = None

    def of(self, tree: Path) -> TreeRecord:
        """The record of a tree; that of an unknown one when it is another folder by now."""
        record = self.trees.get(tree.name, TreeRecord())
        if record.manifest is not None and inode_of(tree) != record.inode:
            return TreeRecord(record.generation)
        return record

    def marked(self, tree: Path) -> DeltaLog:
        """With ``tree`` about to be written to: nothing is known of it from here on."""
        unknown = TreeRecord(self.of(tree).generation)
        return DeltaLog({**self.trees, tree.name: unknown}, None)

    def recorded(
        self, tree: Path, manifest: Manifest, differing: frozenset[str] | None
    ) -> DeltaLog:
        """With ``tree`` complete as the newest release, differing from the other where said."""
        newest = max((one.generation for one in self.trees.values()), default=0)
        record = TreeRecord(newest + 1, manifest, inode_of(tree))
        listed = differing if differing is None or len(differing) <= LISTED else None
        return DeltaLog({**self.trees, tree.name: record}, listed)

    def levelled(self, tree: Path, other: Path) -> DeltaLog:
        """With ``tree`` holding what ``other`` does."""
        record = replace(self.of(other), inode=inode_of(tree))
        return DeltaLog({**self.trees, tree.name: record}, frozenset())


def inode_of(tree: Path) -> int:
    """The identity of a folder, 0 when it is not there."""
    try:
        return tree.stat(follow_symlinks=False).st_ino
    except FileNotFoundError:
        return 0


def log_file(root: Path, site: str) -> Path:
    """Where the log of a site is."""
    return trees_folder(root, site) / "delta-log"


def read_log(root: Path, site: str) -> DeltaLog:
    """The log of a site; the empty one, which knows nothing, when there is none to rely on."""
    try:
        checksum, _, text = log_file(root, site).read_bytes().partition(b"\n")
        if sha256(text).hexdigest().encode() != checksum:
            return DeltaLog()
        return _parse(text.decode("utf-8"))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return DeltaLog()


def _parse(text: str) -> DeltaLog:
    body = json.loads(text)
    if body["format"] != FORMAT:
        raise ValueError(body["format"])
    trees = {
        name: TreeRecord(
            int(row["generation"]),
            parse_manifest(row["manifest"]) if row["manifest"] else None,
            int(row["inode"]),
        )
        for name, row in body["trees"].items()
        if name in NAMES
    }
    differing = body["differing"]
    return DeltaLog(trees, None if differing is None else frozenset(differing))


def write_log(root: Path, site: str, log: DeltaLog) -> None:
    """Write the log of a site so that it is there, whole, when this returns."""
    body: dict[str, Any] = {
        "format": FORMAT,
        "trees": {
            name: {
                "generation": record.generation,
                "manifest": record.manifest.text() if record.manifest else "",
                "inode": record.inode,
            }
            for name, record in log.trees.items()
        },
        "differing": None if log.differing is None else sorted(log.differing),
    }
    text = canonical_json(body).encode("utf-8")
    file = log_file(root, site)
    temporary = file.with_name("delta-log.new")
    with temporary.open("wb") as stream:
        stream.write(sha256(text).hexdigest().encode() + b"\n" + text)
        stream.flush()
        os.fsync(stream.fileno())
    temporary.replace(file)
