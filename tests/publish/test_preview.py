"""预览: watermarked, not indexed, readable from disk, never below the published folder."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from sanshen.publish.build import BuildReport
from sanshen.publish.pelican_process import PelicanProcess
from sanshen.publish.preview import preview_folder, render_preview
from tests.city.in_process import InProcess
from tests.city.sample_city import SampleCity, read_files

CONTACT = "content/portal/gk/lianxi.md"


def preview(city: SampleCity, treeish: str | None = None, out: Path | None = None) -> BuildReport:
    """A preview of the portal, rendered in this process."""
    return render_preview(city.root, treeish, "portal", out, "zh", InProcess)


@pytest.fixture(scope="module")
def previewed(
    tmp_path_factory: pytest.TempPathFactory, sample_files: Mapping[str, bytes]
) -> SampleCity:
    """A city with its portal previewed by Pelican's own process."""
    city = SampleCity(tmp_path_factory.mktemp("preview") / "city", sample_files)
    report = render_preview(city.root, None, "portal", lang="zh", start=PelicanProcess)
    assert report.findings == ()
    return city


def test_every_page_of_a_preview_carries_the_mark(previewed: SampleCity) -> None:
    folder = preview_folder(previewed.root, "portal")
    assert not folder.is_relative_to(previewed.root / "output")
    pages = sorted(folder.rglob("*.html"))
    assert len(pages) > 20
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert text.count('class="unreviewed"') == 1, page
        assert '<meta name="robots" content="noindex,nofollow">' in text, page
    assert (folder / "robots.txt").read_text("utf-8") == "User-agent: *\nDisallow: /\n"
    assert not any((folder / name).exists() for name in ("feeds", "sitemap.xml", "catalogue"))


def test_pages_open_from_disk_because_their_links_are_relative(previewed: SampleCity) -> None:
    folder = preview_folder(previewed.root, "portal")
    examined = 0
    for page in folder.rglob("*.html"):
        for target in re.findall(r' (?:href|src)="([^"]*)"', page.read_text(encoding="utf-8")):
            if re.match(r"[a-z]+:", target) or target.startswith("#"):
                continue
            assert (page.parent / target.split("#")[0]).is_file(), f"{page}: {target}"
            examined += 1
    assert examined > 100


def test_a_process_and_this_one_make_the_same_preview(
    previewed: SampleCity, sample_city: SampleCity
) -> None:
    assert preview(sample_city).succeeded
    made = read_files(preview_folder(sample_city.root, "portal"))
    assert made == read_files(preview_folder(previewed.root, "portal"))


def test_a_commit_is_previewed_without_checkout_and_with_its_own_theme(
    sample_city: SampleCity,
) -> None:
    sample_city.write({CONTACT: None, "theme/templates/base.html": "broken {{"})
    out = sample_city.root.parent / "elsewhere"
    assert preview(sample_city, "HEAD", out).succeeded
    assert (out / "gk/lianxi.html").is_file()
    status = sample_city.git("status", "--porcelain").split()
    assert status == ["D", CONTACT, "M", "theme/templates/base.html"]


def test_an_uncommitted_change_shows_in_the_preview_of_the_working_tree(
    sample_city: SampleCity,
) -> None:
    folder = preview_folder(sample_city.root, "portal")
    preview(sample_city)
    sample_city.replace(CONTACT, "电话", "新增一段。电话")
    sample_city.write({"content/portal/gk/xin.md": "---\nkind: page\ntitle: 新页\n---\n正文。\n"})
    report = preview(sample_city)
    assert report.output is not None
    assert "gk/xin.html" in report.output.made
    assert "新增一段。" in (folder / "gk/lianxi.html").read_text("utf-8")


def test_switching_between_commits_and_the_working_tree_shows_each_as_it_is(
    sample_city: SampleCity, tmp_path: Path
) -> None:
    folder = preview_folder(sample_city.root, "portal")
    first = sample_city.git("rev-parse", "HEAD")
    preview(sample_city, first)
    before = read_files(folder)
    sample_city.replace(CONTACT, "电话", "改了。电话")
    sample_city.commit()
    preview(sample_city, "HEAD")
    assert read_files(folder) != before
    sample_city.write({CONTACT: None})
    preview(sample_city)
    assert not (folder / "gk/lianxi.html").exists()
    preview(sample_city, first)
    assert read_files(folder) == before


def test_a_preview_someone_altered_or_emptied_is_made_anew_when_asked(
    sample_city: SampleCity,
) -> None:
    folder = preview_folder(sample_city.root, "portal")
    preview(sample_city)
    before = read_files(folder)
    (folder / "index.html").unlink()
    (folder / "gk/lianxi.html").write_bytes(b"altered")
    (folder / "stray.html").write_bytes(b"stray")
    assert render_preview(
        sample_city.root, None, "portal", None, "zh", InProcess, full=True
    ).succeeded
    assert read_files(folder) == before
