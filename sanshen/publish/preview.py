"""预览 (preview): the whole site as it would look, watermarked 未审稿, never the public one."""

from __future__ import annotations

from pathlib import Path

from sanshen.output.preview_folder import PreviewFolder
from sanshen.publish.build import BuildReport, build_site
from sanshen.publish.pelican_process import Starter, start_pelican


def preview_folder(root: Path, site: str) -> Path:
    """Where previews of a site are: ``build/preview/<site>``, never below ``output``."""
    return root / "build" / "preview" / site


def render_preview(
    root: Path,
    treeish: str | None,
    site: str,
    out: Path | None = None,
    lang: str | None = None,
    start: Starter = start_pelican,
    full: bool = False,
) -> BuildReport:
    """Build the preview of ``site`` at a commit, or of the working tree when None.

    ``out`` is the preview folder unless named; its pages open from disk, without a server.
    """
    output = out if out is not None else preview_folder(root, site)
    place = PreviewFolder(output, site)
    return build_site(root, site, treeish, False, place, lang, start, full)
