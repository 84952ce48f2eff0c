"""链接解析 (links): where every link of the content leads, on our sites and outside.

One set of rules for links of the text and for files and items named in headers.
"""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

from sanshen.content.addresses import ORIGINAL_LANGUAGE, column_address, home_address
from sanshen.content.attachments import is_image
from sanshen.content.body import (
    SAFE_ADDRESS,
    Link,
    ParsedBody,
    Rendered,
    Resolution,
    Resolve,
    find_anchor,
)
from sanshen.content.content_tree import ContentTree
from sanshen.content.dialects import parse_dialect
from sanshen.content.item import Item
from sanshen.content.markdown import render_parsed, resolve_links
from sanshen.content.places import Places
from sanshen.content.redirects import forwarded
from sanshen.content.targets import Target, source_target

OUTSIDE = frozenset({"http", "https", "mailto", "tel"})

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_UNSAFE = re.compile(r"[\x00-\x20\x7f-\xa0\u2000-\u200f\u2028-\u202f\u3000\ufeff\\<>\"]")
_MAIL = re.compile(r"[^@/?#]+@[^@/?#]+\.[^@/?#]+(?:\?[^#]*)?")
_PHONE = re.compile(r"\+?[0-9][0-9-]{2,}")
_PAGE = re.compile(r"\.html?$|/$|^/[^.]*$")
_KEPT = "%/:?#[]@!$&'()*+,;=~-._"


def resolver_for(tree: Places, item: Item) -> Resolve:
    """The function that resolves the links of ``item`` against ``tree``."""
    return lambda link: resolve_link(tree, item, link)


def render_item(tree: ContentTree, path: str) -> Rendered:
    """正文网页: the html of an item of the tree, with every link resolved.

    What the html depends on is the item's blob and ``Rendered.links``.
    """
    return render_parsed(
        path,
        tree.bodies[path],
        resolver_for(tree, tree.items[path]),
        lambda: locate_body(tree, path),
    )


def locate_body(tree: ContentTree, path: str) -> ParsedBody:
    """The parsed text of an item with the places of its headings and links."""
    item = tree.items[path]
    dialect = tree.column_of(item).markdown
    return parse_dialect(dialect, item.body, item.body_line, item.lang)


def links_of(tree: ContentTree, path: str) -> tuple[tuple[Link, Resolution], ...]:
    """Every link of an item, header first: (link, where it leads).

    Where a link of the text leads nowhere, those of the text come with their places.
    """
    resolve = resolver_for(tree, tree.items[path])
    header = tuple(
        (link, resolve(link))
        for reference in tree.references.get(path, ())
        if (link := _as_link(reference.field, reference.target, reference.line, reference.column))
    )
    links = resolve_links(tree.bodies[path], resolve)
    if any(result.code for _, result in links):
        links = resolve_links(locate_body(tree, path), resolve)
    return header + links


def resolve_link(tree: Places, item: Item, link: Link) -> Resolution:
    """Where a link of ``item`` leads: an address, or the code of the finding that says why not.

    L101 dead, L102 anchor, L103 file, L104 form, L105 another item's file, L106 picture,
    L107 page address, L108 dead own address, L109 unreadable target.
    """
    target = link.target.strip()
    scheme = _SCHEME.match(target) if ":" in target else None
    if scheme is not None or target.startswith("//"):
        kind = scheme[1].lower() if scheme else ""
        if link.image and kind in ("http", "https"):
            return _failed("L106", target)
        return _outside(tree, item, target, kind)
    if "\\" in target:
        return _failed("L104", target)
    found = source_target(item.path, target)
    if found is None:
        return _failed("L107" if _PAGE.search(target) else "L104", target)
    if link.image:
        return _picture(tree, item, target, found)
    return _inside(tree, item, target, found)


def _as_link(field: str, target: str, line: int, column: int) -> Link:
    return Link(target, field, line, column, image=field == "picture")


def _failed(code: str, target: str, **more: str) -> Resolution:
    return Resolution(None, code=code, args=tuple(sorted({"target": target, **more}.items())))


def _inside(tree: Places, item: Item, target: str, found: Target) -> Resolution:
    found = forwarded(tree, found)
    if found.path.endswith(".md"):
        return _to_item(tree, item, target, found)
    name = found.path.rpartition("/")[2]
    if name in ("column.yml", "site.yml"):
        return _to_column(tree, item, target, found)
    if tree.file_address(found.path) is not None:
        return _to_attachment(tree, item, target, found)
    if _PAGE.search(target.partition("#")[0]):
        return _failed("L107", target)
    if "." not in name:
        return _failed("L104", target)
    if not found.path.startswith(f"{item.folder}/"):
        return _failed("L105", target, folder=item.folder)
    return _failed("L103", target, folder=item.folder)


def _picture(tree: Places, item: Item, target: str, found: Target) -> Resolution:
    if not is_image(found.path):
        return _failed("L106", target)
    return _inside(tree, item, target, found)


def _to_item(tree: Places, item: Item, target: str, found: Target) -> Resolution:
    other = tree.place(found.path)
    if other is None:
        return _failed("L109" if tree.known(found.path) else "L101", target)
    anchor = ""
    if found.fragment:
        known = find_anchor(tree.headings(found.path), found.fragment)
        if known is None:
            return _failed("L102", target)
        anchor = f"#{known}"
    return Resolution(_from(tree, item, *other) + anchor, found.path)


def _to_column(tree: Places, item: Item, target: str, found: Target) -> Resolution:
    _, site, *folders, _ = found.path.split("/")
    column = "/".join(folders)
    known = (site, column) in tree.columns if column else site in tree.sites
    if not known or site not in tree.sites:
        return _failed("L109" if tree.known(found.path) else "L101", target)
    lang = item.lang if item.lang in tree.sites[site].languages else ORIGINAL_LANGUAGE
    address = column_address(column, lang) if column else home_address(lang)
    return Resolution(_from(tree, item, site, address), found.path)


def _to_attachment(tree: Places, item: Item, target: str, found: Target) -> Resolution:
    if found.path.rpartition("/")[0] != item.folder:
        return _failed("L105", target, folder=item.folder)
    fragment = f"#{quote(found.fragment, safe='=&')}" if found.fragment else ""
    return Resolution(f"{tree.file_address(found.path)}{fragment}", found.path)


def _from(tree: Places, item: Item, site: str, address: str) -> str:
    """``address`` as seen from ``item``: absolute where it is on another site."""
    return address if site == item.site else tree.sites[site].origin + address


def _outside(tree: Places, item: Item, target: str, scheme: str) -> Resolution:
    rest = target[len(scheme) + 1 :]
    if scheme not in OUTSIDE or _UNSAFE.search(target):
        return _failed("L104", target)
    if scheme == "mailto":
        return Resolution(target) if _MAIL.fullmatch(rest) else _failed("L104", target)
    if scheme == "tel":
        return Resolution(target) if _PHONE.fullmatch(rest) else _failed("L104", target)
    try:
        parts = urlsplit(target)
        host, fine = parts.hostname, "@" not in parts.netloc and parts.port != 0
    except ValueError:
        return _failed("L104", target)
    if not host or not fine or not rest.startswith("//"):
        return _failed("L104", target)
    own = next((site for site in tree.sites.values() if site.domain == host), None)
    if own is not None:
        return _own_address(tree, item, target, own.code)
    address = quote(target, safe=_KEPT)
    return Resolution(address) if SAFE_ADDRESS.fullmatch(address) else _failed("L104", target)


def _own_address(tree: Places, item: Item, target: str, site: str) -> Resolution:
    parts = urlsplit(target)
    address = parts.path or "/"
    if address.endswith("/"):
        address += "index.html"
    path = tree.path_at(site, address)
    anchor, place = "", (site, address)
    if path is None:
        path = tree.redirected(site, address)
        place = tree.place(path or "") or place
    if path is None:
        return _failed("L108", target, site=tree.sites[site].name)
    if parts.fragment and path.endswith(".md"):
        known = find_anchor(tree.headings(path), parts.fragment)
        if known is None:
            return _failed("L102", target)
        anchor = f"#{known}"
    return Resolution(_from(tree, item, *place) + anchor, path)
