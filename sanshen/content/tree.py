"""读入内容树 (load the content tree): every file below ``content/``, once, from any source."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from sanshen.content import tree_checks
from sanshen.content.addresses import (
    column_address,
    home_address,
)
from sanshen.content.collecting import collector_paused
from sanshen.content.content_tree import ContentTree, Reference
from sanshen.content.item import Attachment, Item
from sanshen.content.item_record import ItemRecord
from sanshen.content.layout import Layout, read_layout
from sanshen.content.reading import AttachmentRecord, Reader
from sanshen.content.records import RecordStore
from sanshen.content.redirect_checks import check_redirects, settle
from sanshen.content.redirects import Redirect, forwarded, parse_redirects, redirects_of
from sanshen.content.settings import inherit_markdown, parse_column, parse_site
from sanshen.content.source import Blob, Source
from sanshen.content.targets import source_target
from sanshen.model.findings import Finding
from sanshen.model.sites import Column, Site

__all__ = ["ContentTree", "Reference", "load_tree"]

ROOT = "content/"

Settings = tuple[dict[str, Site], dict[tuple[str, str], Column], list[Finding]]


def load_tree(source: Source, store: RecordStore | None = None) -> ContentTree:
    """Read everything below ``content/`` of ``source``; what is wrong is in ``findings``.

    With a ``store``, files whose record it holds are not read or parsed again, and new
    records are kept. Never raises for bad content.
    """
    with collector_paused():
        return _load(source, store)


def _load(source: Source, store: RecordStore | None) -> ContentTree:
    blobs = {path: blob for path, blob in source.blobs().items() if path.startswith(ROOT)}
    layout = read_layout(blobs)
    sites, columns, findings = _load_settings(source, layout)
    wanted = {
        path: (parts.site, parts.column)
        for path, parts in layout.items.items()
        if parts.site in sites and (parts.site, parts.column) in columns
    }
    reader = Reader(blobs, sites, columns, store)
    item_records = reader.items(source, wanted)
    attachment_records = reader.attachments(source, layout.attachments)
    findings += layout.findings
    for _, found in attachment_records.values():
        findings += found
    for record in item_records.values():
        findings += record.findings
    listed, wrong = _load_redirects(source, layout)
    findings += wrong
    return _assemble(
        blobs, layout, sites, columns, item_records, attachment_records, listed, findings,
        examined=len(blobs), notes=store.notes if store else (),
    )  # fmt: skip


def _load_settings(source: Source, layout: Layout) -> Settings:
    sites: dict[str, Site] = {}
    columns: dict[tuple[str, str], Column] = {}
    findings: list[Finding] = []
    codes = {path: code for code, path in layout.sites.items()}
    keys = {path: key for key, path in layout.columns.items()}
    for path, data in source.read([*codes, *keys]):
        if path in codes:
            site, found = parse_site(path, data)
            if site is not None:
                sites[codes[path]] = site
        else:
            column, found = parse_column(path, data)
            if column is not None:
                columns[keys[path]] = column
        findings += found
    return sites, inherit_markdown(sites, columns), findings


def _load_redirects(source: Source, layout: Layout) -> tuple[list[Redirect], list[Finding]]:
    listed: list[Redirect] = []
    findings: list[Finding] = []
    for path, data in source.read(layout.redirects.values()):
        redirects, found = parse_redirects(path, data)
        listed += redirects or ()
        findings += found
    return listed, findings


def _assemble(
    blobs: Mapping[str, Blob],
    layout: Layout,
    sites: Mapping[str, Site],
    columns: Mapping[tuple[str, str], Column],
    item_records: Mapping[str, ItemRecord],
    attachment_records: Mapping[str, AttachmentRecord],
    listed: list[Redirect],
    findings: list[Finding],
    *,
    examined: int,
    notes: tuple[str, ...],
) -> ContentTree:
    items = {path: record.item for path, record in item_records.items() if record.item}
    bodies = {path: record.body for path, record in item_records.items() if record.body}
    attachments = {path: one for path, (one, _) in attachment_records.items() if one}
    references = {path: record.references for path, record in item_records.items() if record.item}
    claims = list(_claims(layout, sites, columns, items, attachments))
    findings += tree_checks.check_empty(sites, items)
    findings += tree_checks.check_addresses(claims)
    findings += tree_checks.check_domains(sites, layout.sites)
    findings += tree_checks.check_reserved_columns(columns, sites, layout.columns)
    findings += tree_checks.check_translations(items, sites)
    findings += tree_checks.check_unnamed_attachments(items, attachments, bodies, references)
    tree = ContentTree(
        sites=sites,
        columns=columns,
        items=items,
        attachments=attachments,
        blobs=blobs,
        bodies=bodies,
        references=references,
        addresses={(site, address): path for site, address, path in reversed(claims)},
        translations=_grouped((item.original, item.path) for item in items.values()),
        interpretations={},
        findings=(),
        examined=examined,
        notes=notes,
    )
    named = [redirect for item in items.values() for redirect in redirects_of(item)]
    tree = replace(tree, redirects=settle(tree, named, tree.redirected))
    tree = replace(tree, redirects={**settle(tree, listed, tree.redirected), **tree.redirects})
    findings += check_redirects(claims, [*named, *listed], tree.redirects, sites)
    return replace(
        tree,
        interpretations=_grouped(_interpreted(tree)),
        findings=tuple(sorted(findings)),
    )


def _claims(
    layout: Layout,
    sites: Mapping[str, Site],
    columns: Mapping[tuple[str, str], Column],
    items: Mapping[str, Item],
    attachments: Mapping[str, Attachment],
) -> Iterator[tree_checks.Claim]:
    """(site, address, path) of every page and file that will be on a site."""
    for code, site in sites.items():
        for lang in site.languages:
            yield code, home_address(lang), layout.sites[code]
    for (code, column), path in layout.columns.items():
        if code in sites and (code, column) in columns:
            for lang in sites[code].languages:
                yield code, column_address(column, lang), path
    for item in items.values():
        yield item.site, item.address, item.path
    for attachment in attachments.values():
        yield attachment.path.split("/")[1], attachment.address, attachment.path


def _interpreted(tree: ContentTree) -> Iterator[tuple[str | None, str]]:
    for path, named in tree.references.items():
        if tree.items[path].original is not None:
            continue
        for reference in named:
            found = source_target(path, reference.target)
            if reference.field == "interprets" and found is not None:
                yield forwarded(tree, found).path, path


def _grouped(pairs: Iterable[tuple[str | None, str]]) -> dict[str, tuple[str, ...]]:
    groups: dict[str, set[str]] = defaultdict(set)
    for original, path in pairs:
        if original is not None:
            groups[original].add(path)
    return {original: tuple(sorted(paths)) for original, paths in groups.items()}
