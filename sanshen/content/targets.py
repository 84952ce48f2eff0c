"""链接目标 (targets): what a link target written in a source file means as a repository path."""

from __future__ import annotations

import posixpath
from typing import NamedTuple
from urllib.parse import unquote

from sanshen.content.addresses import item_folder

ROOT = "content"


class Target(NamedTuple):
    """A path of the repository and the anchor behind ``#`` (empty for none)."""

    path: str
    fragment: str


def source_target(from_path: str, target: str) -> Target | None:
    """The path that ``target``, written in the file ``from_path``, names.

    A leading ``/`` counts from ``content/``, anything else from the folder of the file.
    None where it leads out of ``content/`` or holds a query.
    """
    path, _, fragment = target.partition("#")
    path = unquote(path)
    if not path or "?" in path or "\\" in path or "\0" in path:
        return None
    base = ROOT if path.startswith("/") else posixpath.dirname(from_path)
    joined = f"{base}/{path.lstrip('/')}"
    # Most paths are plain already; nothing else has parts that are empty or begin with a dot.
    if "/." in joined or "//" in joined or joined.endswith("/"):
        joined = posixpath.normpath(joined)
    if not joined.startswith(f"{ROOT}/"):
        return None
    return Target(joined, unquote(fragment) if fragment else "")


def attachment_path(item_path: str, file: str) -> str:
    """The path of a file named in an item's header: it lies in the item's own folder."""
    return f"{item_folder(item_path)}/{file}"
