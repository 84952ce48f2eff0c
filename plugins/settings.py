# SPDX-License-Identifier: AGPL-3.0-or-later
"""Settings of both configurations; everything a city decides itself is in its ``site.yml``."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sanshen_pelican.run import KEY, RefusedError, Run, refusal

from sanshen.catalogue import blocking, chosen_language, message
from sanshen.content.site_list import read_site, read_sites
from sanshen.model.sites import Site, SiteLevel
from sanshen.output.trees import TreeError, standby_tree
from sanshen.publish.plan_error import PlanError
from sanshen.publish.theme_source import read_theme
from sanshen.theming.theme import Theme, unpack_theme

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
    site = choose_site(root, treeish, environment.get("SANSHEN_SITE", ""))
    theme = unpack_theme(_theme(root, treeish), root / THEME_FOLDER)
    output = _standby(root, site) if publishing else root / PREVIEW_FOLDER / site.code
    run = Run(
        root=root,
        site_code=site.code,
        # What is public is made from a commit, never from files that nobody has committed.
        treeish=treeish or ("HEAD" if publishing else None),
        publishing=publishing,
        release_list=_path(environment, "SANSHEN_RELEASE_LIST") if publishing else None,
        output=output,
        plan_file=_path(environment, "SANSHEN_PLAN"),
        result_file=_path(environment, "SANSHEN_RESULT"),
    )
    return {KEY: run, **_pelican_settings(site, theme, output)}


def _path(environment: Mapping[str, str], name: str) -> Path | None:
    return Path(environment[name]) if environment.get(name) else None


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


def choose_site(root: Path, treeish: str | None, code: str) -> Site:
    """The site named ``code``, or the portal: the first site of a city; RefusedError otherwise.

    A site that is named needs no look at the others.
    """
    named, findings = read_site(root, treeish, code)
    if blocking(findings):
        raise refusal(blocking(findings))
    if named is not None:
        return named
    sites, findings = read_sites(root, treeish)
    if blocking(findings):
        raise refusal(blocking(findings))
    if code and code in sites:
        return sites[code]
    portals = [site for site in sites.values() if site.level is SiteLevel.CITY]
    if code or not portals:
        known = "、".join(sites) or "—"
        raise RefusedError(message("build.no_such_site", chosen_language(), site=code, known=known))
    return portals[0]


def _theme(root: Path, treeish: str | None) -> Theme:
    try:
        return read_theme(root, treeish)
    except PlanError as error:
        raise refusal(error.findings) from error
