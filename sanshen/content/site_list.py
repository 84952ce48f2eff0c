"""网站清单 (site list): the sites of a city, read without reading anything else."""

from __future__ import annotations

import re
from pathlib import Path

from sanshen.content.settings import parse_site
from sanshen.gitio.repository import GitError, Repository
from sanshen.model.findings import Finding
from sanshen.model.sites import Site

_CODE = re.compile(r"[^/\s]+")


def read_sites(root: Path, treeish: str | None) -> tuple[dict[str, Site], tuple[Finding, ...]]:
    """Every site of a commit, or of the working tree when None, by code; and what is wrong.

    Raises GitError when ``root`` is no repository or ``treeish`` names nothing.
    """
    sites: dict[str, Site] = {}
    findings: list[Finding] = []
    for path, data in _site_files(root, treeish):
        site, found = parse_site(path, data)
        findings += found
        if site is not None:
            sites[site.code] = site
    return dict(sorted(sites.items())), tuple(findings)


def read_site(
    root: Path, treeish: str | None, code: str
) -> tuple[Site | None, tuple[Finding, ...]]:
    """One site of a commit, or of the working tree when None, and what is wrong with its file.

    None without a finding when there is no such site. One git in place of three.
    """
    if not _CODE.fullmatch(code):
        return None, ()
    path = f"content/{code}/site.yml"
    try:
        if treeish is None:
            data = (root / path).read_bytes()
        else:
            data = Repository(root).read_blob(f"{treeish}:{path}")
    except (GitError, OSError):
        return None, ()
    return parse_site(path, data)


def _site_files(root: Path, treeish: str | None) -> list[tuple[str, bytes]]:
    if treeish is None:
        files = sorted((root / "content").glob("*/site.yml"))
        return [(file.relative_to(root).as_posix(), file.read_bytes()) for file in files]
    repository = Repository(root)
    listed = ("ls-tree", "-z", "--full-tree", "--name-only", "--end-of-options", treeish)
    folders = repository.text(*listed, "content/").split("\0")
    wanted = [f"{folder}/site.yml" for folder in folders if folder]
    if not wanted:
        return []
    wholly = ("ls-tree", "-z", "--full-tree", "--end-of-options", treeish)
    rows = repository.text(*wholly, *wanted).split("\0")
    found = [row.split("\t") for row in rows if row]
    blobs = repository.read_blobs(head.split(" ")[2] for head, _ in found)
    return [(path, data) for (_, path), data in zip(found, blobs, strict=True)]
