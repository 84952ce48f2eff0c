"""内容树: relations between items, and findings only the whole tree can show."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanshen.content.limits import BODY_LIMIT, LINE_LIMIT
from sanshen.content.source import MemorySource, open_source
from sanshen.content.tree import load_tree
from tests.content.sample import (
    COUNTY_NEWS,
    ENGLISH,
    NEWS,
    PAGE,
    PNG,
    POLICY,
    READING,
    column_file,
    interpretation,
    item_file,
    news,
    sample_files,
    sample_tree,
    site_file,
)

PICTURE = NEWS.replace(".md", "/huichang.png")


def codes(changes: Mapping[str, bytes | None]) -> list[tuple[str, str]]:
    return [(found.code, found.path) for found in sample_tree(changes).findings]


def test_the_sample_has_no_findings_and_everything_was_examined() -> None:
    tree = sample_tree()
    assert tree.findings == ()
    assert tree.examined == len(sample_files())
    assert sorted(tree.items) == sorted([POLICY, READING, NEWS, ENGLISH, PAGE, COUNTY_NEWS])


def test_translations_and_interpretations_are_known_from_both_sides() -> None:
    tree = sample_tree()
    assert [item.path for item in tree.translations_of(NEWS)] == [ENGLISH]
    assert [item.path for item in tree.translations_of(ENGLISH)] == [ENGLISH]
    assert [item.path for item in tree.versions_of(ENGLISH)] == [NEWS, ENGLISH]
    assert [item.path for item in tree.interpretations_of(POLICY)] == [READING]
    assert tree.interpretations_of(NEWS) == ()
    assert tree.column_of(tree.items[NEWS]).name == "新闻动态"
    assert [item.path for item in tree.items_in("portal", "xwdt", "en")] == [ENGLISH]


def test_addresses_lead_back_to_paths() -> None:
    tree = sample_tree()
    assert tree.addresses["portal", "/zwgk/gfxwj/2026/0227-dianti.html"] == POLICY
    assert tree.addresses["portal", "/en/index.html"] == "content/portal/site.yml"
    assert ("qinghe", "/en/index.html") not in tree.addresses
    assert tree.addresses["portal", tree.attachments[PICTURE].address] == PICTURE


def test_an_attachment_has_its_hash_in_its_address_and_a_media_type() -> None:
    attachment = sample_tree().attachments[PICTURE]
    assert attachment.media_type == "image/png"
    assert attachment.size == len(PNG)
    other = sample_tree({PICTURE: PNG + b"1"}).attachments[PICTURE]
    assert attachment.address != other.address


def test_a_bad_attachment_is_found_and_not_part_of_the_tree() -> None:
    assert codes({PICTURE: b"<html>"}) == [("A102", PICTURE)]
    assert PICTURE not in sample_tree({PICTURE: b"<html>"}).attachments


def test_two_files_may_not_have_the_same_address() -> None:
    first, second = "content/portal/gywz/index.md", "content/portal/gywz/column.yml"
    assert codes({first: item_file("kind: page\ntitle: 首页", "文字\n")}) == [("T103", first)]
    assert second in sample_files()


def test_a_column_named_like_a_language_or_a_folder_of_the_platform_is_refused() -> None:
    for name in ("en", "tags", "topics", "feeds", "sitemaps", "catalogue", "theme"):
        path = f"content/portal/{name}/column.yml"
        assert ("T118", path) in codes({path: column_file("英文", "page")})
    county = "content/qinghe/en/column.yml"
    assert codes({county: column_file("英文", "page")}) == []


def test_a_translation_needs_its_original() -> None:
    assert codes({NEWS: None, PICTURE: None}) == [("T104", ENGLISH)]


def test_a_translation_must_be_in_a_language_of_its_site() -> None:
    french = NEWS.replace(".md", ".fr.md")
    assert codes({french: item_file("kind: news\ntitle: Une", "Texte.\n")}) == [("T105", french)]


def test_an_attachment_nobody_names_is_a_warning() -> None:
    extra = NEWS.replace(".md", "/duoyu.png")
    assert codes({extra: PNG}) == [("T106", extra)]
    named = news(body="![会场](0301-huiyi/huichang.png)\n\n[图](0301-huiyi/duoyu.png)\n")
    assert codes({extra: PNG, NEWS: named}) == []
    listed = news(
        body="![会场](0301-huiyi/huichang.png)\n",
        more="attachments: [{file: duoyu.png, title: 图}]\n",
    )
    assert codes({extra: PNG, NEWS: listed}) == []


def test_nothing_is_said_about_the_attachments_of_an_unreadable_item() -> None:
    assert "T106" not in [code for code, _ in codes({NEWS: b"broken"})]


def test_two_sites_may_not_share_a_domain() -> None:
    path = "content/qinghe/site.yml"
    same = site_file("清河县人民政府", "county", "www.shili.example", "[zh-cn]")
    assert codes({path: same}) == [("T117", path)]


def test_raw_html_is_found_in_reading() -> None:
    assert codes({PAGE: item_file("kind: page\ntitle: 甲", "一<br>二\n")}) == [("R101", PAGE)]
    assert codes({PAGE: item_file("kind: page\ntitle: 甲", "一二\n")}) == []


def test_a_text_longer_than_any_real_one_is_not_parsed() -> None:
    long = item_file("kind: page\ntitle: 甲", "字\n\n" * (BODY_LIMIT // 3) + "字字字")
    assert codes({PAGE: long}) == [("R112", PAGE)]
    assert PAGE not in sample_tree({PAGE: long}).items
    wide = item_file("kind: page\ntitle: 甲", "字\n\n" + "字" * (LINE_LIMIT + 1) + "\n")
    (found,) = sample_tree({PAGE: wide}).findings
    assert (found.code, found.line) == ("R113", 7)
    assert codes({PAGE: item_file("kind: page\ntitle: 甲", "字" * LINE_LIMIT)}) == []


@pytest.mark.parametrize("files", [{}, {"README.md": b"x"}, {"contents/portal/site.yml": b"x"}])
def test_an_empty_tree_is_never_a_success(files: dict[str, bytes]) -> None:
    tree = load_tree(MemorySource(files))
    assert [found.code for found in tree.findings] == ["T112", "T113"]
    assert tree.examined == 0


def test_a_site_without_items_is_a_finding() -> None:
    path = "content/portal/site.yml"
    tree = load_tree(MemorySource({path: sample_files()[path]}))
    assert [found.code for found in tree.findings] == ["T113"]


def test_an_interpretation_by_relative_path_counts() -> None:
    tree = sample_tree({READING: interpretation("../../gfxwj/2026/0227-dianti.md")})
    assert [item.path for item in tree.interpretations_of(POLICY)] == [READING]


def test_a_working_tree_and_its_commit_load_equal(tmp_path: Path) -> None:
    for path, data in sample_files().items():
        file = tmp_path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    git = ["git", "-c", "user.name=x", "-c", "user.email=x@shili.example", "-C", str(tmp_path)]
    for command in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "x"]):
        subprocess.run([*git, *command], check=True)
    assert (
        load_tree(open_source(tmp_path))
        == load_tree(open_source(tmp_path, "HEAD"))
        == sample_tree()
    )


paths = st.sampled_from(sorted(sample_files()))


@given(
    st.dictionaries(
        paths, st.none() | st.binary(max_size=30) | st.text(max_size=30).map(str.encode), max_size=4
    )
)
def test_loading_never_raises_and_every_item_lost_is_explained(
    changes: dict[str, bytes | None],
) -> None:
    """Law: with up to 4 files of the sample replaced by any bytes (up to 30) or taken away, the
    tree loads, and each item file that gave no item has a finding, itself or in its settings."""
    tree = sample_tree(changes)
    lost = {p for p in tree.blobs if p.endswith(".md")} - set(tree.items)
    named = {found.path for found in tree.findings}
    for path in lost:
        folders = path.split("/")
        settings = {f"content/{folders[1]}/site.yml"} | {
            "/".join(folders[:end]) + "/column.yml" for end in range(3, len(folders))
        }
        assert named & (settings | {path}), path
