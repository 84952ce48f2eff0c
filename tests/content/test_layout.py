"""目录结构: what each path is, and a finding for each that is nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanshen.content.layout import Layout, read_layout
from sanshen.content.source import Blob
from tests.content.sample import NEWS, sample_files

GOOD = dict.fromkeys(sample_files(), Blob("100644", "0" * 40))


def layout(*paths: str, mode: str = "100644") -> Layout:
    return read_layout(GOOD | dict.fromkeys(paths, Blob(mode, "1" * 40)))


def codes(*paths: str, mode: str = "100644") -> list[tuple[str, str]]:
    return [(found.code, found.path) for found in layout(*paths, mode=mode).findings]


def test_the_sample_has_no_findings_and_every_path_has_a_place() -> None:
    found = layout()
    assert found.findings == ()
    placed = [*found.sites.values(), *found.columns.values(), *found.items, *found.attachments]
    assert sorted(placed) == sorted(GOOD)
    assert found.attachments[NEWS.replace(".md", "/huichang.png")] == NEWS


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("content/readme.txt", "T101"),
        ("content/portal/xwdt/tupian.png", "T101"),
        ("content/portal/xwdt/2026/0301-huiyi/shuoming.md", "T101"),
        ("content/portal/xwdt/2026/0301-huiyi/a/b.png", "T101"),
        ("content/portal/xwdt/2026/0305-nosuch/a.png", "T107"),
        ("content/portal/gywz/nosuch/a.png", "T107"),
        ("content/portal/xwdt/2026/0305-中文.md", "T111"),
        ("content/portal/xwdt/2026/0305-Upper.md", "T111"),
        ("content/portal/xwdt/2026/0230-nosuchday.md", "T111"),
        ("content/portal/xwdt/2026/noday.md", "T111"),
        ("content/portal/xwdt/2026/0305-x.EN.md", "T111"),
        ("content/portal/xwdt/2026/0305-x.a.b.md", "T111"),
        ("content/portal/xwdt/2026/0305-x.zh-cn.md", "T116"),
        (f"content/portal/xwdt/2026/0305-{'x' * 61}.md", "T111"),
        ("content/portal/gywz/a b.md", "T111"),
    ],
)  # fmt: skip
def test_a_path_that_fits_nowhere_is_a_finding(path: str, code: str) -> None:
    assert codes(path) == [(code, path)]


def test_a_folder_without_column_file_is_named_once_with_those_above() -> None:
    paths = ("content/portal/bsfw/bszn/a.md", "content/portal/bsfw/bszn/b.md")
    assert codes(*paths) == [
        ("T102", "content/portal/bsfw/column.yml"),
        ("T102", "content/portal/bsfw/bszn/column.yml"),
    ]
    assert (
        codes(*paths, "content/portal/bsfw/column.yml", "content/portal/bsfw/bszn/column.yml") == []
    )


def test_a_site_without_site_file_is_named() -> None:
    assert codes("content/xian/xwdt/column.yml") == [("T114", "content/xian/site.yml")]


@pytest.mark.parametrize("folder", ["新闻", "Xwdt", "2026x", "x_y", "-x"])
def test_folder_names_outside_the_allowed_set_are_refused(folder: str) -> None:
    assert codes(f"content/portal/{folder}/column.yml") == [("T115", f"content/portal/{folder}")]


@pytest.mark.parametrize(
    ("mode", "code"),
    [("120000", "T108"), ("160000", "T109"), ("100755", "T110"), ("040000", "T109")],
)
def test_links_submodules_and_executables_are_refused_and_not_read(mode: str, code: str) -> None:
    path = "content/portal/xwdt/2026/0305-x.md"
    assert codes(path, mode=mode) == [(code, path)]
    assert path not in layout(path, mode=mode).items
    assert path in layout(path).items


def test_a_path_that_is_not_utf8_is_printable() -> None:
    ((code, path),) = codes("content/portal/xwdt/2026/0305-\udcff.md")
    assert code == "T111"
    assert path.encode("utf-8").endswith(b"\\udcff.md")


names = st.sampled_from(
    ["portal", "xwdt", "2026", "0301-huiyi", "0305-x.md", "0305-x.en.md", "column.yml",
     "site.yml", "a.png", "中文", "..", "x.md"]
)  # fmt: skip


@given(st.lists(st.lists(names, min_size=1, max_size=5).map("/".join), max_size=6))
def test_every_path_is_placed_or_named_by_a_finding(paths: list[str]) -> None:
    """Law: for any set of paths (up to 6, up to 5 deep) each is one of site, column, item,
    attachment, or has a finding; none falls through."""
    blobs = {f"content/{path}": Blob("100644", "0" * 40) for path in paths}
    found = read_layout(blobs)
    places = [*found.sites.values(), *found.columns.values(), *found.items, *found.attachments]
    assert len(places) == len(set(places))
    named = {one.path for one in found.findings}
    assert set(blobs) <= set(places) | named
