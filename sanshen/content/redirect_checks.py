"""转向检查 (redirect checks): whether each old address is free, and where it leads."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Protocol

from sanshen.content.addresses import (
    ORIGINAL_LANGUAGE,
    OWN_FOLDERS,
    column_address,
    home_address,
    language_prefix,
)
from sanshen.content.old_addresses import path_of
from sanshen.content.redirects import Redirect, moved_to
from sanshen.content.tree_checks import Claim
from sanshen.model.findings import Finding, finding
from sanshen.model.sites import Column, Site

Redirects = Mapping[tuple[str, str], Redirect]
_NOT_FOUND = "/404.html"
LISTED = re.compile(r"(?P<column>.*/)(?:[0-9]{4}/(?:index|page-[0-9]+)|page-[0-9]+)\.html")
"""The address of an archive page or a year's page of ``column``."""


class Targets(Protocol):
    """What is asked of the content to know where a redirect leads; ``Places`` has it."""

    @property
    def sites(self) -> Mapping[str, Site]:
        """Every site by code."""

    @property
    def columns(self) -> Mapping[tuple[str, str], Column]:
        """Every column by (site, column path)."""

    def place(self, path: str) -> tuple[str, str] | None:
        """(site, address) of an item, None where there is no readable item."""

    def path_at(self, site: str, address: str) -> str | None:
        """What is at an address of a site."""


def settle(
    targets: Targets, redirects: Iterable[Redirect], leads_to: Callable[[str, str], str | None]
) -> Redirects:
    """The redirects that lead to a page, with both forms of their target, by (site, address).

    ``leads_to`` knows those that headers name, by which a list finds what has moved since.
    """
    settled: dict[tuple[str, str], Redirect] = {}
    for redirect in redirects:
        found = _settled(targets, redirect, leads_to)
        if found is not None:
            settled.setdefault((redirect.site, redirect.address), found)
    return settled


def _settled(
    targets: Targets, redirect: Redirect, leads_to: Callable[[str, str], str | None]
) -> Redirect | None:
    if not redirect.target_path:
        path = targets.path_at(redirect.site, redirect.target_address)
        return None if path is None else replace(redirect, target_path=path)
    for path in (redirect.target_path, moved_to(redirect.target_path, leads_to)):
        place = _place(targets, path, redirect) if path else None
        if path and place is not None:
            site, address = place
            origin = "" if site == redirect.site else targets.sites[site].origin
            return replace(redirect, target_path=path, target_address=origin + address)
    return None


def _place(targets: Targets, path: str, redirect: Redirect) -> tuple[str, str] | None:
    """A column or home page is shown in the language that the old address was in."""
    if path.endswith(".md"):
        return targets.place(path)
    _, site, *folders, _ = path.split("/")
    column = "/".join(folders)
    if site not in targets.sites or (column and (site, column) not in targets.columns):
        return None
    lang = next(
        (
            one
            for one in targets.sites[site].languages[1:]
            if redirect.address.startswith(f"{language_prefix(one)}/")
        ),
        ORIGINAL_LANGUAGE,
    )
    return site, column_address(column, lang) if column else home_address(lang)


def check_redirects(
    claims: Iterable[Claim],
    redirects: Iterable[Redirect],
    settled: Redirects,
    sites: Mapping[str, Site],
) -> Iterator[Finding]:
    """T119 taken, T120 no target, T121 a chain, T122 below a file, T123 a generated page.

    ``claims`` are (site, address, path) of every page and file, ``redirects`` all that are
    named. Addresses are one without regard to case.
    """
    named = tuple(redirects)
    if not named:
        return
    taken = {(site, address.lower()): (path, 1) for site, address, path in claims}
    pages = frozenset(taken)
    files = pages | {(one.site, one.address.lower()) for one in named}
    for redirect in sorted(named, key=lambda one: (one.source, one.line, one.address)):
        key = redirect.site, redirect.address.lower()
        here = (redirect.source, redirect.line)
        if key in taken:
            other, first = taken[key]
            yield finding("T119", *here, address=redirect.address, other=other, first=first)
        elif _is_generated(redirect, pages, sites.get(redirect.site)):
            yield finding("T123", *here, address=redirect.address)
        taken.setdefault(key, here)
        if any((redirect.site, above) in files for above in _above(key[1])):
            yield finding("T122", *here, address=redirect.address)
        if (redirect.site, redirect.address) not in settled:
            yield _without_target(redirect, files - pages, sites)


def _is_generated(redirect: Redirect, pages: frozenset[tuple[str, str]], site: Site | None) -> bool:
    address = redirect.address.lower()
    prefixes = [language_prefix(lang) for lang in site.languages] if site else [""]
    own = tuple(f"{prefix}/{folder}/" for prefix in prefixes for folder in OWN_FOLDERS)
    if address.startswith(own) or address in [f"{prefix}{_NOT_FOUND}" for prefix in prefixes]:
        return True
    listed = LISTED.fullmatch(address)
    return listed is not None and (redirect.site, f"{listed['column']}index.html") in pages


def _above(address: str) -> Iterator[str]:
    """The folders of an address, the nearest first: a file there would be in the way."""
    folder = address.rpartition("/")[0]
    while folder:
        yield folder
        folder = folder.rpartition("/")[0]


def _without_target(
    redirect: Redirect, old: frozenset[tuple[str, str]], sites: Mapping[str, Site]
) -> Finding:
    address, here = redirect.target_address, (redirect.source, redirect.line)
    if not redirect.target_path and (redirect.site, address.lower()) in old:
        return finding("T121", *here, address=redirect.address, target=address)
    languages = sites[redirect.site].languages if redirect.site in sites else (ORIGINAL_LANGUAGE,)
    target = redirect.target_path or path_of(redirect.site, address, languages) or address
    return finding("T120", *here, address=redirect.address, target=target)
