"""移动的检查 (checks of moves): no address that was public goes without anybody saying so."""

from __future__ import annotations

from collections.abc import Iterator

from sanshen.content.addresses import split_item_path
from sanshen.content.content_tree import ContentTree
from sanshen.content.links import links_of
from sanshen.content.markdown import link_finding
from sanshen.content.old_addresses import address_of, path_of
from sanshen.content.targets import source_target
from sanshen.gate.house import MAIN_REF
from sanshen.gate.release import tree_changes
from sanshen.gitio.repository import Repository
from sanshen.gitio.writing import write_tree
from sanshen.model.changes import FileChange, Move
from sanshen.model.findings import Finding, finding
from sanshen.review.state import ReviewState


def check_moved(
    repository: Repository,
    state: ReviewState,
    files: tuple[FileChange, ...],
    moves: tuple[Move, ...],
) -> Iterator[Finding]:
    """V114: a released item goes, much the same text comes elsewhere, and nobody names it."""
    named = {move.old for move in moves}
    gone = {f.path for f in files if f.new is None and f.path in state.released} - named
    if not any(path.endswith(".md") for path in gone):
        return
    tree = write_tree(repository, MAIN_REF, tree_changes(files))
    output = repository.run("diff-tree", "-r", "-z", "-M", "--diff-filter=R", MAIN_REF, tree)
    fields = [f.decode("utf-8", "surrogateescape") for f in output.split(b"\0")[:-1]]
    for old, new in zip(fields[1::3], fields[2::3], strict=True):
        one, other = split_item_path(old), split_item_path(new)
        if old in gone and one is not None and other is not None and one.site == other.site:
            place = address_of(old)
            yield finding("V114", new, old=old, new=new, address=place[1] if place else old)


def check_former(
    state: ReviewState,
    old: ContentTree,
    new: ContentTree,
    changed: frozenset[str],
    moves: tuple[Move, ...],
) -> Iterator[Finding]:
    """V132 an address this site never had, V133 a former address that nobody takes over."""
    known = _ever_released(state)
    for path in sorted(changed & new.items.keys()):
        item = new.items[path]
        for address in item.header.former_addresses or ():
            key = item.site, address
            source = path_of(*key, new.sites[item.site].languages)
            if key not in old.addresses and key not in old.redirects and source not in known:
                yield finding("V132", path, address=address)
    now = dict(moves)
    for key, redirect in old.redirects.items():
        source = redirect.source
        if source not in state.released or source not in changed:
            continue
        here = now.get(source, source)
        kept = key in new.redirects or key in new.addresses
        if here in new.blobs and not kept:
            yield finding("V133", here, address=key[1])


def check_led_here(
    old: ContentTree, new: ContentTree, changed: frozenset[str]
) -> Iterator[Finding]:
    """Dead links to what went, from items that knew it by a former address: no path tells."""
    gone = {
        key
        for key, redirect in old.redirects.items()
        if redirect.source in changed and key not in new.redirects and key not in new.addresses
    }
    if not gone:
        return
    sites = new.sites
    paths = {path_of(*key, sites[key[0]].languages) for key in gone if key[0] in sites}
    pages = {sites[site].origin + address for site, address in gone if site in sites}
    for path in sorted(new.items):
        for link, resolution in links_of(new, path):
            target = source_target(path, link.target)
            named = target is not None and target.path in paths
            if named or link.target.partition("#")[0] in pages:
                found = link_finding(path, link, resolution)
                if found is not None:
                    yield found


def check_lists(old: ContentTree, new: ContentTree) -> Iterator[Finding]:
    """V135: an address of a list leads nowhere any more."""
    for key, redirect in old.redirects.items():
        listed = redirect.source.endswith(".yml")
        if listed and key not in new.redirects and key not in new.addresses:
            yield finding("V135", redirect.source, address=key[1], site=key[0])


def _ever_released(state: ReviewState) -> frozenset[str]:
    """Every path that a released change ever held."""
    done = [change.paths for change in state.changes.values() if change.released is not None]
    return frozenset().union(*done)
