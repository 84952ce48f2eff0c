"""What a site can't take is refused with its reason, and its twin is taken."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from sanshen.importer import ImportRefusedError, ImportReport, import_markdown, read_addresses
from tests.importer.builders import NOW
from tests.importer.sites import JEKYLL_MAP, PNG, bring_in, make_site, rules, write


def page(title: str = "题", body: str = "正文。\n", more: str = "") -> bytes:
    return f"---\ntitle: {title}\n{more}---\n{body}".encode()


def run(tmp_path: Path, files: dict[str, bytes], text: str = JEKYLL_MAP) -> ImportReport:
    return bring_in(tmp_path, files, text)[1]


def codes(report: ImportReport) -> list[tuple[str, str]]:
    return [(each.source, found.code) for each in report.refused for found in each.findings]


def test_an_unclear_encoding_is_asked_about_with_both_candidates(tmp_path: Path) -> None:
    text = JEKYLL_MAP + "encoding: detect\n"
    clear = (
        page(body="本办法自公布之日起施行，各单位应当按照规定公开。\n").decode().encode("gb18030")
    )
    unclear = page("涂鸦", "涂鸦\n").decode().replace("正文", "").encode("gb18030")
    report = run(tmp_path, {"a._zh.md": clear, "b._zh.md": unclear}, text)
    assert codes(report) == [("b._zh.md", "M118")]
    (_, candidates) = report.refused[0].findings[0].args[0]
    assert "utf-8" in candidates
    assert "gb18030" in candidates
    assert [item.source for item in report.imported] == ["a._zh.md"]


def test_a_folder_without_a_column_is_refused(tmp_path: Path) -> None:
    text = JEKYLL_MAP.replace(
        "  - from: .\n    to: about\n    name: 关于\n    names: {en: About}\n", ""
    )
    report = run(tmp_path, {"x._zh.md": page(), "_help/y._zh.md": page()}, text)
    assert codes(report) == [("x._zh.md", "M128")]
    assert len(report.imported) == 1


def test_a_language_the_site_has_not_is_refused(tmp_path: Path) -> None:
    report = run(tmp_path, {"x._fr.md": page(), "x._es.md": page()})
    assert codes(report) == [("x._fr.md", "M129")]
    assert [item.lang for item in report.imported] == ["es"]


def test_a_version_that_is_there_twice_is_refused_once(tmp_path: Path) -> None:
    text = JEKYLL_MAP.replace("  otherwise: en\n", "  otherwise: en\n  group: [key]\n")
    files = {"a._zh.md": page(more="key: k\n"), "b._zh.md": page("别题", more="key: k\n")}
    report = run(tmp_path, files, text)
    assert codes(report) == [("b._zh.md", "M135")]
    assert [item.source for item in report.imported] == ["a._zh.md"]


def test_versions_of_an_item_that_is_there_twice_are_refused_with_it(tmp_path: Path) -> None:
    files = {
        "a/x._zh.md": page(),
        "b/x._zh.md": page(),
        "b/x._en.md": page("Title", "Text.\n"),
    }
    report = run(tmp_path, files)
    assert codes(report) == [("b/x._en.md", "M136"), ("b/x._zh.md", "M116")]
    assert [item.source for item in report.imported] == ["a/x._zh.md"]
    files |= {"b/x._zh.md": page(body="另一段。\n")}
    assert codes(bring_in(tmp_path / "twin", files, JEKYLL_MAP)[1]) == []


def test_a_mapping_without_columns_needs_one_named(tmp_path: Path) -> None:
    text = JEKYLL_MAP[: JEKYLL_MAP.index("columns:")] + JEKYLL_MAP[JEKYLL_MAP.index("redirected") :]
    root = make_site(tmp_path / "city")
    source = write(tmp_path / "source", {"x._zh.md": page()})
    with pytest.raises(ImportRefusedError) as caught:
        import_markdown(source, root, "bangzhu", None, rules(text), NOW)
    assert [found.code for found in caught.value.findings] == ["M137"]


@pytest.mark.parametrize(
    ("name", "data", "taken"),
    [("a.png", PNG, True), ("a.png", b"no picture", False), ("a.exe", b"MZ", False)],
)
def test_a_file_comes_along_only_where_our_rules_allow_it(
    tmp_path: Path, name: str, data: bytes, taken: bool
) -> None:
    files = {"x._zh.md": page(body=f"见[附件](/files/{name})。\n"), f"files/{name}": data}
    root, report = bring_in(tmp_path, files, JEKYLL_MAP)
    folder = root / "content/bangzhu/about/x"
    assert folder.is_dir() == taken
    assert [path for path, _ in report.refused_files] == ([] if taken else [f"files/{name}"])
    text = (root / "content/bangzhu/about/x.md").read_text(encoding="utf-8")
    wanted = f"x/{name}" if taken else f"https://help.example/files/{name}"
    assert f"[附件]({wanted})" in text


@pytest.mark.parametrize(
    ("rule", "after"),
    [
        ("old_site", "[甲](https://help.example/gone/) ![](none)"),
        ("text", "甲 ![](none)"),
    ],
)
def test_links_without_a_target_follow_the_mapping(tmp_path: Path, rule: str, after: str) -> None:
    text = JEKYLL_MAP.replace("dead_links: old_site", f"dead_links: {rule}")
    root, _ = bring_in(tmp_path, {"x._zh.md": page(body="[甲](/gone/)\n")}, text)
    written = (root / "content/bangzhu/about/x.md").read_text(encoding="utf-8")
    assert written.endswith(f"---\n{after.partition(' ')[0]}\n")


def test_links_without_a_target_may_refuse_the_document(tmp_path: Path) -> None:
    text = JEKYLL_MAP.replace("dead_links: old_site", "dead_links: refuse")
    files = {"x._zh.md": page(body="[甲](/gone/)\n"), "y._zh.md": page(body="[甲](x._zh.md)\n")}
    report = run(tmp_path, files | {"z._zh.md": page()}, text)
    assert codes(report) == [("x._zh.md", "M117"), ("y._zh.md", "M117")]
    assert [item.source for item in report.imported] == ["z._zh.md"]


def test_an_overview_page_does_not_take_the_address_of_its_column(tmp_path: Path) -> None:
    report = run(tmp_path, {"_help/index._zh.md": page()})
    assert [item.path for item in report.imported] == ["content/bangzhu/help/overview.md"]


def test_new_columns_are_made_only_where_something_goes_into_them(tmp_path: Path) -> None:
    root, _ = bring_in(tmp_path, {"_help/x._zh.md": page()}, JEKYLL_MAP)
    made = sorted(file.parent.name for file in root.rglob("column.yml"))
    assert made == ["help"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# 旧\n- https://x.example/a/\n- 'https://x.example/b/'\n", ("a", "b")),
        ("\ufeffhttps://x.example/a/\n\nhttps://x.example/a/\n", ("a",)),
        ("", ()),
    ],
)
def test_a_list_of_addresses_is_read(tmp_path: Path, text: str, expected: Sequence[str]) -> None:
    file = tmp_path / "list.yml"
    file.write_text(text, encoding="utf-8")
    assert read_addresses(file) == tuple(f"https://x.example/{name}/" for name in expected)


def test_a_list_that_cannot_be_read_stops_the_import(tmp_path: Path) -> None:
    with pytest.raises(ImportRefusedError) as caught:
        read_addresses(tmp_path / "none")
    assert [found.code for found in caught.value.findings] == ["M131"]


def test_redirects_that_are_there_stay_and_new_ones_are_added(tmp_path: Path) -> None:
    root = make_site(tmp_path / "city")
    file = root / "content/bangzhu/redirects.yml"
    kept = "from: 旧清单\nredirects:\n  /old/: /bangzhu/site.yml  # 已核实\n"
    file.write_text(kept, encoding="utf-8")
    more = "permalink: /old/\nredirect_from: [/older/]\n"
    source = write(tmp_path / "source", {"x._zh.md": page(more=more)})
    import_markdown(source, root, "bangzhu", None, rules(JEKYLL_MAP), NOW)
    text = file.read_text(encoding="utf-8")
    assert text == kept + '  "/older/": "/bangzhu/about/x.md"\n'
    file.write_text("redirects: {/old/: x", encoding="utf-8")
    with pytest.raises(ImportRefusedError):
        import_markdown(source, root, "bangzhu", None, rules(JEKYLL_MAP), NOW)
