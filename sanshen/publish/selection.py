"""选稿 (selection): which items and attachments of a tree are on a site, and the second lock."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from sanshen.content.content_tree import ContentTree
from sanshen.content.item import Attachment, Item
from sanshen.model.findings import Finding, finding
from sanshen.model.sites import Site
from sanshen.publish.release_list import ReleasedFile, ReleaseList

SETTINGS_FILES = frozenset({"site.yml", "column.yml"})


@dataclass(frozen=True, slots=True)
class Selection:
    """What one site shows: ``items`` by path, ``attachments`` by path, both in path order.

    ``release_list`` is None in a preview, where everything in the tree is shown.
    """

    site: Site
    items: Mapping[str, Item]
    attachments: Mapping[str, Attachment]
    release_list: ReleaseList | None

    @property
    def published(self) -> bool:
        """Whether this is what the public may see; a preview (预览) is not."""
        return self.release_list is not None

    def released(self, path: str) -> ReleasedFile | None:
        """The release entry of a path, None in a preview."""
        return None if self.release_list is None else self.release_list.files[path]


def select(tree: ContentTree, site: Site, release_list: ReleaseList | None) -> Selection:
    """Choose the items of ``site``: all of them in a preview, else those that are released."""
    items = {
        path: item
        for path, item in sorted(tree.items.items())
        if item.site == site.code and (release_list is None or path in release_list.files)
    }
    folders = {item.folder for item in items.values()}
    attachments = {
        path: attachment
        for path, attachment in sorted(tree.attachments.items())
        if not folders.isdisjoint(map(str, PurePosixPath(path).parents))
    }
    return Selection(site, items, attachments, release_list)


def check_selection(
    site: str, rendered: Iterable[tuple[str, str]], release_list: ReleaseList
) -> tuple[Finding, ...]:
    """Compare the (path, blob) pairs about to be rendered for ``site`` with the release list.

    Nothing missing, nothing extra, every blob the released one (design, law 1). Settings
    files are not rendered themselves; the state digest of the list covers them.
    """
    shown = dict(rendered)
    prefix = f"content/{site}/"
    listed = {
        path: file
        for path, file in release_list.files.items()
        if path.startswith(prefix) and PurePosixPath(path).name not in SETTINGS_FILES
    }
    found = [finding("B102", path) for path in sorted(shown.keys() - listed.keys())]
    found += [
        finding("B103", path, blob=shown[path], released=listed[path].blob)
        for path in sorted(shown.keys() & listed.keys())
        if shown[path] != listed[path].blob
    ]
    found += [finding("B104", path) for path in sorted(listed.keys() - shown.keys())]
    return tuple(found)
