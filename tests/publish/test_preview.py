"""预览: watermarked, not indexed, readable from disk, never below the published folder."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from sanshen.publish.preview import preview_folder, render_preview


def test_every_page_of_a_preview_carries_the_mark(city: Path) -> None:
    report = render_preview(city, None, "portal")
    assert report.findings == ()
    folder = preview_folder(city, "portal")
    assert not folder.is_relative_to(city / "output")
    pages = sorted(folder.rglob("*.html"))
    assert len(pages) == report.pages
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert text.count('class="unreviewed"') == 1, page
        assert '<meta name="robots" content="noindex,nofollow">' in text, page
    assert (folder / "robots.txt").read_text("utf-8") == "User-agent: *\nDisallow: /\n"
    assert not (folder / "feeds").exists()


def test_pages_open_from_disk_because_their_links_are_relative(city: Path) -> None:
    render_preview(city, None, "portal")
    folder = preview_folder(city, "portal")
    examined = 0
    for page in folder.rglob("*.html"):
        for target in re.findall(r' (?:href|src)="([^"]*)"', page.read_text(encoding="utf-8")):
            if re.match(r"[a-z]+:", target) or target.startswith("#"):
                continue
            assert (page.parent / target.split("#")[0]).is_file(), f"{page}: {target}"
            examined += 1
    assert examined > 100


def test_a_commit_is_previewed_without_checkout_and_with_its_own_theme(city: Path) -> None:
    (city / "content/portal/gk/lianxi.md").unlink()
    (city / "theme/templates/base.html").write_text("broken {{", encoding="utf-8")
    report = render_preview(city, "HEAD", "portal", city.parent / "elsewhere")
    assert report.succeeded
    assert "gk/lianxi.html" in report.manifest
    status = subprocess.run(
        ["git", "status", "--porcelain"], cwd=city, capture_output=True, text=True, check=True
    )
    assert status.stdout.split() == [
        "D", "content/portal/gk/lianxi.md", "M", "theme/templates/base.html",
    ]  # fmt: skip


def test_an_uncommitted_change_shows_in_the_preview_of_the_working_tree(city: Path) -> None:
    page = city / "content/portal/gk/lianxi.md"
    page.write_text(page.read_text("utf-8") + "\n新增一段。\n", "utf-8")
    (city / "content/portal/gk/xin.md").write_text(
        "---\nkind: page\ntitle: 新页\n---\n正文。\n", "utf-8"
    )
    report = render_preview(city, None, "portal")
    assert "gk/xin.html" in report.manifest
    text = (preview_folder(city, "portal") / "gk/lianxi.html").read_text("utf-8")
    assert "新增一段。" in text
