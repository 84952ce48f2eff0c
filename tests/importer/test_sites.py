"""Whole sites come in: languages linked, old links led on, old addresses kept, no word lost."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from pathlib import Path

import pytest

from sanshen.catalogue import LANGUAGES, blocking, render_finding
from sanshen.content.content_tree import ContentTree
from sanshen.content.links import links_of
from sanshen.content.source import MemorySource
from sanshen.content.tree import load_tree
from sanshen.importer import (
    ImportReport,
    import_markdown,
    load_mapping,
    read_addresses,
    render_report,
)
from sanshen.importer.report import report_json
from sanshen.model.sites import Dialect
from sanshen.publish.preview import render_preview
from tests.city.in_process import InProcess
from tests.importer.builders import NOW
from tests.importer.sites import (
    JEKYLL,
    JEKYLL_MAP,
    PELICAN,
    PELICAN_MAP,
    PNG,
    bring_in,
    make_site,
    rules,
)
from tests.importer.text_law import rewritten_by_the_mapping, text_of
from tests.walks.office import run

ROOT = Path(__file__).resolve().parents[2]
MAPS = ROOT / "sanshen" / "importer" / "maps"
CORPORA = ROOT.parent / "shared" / "corpora"
HELP = "content/bangzhu/help"
CLASSIC = "markdown: classic\n"


def tree_of(root: Path) -> ContentTree:
    files = (file for file in root.rglob("*") if file.is_file())
    return load_tree(
        MemorySource({file.relative_to(root).as_posix(): file.read_bytes() for file in files})
    )


def body(root: Path, path: str) -> str:
    return (root / path).read_text(encoding="utf-8").split("\n---\n", 1)[1]


def check_whole(tree: ContentTree, report: ImportReport, dialect: Dialect) -> None:
    """No finding, no dead link, every body back to the character, every word on its page."""
    assert blocking(tree.findings) == ()
    for path in tree.items:
        dead = [(link, found.code) for link, found in links_of(tree, path) if found.code]
        assert dead == [], path
    for item in report.imported:
        assert tree.items[item.path].body == item.body.text
        before = text_of(rewritten_by_the_mapping(item.body), dialect)
        assert text_of(item.body.text, dialect) == before, item.source


def test_a_site_in_several_languages_comes_in_whole(tmp_path: Path) -> None:
    root, report = bring_in(tmp_path, JEKYLL, JEKYLL_MAP)
    tree = tree_of(root)
    check_whole(tree, report, Dialect.COMMONMARK)
    assert sorted(tree.items) == [
        f"{HELP}/english-only.md",
        f"{HELP}/password.en.md",
        f"{HELP}/password.md",
        f"{HELP}/sign-in.en.md",
        f"{HELP}/sign-in.md",
    ]
    assert [one.lang for one in tree.versions_of(f"{HELP}/sign-in.en.md")] == ["zh-cn", "en"]
    assert tree.items[f"{HELP}/english-only.md"].header.text_language == "en"
    assert tree.items[f"{HELP}/sign-in.md"].header.text_language is None


def test_links_of_the_old_site_lead_to_sources_files_or_the_old_site(tmp_path: Path) -> None:
    root, _ = bring_in(tmp_path, JEKYLL, JEKYLL_MAP)
    assert body(root, f"{HELP}/sign-in.md") == "请看[密码](/bangzhu/help/password.md#忘记密码)。\n"
    assert body(root, f"{HELP}/password.md") == (
        "## 忘记密码\n\n![图示](password/shot.png)\n"
        "回到[登录](/bangzhu/help/sign-in.md)，见[本页](#忘记密码)。\n"
    )
    assert (root / HELP / "password" / "shot.png").read_bytes() == PNG
    assert body(root, f"{HELP}/password.en.md") == (
        "Old [form](https://help.example/files/form.pdf) and "
        "[a lost picture](https://help.example/assets/gone.png).\n"
    )


def test_html_attributes_and_texts_of_the_header_become_markdown(tmp_path: Path) -> None:
    root, _ = bring_in(tmp_path, JEKYLL, JEKYLL_MAP)
    assert " ".join(body(root, f"{HELP}/sign-in.en.md").split()) == (
        "## How to **sign in** See [password](/bangzhu/help/password.en.md). - One - Two "
        "1. First - Open the page - Type the **code** Wait a minute. More help"
    )


def test_old_addresses_redirect_and_guesses_are_marked(tmp_path: Path) -> None:
    listed = (
        "https://help.example/help/Sign-In",
        "https://help.example/help/passwords/",
        "https://help.example/help/nothing-like-it/",
        "https://help.example/elsewhere/",
        "https://help.example/files/x.aspx",
    )
    root, report = bring_in(tmp_path, JEKYLL, JEKYLL_MAP, listed=listed)
    tree = tree_of(root)
    leads = {address: found.target_path for (_, address), found in tree.redirects.items()}
    assert leads == {
        "/developers/index.html": f"{HELP}/sign-in.en.md",
        "/elsewhere/index.html": "content/bangzhu/site.yml",
        "/help/english-only/index.html": f"{HELP}/english-only.md",
        "/help/nothing-like-it/index.html": f"{HELP}/column.yml",
        "/help/password/index.html": f"{HELP}/password.en.md",
        "/help/passwords/index.html": f"{HELP}/password.en.md",
        "/help/sign-in/index.html": f"{HELP}/sign-in.en.md",
        "/zh/help/password/index.html": f"{HELP}/password.md",
        "/zh/help/sign-in/index.html": f"{HELP}/sign-in.md",
        "/zh/old/sign-in/index.html": f"{HELP}/sign-in.md",
    }
    guesses = {old.address for old in report.addresses if not old.sure}
    assert guesses == {"/elsewhere/", "/help/nothing-like-it/", "/help/passwords/"}
    text = (root / "content/bangzhu/redirects.yml").read_text(encoding="utf-8")
    assert sum("# 待核实" in line for line in text.splitlines()) == 3
    assert report.lost == (("/files/x.aspx", "suffix"),)


def test_the_report_says_all_of_it_in_both_languages(tmp_path: Path) -> None:
    _, report = bring_in(tmp_path, JEKYLL, JEKYLL_MAP, listed=("/elsewhere/",))
    assert [f.code for each in report.refused for f in each.findings] == ["M119"]
    assert (report.redirecting, report.others) == (("developers._en.md",), ("assets/unused.png",))
    counts = report.counts
    assert counts["examined"] == 7 == counts["imported"] + counts["refused"] + counts["redirecting"]
    assert (counts["lang:zh-cn"], counts["lang:en"], counts["note:shortcode-kept"]) == (2, 3, 1)
    for lang in LANGUAGES:
        shown = render_report(report, lang)
        assert "M119" in shown
        assert "/elsewhere/" in shown
        assert "developers._en.md" in shown
    value = json.loads(report_json(report))
    assert value["addresses"][0].keys() == {"address", "target", "sure"}
    assert {item["lang"] for item in value["items"]} == {"zh-cn", "en"}


def test_a_second_run_writes_nothing(tmp_path: Path) -> None:
    root, _ = bring_in(tmp_path, JEKYLL, JEKYLL_MAP, listed=("/elsewhere/",))
    before = {file: file.read_bytes() for file in root.rglob("*") if file.is_file()}
    again = import_markdown(
        tmp_path / "source", root, "bangzhu", None, rules(JEKYLL_MAP), NOW, ("/elsewhere/",)
    )
    assert (len(again.imported), len(again.unchanged)) == (0, 5)
    assert {file: file.read_bytes() for file in root.rglob("*") if file.is_file()} == before


def test_when_the_chinese_version_is_refused_the_next_language_is_the_original(
    tmp_path: Path,
) -> None:
    files = JEKYLL | {"_help/sign-in._zh.md": b"---\nlayout: help\ntitle: \n---\ntext\n"}
    root, report = bring_in(tmp_path, files, JEKYLL_MAP)
    assert {each.source for each in report.refused} == {"404.md", "_help/sign-in._zh.md"}
    tree = tree_of(root)
    assert tree.items[f"{HELP}/sign-in.md"].header.text_language == "en"
    assert body(root, f"{HELP}/password.md").count("[登录]") == 0
    check_whole(tree, report, Dialect.COMMONMARK)


def test_a_pelican_blog_comes_in_whole(tmp_path: Path) -> None:
    root, report = bring_in(tmp_path, PELICAN, PELICAN_MAP, more=CLASSIC)
    tree = tree_of(root)
    check_whole(tree, report, Dialect.CLASSIC)
    tools = "content/bangzhu/blog/2014/0501-tools.md"
    other = "content/bangzhu/blog/2014/0502-other.md"
    assert tree.items[tools].header.tags == ("linux", "工具")
    text = body(root, tools)
    assert "[另一篇](/bangzhu/blog/2014/0502-other.md)" in text
    assert "[网页](/bangzhu/blog/2014/0502-other.md#第二节)" in text
    assert "    :::bash\n    echo <b>\n" in text
    assert "键入`Ctrl`，旧" in body(root, other)
    assert "[名单](0502-other/list.txt)" in body(root, other)
    assert (report.counts["edit:file-taken"], report.others) == (1, ())
    times = (root / "registry/legacy/bangzhu.yml").read_text(encoding="utf-8")
    assert f"  {tools}: 2014-05-01 10:20\n" in times


CORPUS = {
    "login": ("login-gov-raw/content", "[zh-cn, en, es, fr]", Dialect.COMMONMARK, 300),
    "login-export": ("usgov-md/login", "[zh-cn, en, es, fr]", Dialect.COMMONMARK, 290),
    "digitalgov": ("usgov-md/digitalgov", "[zh-cn, en]", Dialect.COMMONMARK, 680),
    "mawenbao": ("pelican-sites/mawenbao/content", "[zh-cn]", Dialect.CLASSIC, 155),
}


def bring_in_corpus(name: str, tmp_path: Path) -> tuple[Path, ImportReport]:
    source, languages, dialect, _ = CORPUS[name]
    root = make_site(tmp_path, more=CLASSIC if dialect is Dialect.CLASSIC else "")
    file = root / "content/bangzhu/site.yml"
    text = file.read_text(encoding="utf-8").replace("[zh-cn, en, es]", languages)
    file.write_text(text, encoding="utf-8")
    old = CORPORA / "login-gov-raw" / "OLD_URLS.yml"
    listed = read_addresses(old) if name.startswith("login") else ()
    mapping = load_mapping(MAPS / f"{name}.yml")
    return root, import_markdown(CORPORA / source, root, "bangzhu", None, mapping, NOW, listed)


@pytest.mark.skipif(not CORPORA.is_dir(), reason="the corpora are not on this machine")
@pytest.mark.parametrize(
    "name", ["login", "mawenbao", *(pytest.param(n, marks=pytest.mark.full) for n in
                                    ("login-export", "digitalgov"))]
)  # fmt: skip
def test_a_real_site_comes_in_whole(name: str, tmp_path: Path) -> None:
    root, report = bring_in_corpus(name, tmp_path)
    _, _, dialect, at_least = CORPUS[name]
    found = sum(1 for _ in (CORPORA / CORPUS[name][0]).rglob("*.md"))
    counts = report.counts
    assert counts["examined"] == found
    assert counts["imported"] + counts["refused"] + counts["redirecting"] == found
    assert counts["imported"] >= max(at_least, 0.9 * found)
    tree = tree_of(root)
    check_whole(tree, report, dialect)
    check_languages(tree, report)


def check_languages(tree: ContentTree, report: ImportReport) -> None:
    """Every translation and its original name each other."""
    counted = Counter(item.lang for item in report.imported)
    for path, item in tree.items.items():
        if item.original is not None:
            assert item in tree.translations_of(item.original)
            assert tree.versions_of(path)[0].path == item.original
    if counted["es"]:
        assert counted["zh-cn"] == counted["es"] == counted["fr"] == 70


@pytest.mark.skipif(not CORPORA.is_dir(), reason="the corpora are not on this machine")
def test_every_address_of_a_real_list_redirects(tmp_path: Path) -> None:
    root, report = bring_in_corpus("login", tmp_path)
    tree = tree_of(root)
    listed = read_addresses(CORPORA / "login-gov-raw" / "OLD_URLS.yml")
    assert len(listed) > 150
    for url in listed:
        address = url.removeprefix("https://login.gov") + "index.html"
        by_form = {(site, old.lower()): found for (site, old), found in tree.redirects.items()}
        there = by_form.get(("bangzhu", address.lower())) or tree.path_at("bangzhu", address)
        assert there is not None, url
    assert report.counts["guessed"] <= 10


@pytest.mark.skipif(not CORPORA.is_dir(), reason="the corpora are not on this machine")
@pytest.mark.parametrize("name", ["mawenbao", pytest.param("login", marks=pytest.mark.full)])
def test_a_real_site_builds_as_it_came_in(name: str, tmp_path: Path) -> None:
    root, report = bring_in_corpus(name, tmp_path)
    shutil.copytree(ROOT / "theme", root / "theme")
    assert run(root, "git", "init", "--quiet").code == 0
    built = render_preview(root, None, "bangzhu", start=InProcess)
    assert [render_finding(one, "en") for one in blocking(built.findings)] == []
    assert built.output is not None
    made = set(built.output.made)
    tree = tree_of(root)
    assert {tree.items[item.path].address.lstrip("/") for item in report.imported} <= made
    redirected = {old for _, old in tree.redirects}
    assert redirected
    assert {old.lstrip("/") for old in redirected if old.endswith(".html")} <= made
