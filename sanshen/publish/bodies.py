"""正文 (bodies): the rendered text of every item, with links as this site may show them."""

from __future__ import annotations

from collections.abc import Callable

from sanshen.content.addresses import ORIGINAL_LANGUAGE, column_address
from sanshen.content.body import Link, Rendered, Resolution, Resolve
from sanshen.content.content_tree import ContentTree
from sanshen.content.item import Item
from sanshen.content.links import locate_body, resolver_for
from sanshen.content.markdown import render_parsed
from sanshen.publish.selection import Selection

Bodies = Callable[[Item], Rendered]


def bodies_of(tree: ContentTree, selection: Selection) -> Bodies:
    """The function that renders an item's text; parsed texts come from the tree's records."""
    filled = frozenset((item.lang, item.column) for item in selection.items.values())

    def render(item: Item) -> Rendered:
        resolve = _shown_only(selection, filled, resolver_for(tree, item))
        body = tree.bodies[item.path]
        return render_parsed(item.path, body, resolve, lambda: locate_body(tree, item.path))

    return render


def _shown_only(
    selection: Selection, filled: frozenset[tuple[str, str]], resolve: Resolve
) -> Resolve:
    """As ``resolve``; a link to what the public cannot see yet keeps its words, not its address.

    Content that waits for its release (存量 without a known time) may be linked already.
    """

    def shown(link: Link) -> Resolution:
        found = resolve(link)
        if found.path is None or found.address is None:
            return found
        if found.path.endswith(".md"):
            listed = selection.release_list
            waiting = listed is not None and found.path not in listed.files
            return Resolution(None, found.path) if waiting else found
        return _column_with_page(found, filled)

    return shown


def _column_with_page(found: Resolution, filled: frozenset[tuple[str, str]]) -> Resolution:
    """A column without translated items has no page in that language: the original is linked."""
    address, path = found.address or "", found.path or ""
    if not path.endswith("/column.yml") or address.startswith("https:"):
        return found
    column = "/".join(path.split("/")[2:-1])
    if address == column_address(column, ORIGINAL_LANGUAGE):
        return found
    lang = address.split("/")[1]
    if any(one == lang and f"{own}/".startswith(f"{column}/") for one, own in filled):
        return found
    return Resolution(column_address(column, ORIGINAL_LANGUAGE), path)
