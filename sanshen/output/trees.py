"""两棵输出树 (two trees): build into the standby tree beside the live one, then swap one symlink.

``output/<site>`` points to ``build/trees/<site>/a`` or ``b``. A build that fails has touched
the standby tree only; the previous release is one swap away.
"""

from __future__ import annotations

import os
from pathlib import Path

from sanshen.model.stops import Stop

NAMES = ("a", "b")


class TreeError(Stop):
    """The served place is not a symlink of ours, or the tree to be served is not there."""


def served_link(root: Path, site: str) -> Path:
    """The symlink a web server serves: ``output/<site>``."""
    return root / "output" / site


def trees_folder(root: Path, site: str) -> Path:
    """The folder of both trees: ``build/trees/<site>``."""
    return root / "build" / "trees" / site


def live_tree(root: Path, site: str) -> Path | None:
    """The tree being served, None before the first release; TreeError for anything not ours."""
    link = served_link(root, site)
    if not os.path.lexists(link):
        return None
    if not link.is_symlink():
        raise TreeError(f"{link} is not a symbolic link")
    target = Path(os.path.normpath(link.parent / link.readlink()))
    if target.parent != Path(os.path.normpath(trees_folder(root, site))):
        raise TreeError(f"{link} points outside build/trees/{site}: {target}")
    return target


def standby_tree(root: Path, site: str) -> Path:
    """The tree to build into: never the live one."""
    live = live_tree(root, site)
    name = NAMES[1] if live is not None and live.name == NAMES[0] else NAMES[0]
    return trees_folder(root, site) / name


def swap_tree(root: Path, site: str, tree: Path) -> None:
    """Serve ``tree``: one rename of a symlink; a reader sees the old tree or the new."""
    if tree.parent != trees_folder(root, site) or not tree.is_dir():
        raise TreeError(f"{tree} is no built tree of {site}")
    live_tree(root, site)
    link = served_link(root, site)
    link.parent.mkdir(parents=True, exist_ok=True)
    fresh = link.with_name(f".{site}.{os.getpid()}")
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(os.path.relpath(tree, link.parent), target_is_directory=True)
    fresh.replace(link)
