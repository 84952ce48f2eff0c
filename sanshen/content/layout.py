"""目录结构 (layout): what each path under ``content/`` is, decided by names alone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from sanshen.content.addresses import (
    ORIGINAL_LANGUAGE,
    ItemPath,
    item_folder,
    original_path,
    split_item_path,
)
from sanshen.content.source import Blob
from sanshen.model.findings import Finding, finding

FOLDER_NAME = re.compile(r"[a-z][a-z0-9-]{0,39}")
SLUG = re.compile(r"[a-z0-9-]{1,60}")
DATED_NAME = re.compile(r"([0-9]{2})([0-9]{2})-([a-z0-9-]{1,60})")

_REFUSED_MODES = {"120000": "T108", "160000": "T109", "100755": "T110"}


@dataclass(frozen=True, slots=True)
class Layout:
    """The paths of ``content/`` by what they are.

    ``redirects`` maps a site to its ``redirects.yml``, ``attachments`` a file to its original.
    """

    sites: Mapping[str, str]
    columns: Mapping[tuple[str, str], str]
    items: Mapping[str, ItemPath]
    attachments: Mapping[str, str]
    findings: tuple[Finding, ...]
    redirects: Mapping[str, str] = field(default_factory=dict)


def shown_path(path: str) -> str:
    """A path that can be printed: bytes that are not UTF-8 appear as escapes."""
    return path.encode("utf-8", "backslashreplace").decode("utf-8")


def read_layout(blobs: Mapping[str, Blob]) -> Layout:
    """Sort every path of ``blobs`` (all below ``content/``); what fits nowhere is a finding."""
    findings = list(check_modes(blobs))
    plain = sorted(path for path, blob in blobs.items() if blob.mode == "100644")
    sites, columns, items, others = _sorted_by_name(plain)
    redirects = {code: path for path in others if (code := _redirects_of(path))}
    others = [path for path in others if not _redirects_of(path)]
    originals = {original_path(path) for path in items}
    nested = {path for path in items if path.rpartition("/")[0] + ".md" in originals}
    findings += [finding("T101", shown_path(path)) for path in sorted(nested)]
    items = {path: parts for path, parts in items.items() if path not in nested}
    faults = {path: fault for path in items if (fault := _name_fault(path, items[path]))}
    findings += check_item_names(items, faults)
    findings += check_folders(sites, columns, items)
    attachments = {}
    for path in others:
        owner = f"{path.rpartition('/')[0]}.md"
        if owner in originals:
            attachments[path] = owner
        else:
            findings.append(_stray(path, columns))
    good = {path: parts for path, parts in items.items() if path not in faults}
    return Layout(sites, columns, good, attachments, tuple(findings), redirects)


def check_modes(blobs: Mapping[str, Blob]) -> Iterator[Finding]:
    """T108 symbolic links, T109 submodules, T110 executable files."""
    for path, blob in sorted(blobs.items()):
        if blob.mode != "100644":
            yield finding(_REFUSED_MODES.get(blob.mode, "T109"), shown_path(path), mode=blob.mode)


def check_item_names(items: Mapping[str, ItemPath], faults: Mapping[str, str]) -> Iterator[Finding]:
    """T111 names that could not be part of an address, T116 an original's language suffix."""
    for path, fault in faults.items():
        if fault == f"{items[path].name}.{ORIGINAL_LANGUAGE}.md":
            yield finding("T116", shown_path(path), lang=ORIGINAL_LANGUAGE)
        else:
            yield finding("T111", shown_path(path), name=shown_path(fault))


def check_folders(
    sites: Mapping[str, str], columns: Mapping[tuple[str, str], str], items: Mapping[str, ItemPath]
) -> Iterator[Finding]:
    """T102 column folder without column.yml, T114 site folder without site.yml, T115 bad names."""
    used = {(parts.site, parts.column) for parts in items.values()} | set(columns)
    needed = {(site, above) for site, column in used for above in _with_ancestors(column)}
    for site, column in sorted(needed):
        folder = f"content/{site}/{column}"
        if (site, column) not in columns:
            yield finding("T102", shown_path(f"{folder}/column.yml"), folder=shown_path(folder))
        name = column.rpartition("/")[2]
        if not FOLDER_NAME.fullmatch(name):
            yield finding("T115", shown_path(folder), name=shown_path(name))
    for site in sorted({site for site, _ in used} | set(sites)):
        if site not in sites:
            yield finding("T114", shown_path(f"content/{site}/site.yml"), site=shown_path(site))
        if not FOLDER_NAME.fullmatch(site):
            yield finding("T115", shown_path(f"content/{site}"), name=shown_path(site))


def _sorted_by_name(
    paths: list[str],
) -> tuple[dict[str, str], dict[tuple[str, str], str], dict[str, ItemPath], list[str]]:
    sites: dict[str, str] = {}
    columns: dict[tuple[str, str], str] = {}
    items: dict[str, ItemPath] = {}
    others: list[str] = []
    for path in paths:
        folders = path.split("/")[1:-1]
        name = path.rpartition("/")[2]
        parts = _item_parts(path) if name.endswith(".md") and len(folders) > 1 else None
        if name == "site.yml" and len(folders) == 1:
            sites[folders[0]] = path
        elif name == "column.yml" and len(folders) > 1:
            columns[folders[0], "/".join(folders[1:])] = path
        elif parts is not None:
            items[path] = parts
        else:
            others.append(path)
    return sites, columns, items, others


def _redirects_of(path: str) -> str:
    """The site whose ``redirects.yml`` a path is; empty for another file."""
    parts = path.split("/")
    return parts[1] if len(parts) == 3 and parts[2] == "redirects.yml" else ""


def _item_parts(path: str) -> ItemPath | None:
    """As ``split_item_path``; a name it does not understand is still an item's, to be named."""
    parts = split_item_path(path)
    if parts is not None:
        return parts
    _, site, *folders, name = path.split("/")
    year = folders.pop() if len(folders) > 1 and re.fullmatch(r"[0-9]{4}", folders[-1]) else None
    return ItemPath(site, "/".join(folders), year, name.removesuffix(".md"), ORIGINAL_LANGUAGE)


def _name_fault(path: str, parts: ItemPath) -> str | None:
    """The file name where it is wrong, None where it is right."""
    name = path.rpartition("/")[2]
    known = parts.name if parts.lang == ORIGINAL_LANGUAGE else f"{parts.name}.{parts.lang}"
    if name != f"{known}.md":
        return name
    if parts.year is None:
        return None if SLUG.fullmatch(parts.name) else name
    dated = DATED_NAME.fullmatch(parts.name)
    if dated is None:
        return name
    try:
        date(int(parts.year), int(dated[1]), int(dated[2]))
    except ValueError:
        return name
    return None


def _with_ancestors(column: str) -> Iterator[str]:
    while column:
        yield column
        column = column.rpartition("/")[0]


def _stray(path: str, columns: Mapping[tuple[str, str], str]) -> Finding:
    """T107 for a file in a folder where an item's attachments could be, else T101."""
    folders = path.split("/")[1:-1]
    above = folders[:-1]
    if above and re.fullmatch(r"[0-9]{4}", above[-1]):
        above = above[:-1]
    is_column = len(folders) > 1 and (folders[0], "/".join(folders[1:])) in columns
    if not is_column and len(above) > 1 and (above[0], "/".join(above[1:])) in columns:
        return finding("T107", shown_path(path), item=shown_path(f"{item_folder(path)}.md"))
    return finding("T101", shown_path(path))
