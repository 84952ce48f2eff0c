# SPDX-License-Identifier: AGPL-3.0-or-later
"""Settings of both configurations; everything a city decides itself is in its ``site.yml``."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sanshen_pelican.run import KEY, RefusedError, Run, refusal

from sanshen.catalogue import chosen_language, message
from sanshen.content.settings import parse_site
from sanshen.content.source import Source, open_source
from sanshen.model.sites import Site, SiteLevel
from sanshen.output.trees import TreeError, standby_tree
from sanshen.publish.plan import PlanError, read_theme
from sanshen.publish.theme import Theme, unpack_theme

PREVIEW_FOLDER = "build/preview"
THEME_FOLDER = "build/theme"


def preview_settings(environment: Mapping[str, str], root: Path) -> dict[str, Any]:
    """Settings of a preview (预览): everything in the tree, watermarked, never the public site."""
    return _settings(environment, root, publishing=False)


def publish_settings(environment: Mapping[str, str], root: Path) -> dict[str, Any]:
    """Settings of publishing (发布): only what the release list names."""
    return _settings(environment, root, publishing=True)


def _settings(environment: Mapping[str, str], root: Path, publishing: bool) -> dict[str, Any]:
    root = Path(environment.get("SANSHEN_ROOT") or root).resolve()
    treeish = environment.get("SANSHEN_TREEISH") or None
    source = open_source(root, treeish)
    site = choose_site(source, environment.get("SANSHEN_SITE", ""))
    theme = unpack_theme(_theme(source), root / THEME_FOLDER)
    listed = environment.get("SANSHEN_RELEASE_LIST")
    run = Run(
        root=root,
        site_code=site.code,
        treeish=treeish,
        publishing=publishing,
        release_list_file=Path(listed) if listed else None,
    )
    output = _standby(root, site) if publishing else root / PREVIEW_FOLDER / site.code
    return {KEY: run, **_pelican_settings(site, theme, output)}


def _standby(root: Path, site: Site) -> Path:
    """The tree that is not served, so that a run by hand never writes into the live one."""
    try:
        return standby_tree(root, site.code)
    except TreeError as error:
        raise RefusedError(str(error)) from error


def _pelican_settings(site: Site, theme: Path, output: Path) -> dict[str, Any]:
    return {
        "PELICAN_CLASS": "sanshen_pelican.SanshenPelican",
        "PLUGINS": ["sanshen_pelican"],
        "PATH": str(theme),
        "THEME": str(theme),
        "OUTPUT_PATH": str(output),
        "DELETE_OUTPUT_DIRECTORY": False,
        "SITENAME": site.name,
        "SITEURL": site.origin,
        "FEED_DOMAIN": site.origin,
        "FEED_MAX_ITEMS": 30,
        "TIMEZONE": site.timezone,
        # Pelican lower-cases this and compares it with the items' codes, which are lower case.
        "DEFAULT_LANG": site.languages[0],
        "LOCALE": ["C.UTF-8", "C"],
        "CACHE_CONTENT": False,
        "LOAD_CONTENT_CACHE": False,
        # Should ever a stock generator run, it finds nothing to publish.
        "ARTICLE_PATHS": [],
        "PAGE_PATHS": [],
        "STATIC_PATHS": [],
        "DIRECT_TEMPLATES": [],
        "WITH_FUTURE_DATES": False,
        "DRAFT_SAVE_AS": "",
        "DRAFT_LANG_SAVE_AS": "",
        "DRAFT_PAGE_SAVE_AS": "",
        "DRAFT_PAGE_LANG_SAVE_AS": "",
        "READERS": dict.fromkeys(("rst", "html", "htm", "markdown", "mkd", "mdown")),
    }


def choose_site(source: Source, code: str) -> Site:
    """The site named ``code``, or the portal: the first site of a city; RefusedError otherwise."""
    paths = [p for p in sorted(source.blobs()) if _is_site_file(p)]
    sites: dict[str, Site] = {}
    for path, data in source.read(paths):
        site, findings = parse_site(path, data)
        if site is None:
            raise refusal(findings)
        sites[site.code] = site
    if code and code in sites:
        return sites[code]
    portals = [site for site in sites.values() if site.level is SiteLevel.CITY]
    if code or not portals:
        known = "、".join(sites) or "—"
        raise RefusedError(message("build.no_such_site", chosen_language(), site=code, known=known))
    return portals[0]


def _theme(source: Source) -> Theme:
    try:
        return read_theme(source)
    except PlanError as error:
        raise refusal(error.findings) from error


def _is_site_file(path: str) -> bool:
    parts = path.split("/")
    return len(parts) == 3 and parts[0] == "content" and parts[2] == "site.yml"
