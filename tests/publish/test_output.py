"""输出检查: each rule with a page that breaks it, beside the sound page it was made from."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

from sanshen.content.source import MemorySource
from sanshen.publish.build import Runner, build_site
from sanshen.publish.output import check_files, check_output
from sanshen.publish.plan import Plan, make_plan
from sanshen.publish.preview import render_preview
from sanshen.publish.release_list import ReleaseList, render_release_list
from tests.publish.sound_page import FILES, PATH, PUBLIC, SITE

Lister = Callable[..., ReleaseList]
Breaker = Callable[..., list[tuple[str, str]]]
NEWS = "xwdt/2026/0310-chunhan.html"


@pytest.fixture(scope="module")
def built(
    tmp_path_factory: pytest.TempPathFactory,
    sample_files: Mapping[str, bytes],
    release: Lister,
    agreeing: Runner,
) -> tuple[Path, Plan, Plan]:
    """Built once: the public site at ``public``, a preview at ``preview``, and both plans."""
    root = tmp_path_factory.mktemp("built")
    for path, data in sample_files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(data)
    subprocess.run(["git", "init", "-q"], cwd=root, check=True)
    listed = release(sample_files)
    file = root.with_suffix(".json")
    file.write_text(render_release_list(listed), encoding="utf-8")
    public = build_site(root, "portal", None, file, root / "build/public", "zh", agreeing)
    preview = render_preview(root, None, "portal", root / "build/preview")
    assert (public.findings, preview.findings) == ((), ())
    source, cache = MemorySource(sample_files), root / "build/records.sqlite"
    return (
        root / "build",
        make_plan(source, "portal", listed, cache),
        make_plan(source, "portal", None, cache),
    )


@pytest.fixture
def check(built: tuple[Path, Plan, Plan], tmp_path: Path) -> Callable[..., list[tuple[str, str]]]:
    """Break one page of a copy by replacing text; gives (code, path) of what is found then."""

    def broken(path: str, old: str, new: str, kind: str = "public") -> list[tuple[str, str]]:
        folder, public, preview = built
        copy = tmp_path / "copy"
        shutil.copytree(folder / kind, copy)
        page = copy / path
        text = page.read_text(encoding="utf-8")
        assert old in text
        page.write_text(text.replace(old, new, 1), encoding="utf-8")
        plan = public if kind == "public" else preview
        found = check_output(copy, plan.units, plan.site, kind == "public")
        return [(one.code, one.path.removeprefix("output/portal/")) for one in found]

    return broken


def test_the_sound_site_has_no_finding(check: Breaker) -> None:
    assert check(NEWS, "<h1>", "<h1>") == []


def test_b111_a_missing_file_and_b112_an_extra_one(
    built: tuple[Path, Plan, Plan], tmp_path: Path
) -> None:
    folder, plan, _ = built
    copy = tmp_path / "copy"
    shutil.copytree(folder / "public", copy)
    (copy / "robots.txt").rename(copy / "draft.txt")
    (copy / "link.html").symlink_to("index.html")
    found = [(f.code, f.path) for f in check_output(copy, plan.units, plan.site, True)]
    assert found == [
        ("B111", "output/portal/robots.txt"),
        ("B112", "output/portal/draft.txt"),
        ("B112", "output/portal/link.html"),
    ]


@pytest.mark.parametrize(
    ("path", "tag", "value"),
    [
        ("index.html", "SiteIDCode", "9900000001"),
        ("404.html", "SiteName", "样例市人民政府"),
        ("xwdt/index.html", "ColumnType", "新闻动态"),
        ("en/index.html", "SiteDomain", "www.yangli.example"),
        (NEWS, "ContentSource", "样例日报"),
        ("gk/lianxi.html", "ArticleTitle", "联系我们"),
        ("gk/lianxi.html", "ColumnDescription", "走进样例栏目，公开走进样例信息。"),
    ],
)
def test_b113_to_b115_a_prescribed_tag_is_there_once_and_not_empty(
    check: Breaker, path: str, tag: str, value: str, built: tuple[Path, Plan, Plan], tmp_path: Path
) -> None:
    whole = f'<meta name="{tag}" content="{value}">'
    assert check(path, whole, "") == [("B113", path)]
    shutil.rmtree(tmp_path / "copy")
    assert check(path, whole, whole + whole) == [("B114", path)]
    shutil.rmtree(tmp_path / "copy")
    for empty in ("", "null", " "):
        assert check(path, whole, f'<meta name="{tag}" content="{empty}">') == [("B115", path)]
        shutil.rmtree(tmp_path / "copy")


def test_a_tag_in_other_letters_does_not_count(check: Breaker) -> None:
    assert check(NEWS, 'name="PubDate"', 'name="pubdate"') == [("B113", NEWS)]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('content="www.yangli.example"', 'content="www.other.example"'),
        ('"SiteIDCode" content="9900000001"', '"SiteIDCode" content="9900000002"'),
        ('"PubDate" content="2026-03-20 10:05"', '"PubDate" content="2026-03-20 10:5"'),
    ],
)
def test_b116_a_tag_has_the_value_of_the_site(check: Breaker, old: str, new: str) -> None:
    assert check(NEWS, old, new) == [("B116", NEWS)]


def test_b117_exactly_one_main_heading(check: Breaker) -> None:
    assert check(NEWS, "<h1>", "<h1>x</h1><h1>") == [("B117", NEWS)]


def test_b117_a_page_without_main_heading(check: Breaker) -> None:
    assert check("404.html", "<h1>页面不存在</h1>", "") == [("B117", "404.html")]


@pytest.mark.parametrize("path", [NEWS, "en/index.html"])
def test_b118_the_language_is_the_pages(check: Breaker, path: str) -> None:
    assert check(path, '<html lang="', '<html lang="x-') == [("B118", path)]


def test_b119_a_link_has_words(check: Breaker) -> None:
    assert check(NEWS, "</h1>", '</h1><a href="/index.html"> </a>') == [("B119", NEWS)]


@pytest.mark.parametrize("target", ["/gone.html", "../gone.html", "#nowhere", "/index.html#nope"])
def test_b120_a_dead_link_inside_the_site(check: Breaker, target: str) -> None:
    assert check(NEWS, "</h1>", f'</h1><a href="{target}">x</a>') == [("B120", NEWS)]


@pytest.mark.parametrize(
    "target",
    ["/index.html#main", "../index.html", "#main", "https://www.yangli.example/index.html",
     "https://elsewhere.example/x", "mailto:a@b.example", "tel:0899-1110001"],
)  # fmt: skip
def test_good_links_and_links_elsewhere_pass(check: Breaker, target: str) -> None:
    assert check(NEWS, "</h1>", f'</h1><a href="{target}">x</a>') == []


def test_b120_a_missing_picture_or_stylesheet(check: Breaker) -> None:
    assert check(NEWS, 'href="/theme/', 'href="/themes/') == [("B120", NEWS)]


def test_b121_a_picture_has_an_alternative(check: Breaker) -> None:
    assert check(NEWS, "alt=", "data-alt=") == [("B121", NEWS)]


def test_b122_a_preview_without_mark_or_with_indexing(check: Breaker, tmp_path: Path) -> None:
    assert check(NEWS, 'class="unreviewed"', "", "preview") == [("B122", NEWS)]
    shutil.rmtree(tmp_path / "copy")
    assert check(NEWS, "noindex", "index", "preview") == [("B122", NEWS)]


def test_b123_the_time_of_the_tag_is_the_one_readers_see(check: Breaker) -> None:
    found = check(NEWS, ">2026-03-20 10:05</time>", ">2026-03-20 10:06</time>")
    assert found == [("B123", NEWS)]


def test_b124_a_public_page_without_the_mark_of_a_preview(check: Breaker, tmp_path: Path) -> None:
    assert check(NEWS, "<h1>", '<p class="unreviewed">未审稿</p><h1>') == [("B124", NEWS)]
    shutil.rmtree(tmp_path / "copy")
    robots = '<meta name="robots" content="noindex">'
    assert check(NEWS, "</head>", f"{robots}</head>") == [("B124", NEWS)]


class File(NamedTuple):
    path: str
    kind: str
    level: str = "none"
    lang: str = "zh-cn"


def declared_output(folder: Path) -> list[File]:
    """A folder of one sound page and the files it needs, and what was declared for it."""
    units = [File(path, "file") for path in sorted(FILES - {PATH})]
    for path in FILES:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(PUBLIC if path == PATH else "", encoding="utf-8")
    plain = [one for one in units if one.path != "gk/lianxi.html"]
    (folder / "gk/lianxi.html").write_text('<h2 id="h-电话">x</h2>', encoding="utf-8")
    return [*plain, File("gk/lianxi.html", "file"), File(PATH, "page", "article")]


def test_units_of_any_kind_are_compared_with_a_folder(tmp_path: Path) -> None:
    units = declared_output(tmp_path)
    assert check_output(tmp_path, units, SITE, True) == ()
    pages = [one._replace(kind="page") if one.path.startswith("gk/") else one for one in units]
    found = check_output(tmp_path, pages, SITE, True)
    assert {one.path for one in found} == {"output/portal/gk/lianxi.html"}
    (tmp_path / "gk/lianxi.html").write_text("<h2 id=x>x</h2>", encoding="utf-8")
    found = check_output(tmp_path, pages, SITE, True)
    assert ("B120", f"output/portal/{PATH}") in [(one.code, one.path) for one in found]


def test_files_are_compared_by_name_in_one_walk(tmp_path: Path) -> None:
    for path in ("a.html", "a/b.html", "c.html"):
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_bytes(b"")
    (tmp_path / "d.html").symlink_to("a.html")
    wanted = sorted(["a.html", "a/a.html", "a/b.html", "d.html", "e/f.html"])
    found = [(one.code, one.path[14:]) for one in check_files(tmp_path, SITE, wanted)]
    assert found == [
        ("B111", "a/a.html"), ("B112", "c.html"), ("B112", "d.html"), ("B111", "e/f.html"),
    ]  # fmt: skip
    (tmp_path / "d.html").unlink()
    assert list(check_files(tmp_path, SITE, ["a.html", "a/b.html", "c.html"])) == []
