"""整库检查 (tree checks): what only shows when all of the content is seen together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from sanshen.content.addresses import OWN_FOLDERS
from sanshen.content.body import ParsedBody
from sanshen.content.content_tree import Reference
from sanshen.content.item import Attachment, Item
from sanshen.content.targets import source_target
from sanshen.model.findings import Finding, finding
from sanshen.model.sites import Column, Site

Claim = tuple[str, str, str]


def check_empty(sites: Mapping[str, Site], items: Mapping[str, Item]) -> Iterator[Finding]:
    """T112 no site, T113 no item: a tree that holds nothing is never a success."""
    if not sites:
        yield finding("T112", "content")
    if not items:
        yield finding("T113", "content")


def check_addresses(claims: Iterable[Claim]) -> Iterator[Finding]:
    """T103: two files whose pages would have the same address, without regard to case.

    ``claims`` are (site, address, path).
    """
    first: dict[tuple[str, str], str] = {}
    for site, address, path in sorted(claims, key=lambda claim: claim[2]):
        other = first.setdefault((site, address.lower()), path)
        if other != path:
            yield finding("T103", path, address=address, other=other)


def check_domains(sites: Mapping[str, Site], paths: Mapping[str, str]) -> Iterator[Finding]:
    """T117: two sites with one domain."""
    first: dict[str, str] = {}
    for code in sorted(sites):
        domain = sites[code].domain.lower()
        other = first.setdefault(domain, code)
        if other != code:
            yield finding("T117", paths[code], domain=domain, other=other)


def check_reserved_columns(
    columns: Mapping[tuple[str, str], Column],
    sites: Mapping[str, Site],
    paths: Mapping[tuple[str, str], str],
) -> Iterator[Finding]:
    """T118: a column of the first level named like a language or a folder every site has."""
    for (site, column), path in sorted(paths.items()):
        known = site in sites and (site, column) in columns
        if known and column in (*sites[site].languages, *OWN_FOLDERS):
            yield finding("T118", path, name=column)


def check_translations(items: Mapping[str, Item], sites: Mapping[str, Site]) -> Iterator[Finding]:
    """T104 translation without original, T105 in a language the site does not list."""
    for path, item in sorted(items.items()):
        if item.original is not None:
            if item.original not in items:
                yield finding("T104", path, original=item.original)
            if item.lang not in sites[item.site].languages:
                listed = "、".join(sites[item.site].languages)
                yield finding("T105", path, lang=item.lang, languages=listed)


def check_unnamed_attachments(
    items: Mapping[str, Item],
    attachments: Mapping[str, Attachment],
    bodies: Mapping[str, ParsedBody],
    references: Mapping[str, tuple[Reference, ...]],
) -> Iterator[Finding]:
    """T106: files in an item's folder that neither its header nor its text names."""
    named = set()
    folders = {path.rpartition("/")[0] for path in attachments}
    for path, body in bodies.items():
        if items[path].folder not in folders:
            continue
        targets = [link.target for link in body.links]
        targets += [reference.target for reference in references.get(path, ())]
        named |= {found.path for target in targets if (found := source_target(path, target))}
    for path in sorted(attachments):
        original = f"{path.rpartition('/')[0]}.md"
        # an item that could not be read may well name its files: nothing is said about those
        if path not in named and original in items:
            yield finding("T106", path, item=original)
