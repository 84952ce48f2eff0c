"""A builder as small as can be: releases are texts by path, the index is one file.

It does what a real build does with the trees, so that tests can kill it anywhere.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from sanshen.output.manifest import Manifest
from sanshen.output.standby import open_trees
from sanshen.output.tree_writer import TreeWriter

Release = Mapping[str, str]
SITE = "portal"


def digest(text: str) -> str:
    """The SHA-256 of a text."""
    return sha256(text.encode()).hexdigest()


def index_file(root: Path, site: str = SITE) -> Path:
    """Where the small builder keeps path → SHA-256 of the release it built last."""
    return root / f"{site}.json"


def read_index(root: Path, site: str = SITE) -> dict[str, str] | None:
    """The index, None when it is lost."""
    file = index_file(root, site)
    if not file.exists():
        return None
    rows: dict[str, str] = json.loads(file.read_text(encoding="utf-8"))
    return rows


def write_index(root: Path, rows: Mapping[str, str], site: str) -> None:
    """Replace the index."""
    temporary = root / f"{site}.new"
    temporary.write_text(json.dumps(rows), encoding="utf-8")
    temporary.replace(index_file(root, site))


def publish(root: Path, release: Release, site: str = SITE) -> bool:
    """Build ``release`` and serve it; whether anything had to be swapped."""
    rows = {path: digest(text) for path, text in release.items()}
    manifest = Manifest.of(rows.items())
    old = read_index(root, site)
    with open_trees(root, site) as trees:
        standby = trees.begin(Manifest.of(old.items()) if old is not None else None)
        before = old if standby.base is not None else None
        touched = set()
        with TreeWriter(standby.path) as writer:
            for path in sorted((before or {}).keys() - rows.keys()):
                writer.remove(path, (before or {})[path])
                touched.add(path)
            for path, text in release.items():
                known = None if before is None else before.get(path, "")
                if known != rows[path]:
                    touched.add(path)
                writer.put(path, text.encode(), known)
            tally = writer.take_tally()
        fresh = trees.finish(standby, manifest, tally, touched, rows.keys())
        if fresh:
            trees.swap()
        write_index(root, rows, site)
        trees.level_standby()
    return fresh


def served(root: Path, site: str = SITE) -> dict[str, str]:
    """What a web server would serve: path → text; folders without files are no part of it."""
    return contents(root / "output" / site)


def contents(tree: Path) -> dict[str, str]:
    """The files below a folder; an AssertionError for litter: empty folders, links, leftovers."""
    files = {}
    for place in sorted(tree.rglob("*")):
        assert not place.is_symlink(), place
        if place.is_dir():
            assert any(place.iterdir()), place
        else:
            files[place.relative_to(tree).as_posix()] = place.read_text(encoding="utf-8")
    return files


if __name__ == "__main__":
    publish(Path(sys.argv[1]), json.loads(sys.stdin.read()), *sys.argv[2:])
