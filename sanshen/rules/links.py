"""错链断链 (§14.5): every link of text and header, inside our sites."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from sanshen.content.addresses import item_address, split_item_path
from sanshen.content.body import Link
from sanshen.content.item import Item
from sanshen.content.links import links_of
from sanshen.content.markdown import link_finding
from sanshen.content.redirects import forwarded
from sanshen.content.targets import source_target
from sanshen.model.findings import CheckResult, Finding
from sanshen.rules.context import Context, result


def check_links(context: Context) -> CheckResult:
    """L1xx: links of the items concerned, and links of others to what the change touches."""
    concerned = {item.path for item in context.concerned_items()}
    gone = set(_gone_addresses(context))
    examined = 0
    findings: list[Finding] = []
    for path in sorted(context.tree.items):
        item = context.tree.items[path]
        for link, resolution in links_of(context.tree, path):
            if path not in concerned and not _leads_to_change(context, item, link, gone):
                continue
            examined += 1
            found = link_finding(path, link, resolution)
            if found is not None:
                findings.append(found)
    return result("links", examined, findings)


def _leads_to_change(context: Context, item: Item, link: Link, gone: set[tuple[str, str]]) -> bool:
    target = source_target(item.path, link.target)
    if target is not None:
        now = forwarded(context.tree, target)
        if context.concerns(target.path) or context.concerns(now.path):
            return True
    if not link.target.lower().startswith(("https://", "http://")):
        return False
    try:
        parts = urlsplit(link.target)
        return (parts.hostname or "", parts.path) in gone
    except ValueError:
        return False


def _gone_addresses(context: Context) -> Iterator[tuple[str, str]]:
    """(domain, address) of the changed item paths, whether they are still there or not."""
    for path in context.changed or ():
        parts = split_item_path(path)
        if parts is not None and parts.site in context.tree.sites:
            address = item_address(parts.column, parts.year, parts.name, parts.lang)
            yield context.tree.sites[parts.site].domain, address
