"""主题来源 (theme source): the theme of a commit or working tree, read without listing the rest."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from sanshen.content.source import Blob
from sanshen.gitio.repository import Repository
from sanshen.index.source_files import ListedSource
from sanshen.model.findings import finding
from sanshen.publish.plan_error import PlanError
from sanshen.theming.theme import FOLDER, Theme, ThemeError, load_theme
from sanshen.theming.theme_cache import cache_folder

_ID = re.compile("[0-9a-f]{40}|[0-9a-f]{64}")


def read_theme(root: Path, treeish: str | None) -> Theme:
    """The theme of ``treeish`` (None: the working tree); PlanError (B109) where it is wrong."""
    # A commit named by its id holds what it holds; everything else may have moved on.
    return (_kept if _ID.fullmatch(treeish or "") else _read)(root, treeish)


def _read(root: Path, treeish: str | None) -> Theme:
    listing = _committed(root, treeish) if treeish else _working(root)
    try:
        theme = load_theme(ListedSource(root, listing, not treeish), cache_folder(root))
        # Asked for now: a template that cannot be read is named before anything is written.
        theme.libraries()
        return theme
    except ThemeError as error:
        raise PlanError((finding("B109", "theme", reason=error),)) from error


_kept = lru_cache(maxsize=1)(_read)


def _committed(root: Path, treeish: str) -> dict[str, Blob]:
    command = ("ls-tree", "-r", "-z", "--full-tree", "--end-of-options", treeish, f"{FOLDER}/")
    rows = (row.split("\t") for row in Repository(root).text(*command).split("\0") if row)
    return {path: Blob(head.split(" ")[0], head.split(" ")[2]) for head, path in rows}


def _working(root: Path) -> dict[str, Blob]:
    names = Repository(root).text(
        "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", f"{FOLDER}/"
    )
    paths = [name for name in names.split("\0") if name and (root / name).is_file()]
    return {path: Blob("100644", "") for path in paths}
