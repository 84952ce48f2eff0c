"""说明问题 (explain): the slow, exact reading of the whole content, with every sentence."""

from __future__ import annotations

from collections.abc import Iterator

from sanshen.catalogue import blocking
from sanshen.content.content_tree import ContentTree
from sanshen.content.links import links_of
from sanshen.content.markdown import link_finding
from sanshen.content.records import RecordStore
from sanshen.content.source import Source
from sanshen.content.tree import load_tree
from sanshen.index.release_file import ReleaseFile
from sanshen.model.findings import Finding, finding


def explain(
    source: Source, store: RecordStore | None, releases: ReleaseFile | None = None, site: str = ""
) -> tuple[Finding, ...]:
    """Every blocking finding about what ``source`` would show, in order.

    Of the content (whether shown or not), of the links of what is shown, and with ``releases``
    of what is shown against what was released. With ``site`` only those about its files.
    """
    tree = load_tree(source, store)
    shown = sorted(
        path for path in tree.items if releases is None or releases.released(path) is not None
    )
    found = {*tree.findings, *_dead_links(tree, shown)}
    if releases is not None:
        found |= set(_unlike_releases(tree, shown, releases))
    prefix = f"content/{site}/" if site else ""
    return tuple(sorted(one for one in blocking(found) if one.path.startswith(prefix)))


def _dead_links(tree: ContentTree, shown: list[str]) -> Iterator[Finding]:
    for path in shown:
        for link, resolution in links_of(tree, path):
            found = link_finding(path, link, resolution)
            if found is not None:
                yield found


def _unlike_releases(
    tree: ContentTree, shown: list[str], releases: ReleaseFile
) -> Iterator[Finding]:
    """B102 not released, B103 not as released, B104 released but not shown."""
    blobs = {path: tree.items[path].blob for path in shown}
    folders = {tree.items[path].folder for path in shown}
    for path, attachment in tree.attachments.items():
        if path.rpartition("/")[0] in folders:
            blobs[path] = attachment.blob
    listed = {one.path: one.blob for one in releases.content()}
    for path, blob in blobs.items():
        if path not in listed:
            yield finding("B102", path)
        elif blob != listed[path]:
            yield finding("B103", path, blob=blob, released=listed[path])
    for path in listed.keys() - blobs.keys():
        yield finding("B104", path)
