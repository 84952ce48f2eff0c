"""读入设置 (settings reading): sites, columns and lists of redirects of one state."""

from __future__ import annotations

from dataclasses import dataclass

from sanshen.content.layout import Layout
from sanshen.content.redirects import Redirect, parse_redirects
from sanshen.content.settings import inherit_markdown, parse_column, parse_site
from sanshen.content.source import Source
from sanshen.model.findings import Finding
from sanshen.model.sites import Column, Site


@dataclass(frozen=True, slots=True)
class Settings:
    """What the settings files say; a file with a blocking finding is in none of the mappings."""

    sites: dict[str, Site]
    columns: dict[tuple[str, str], Column]
    redirects: tuple[Redirect, ...]
    lists: tuple[str, ...]
    findings: tuple[Finding, ...]


def read_settings_files(source: Source, layout: Layout) -> Settings:
    """Read every ``site.yml``, ``column.yml`` and ``redirects.yml`` of a layout."""
    sites: dict[str, Site] = {}
    columns: dict[tuple[str, str], Column] = {}
    redirects: list[Redirect] = []
    lists: list[str] = []
    findings: list[Finding] = []
    codes = {path: code for code, path in layout.sites.items()}
    keys = {path: key for key, path in layout.columns.items()}
    for path, data in source.read([*codes, *keys, *layout.redirects.values()]):
        found: tuple[Finding, ...]
        if path in codes:
            site, found = parse_site(path, data)
            if site is not None:
                sites[codes[path]] = site
        elif path in keys:
            column, found = parse_column(path, data)
            if column is not None:
                columns[keys[path]] = column
        else:
            named, found = parse_redirects(path, data)
            redirects += named or ()
            lists += [path] if named is not None else []
        findings += found
    return Settings(
        sites, inherit_markdown(sites, columns), tuple(redirects), tuple(lists), tuple(findings)
    )
