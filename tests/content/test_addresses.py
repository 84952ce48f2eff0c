"""网址: what a name becomes, and that nothing is lost on the way."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanshen.content.addresses import (
    ItemPath,
    attachment_address,
    column_address,
    home_address,
    item_address,
    item_folder,
    original_path,
    split_item_path,
)

ORIGINAL = "content/portal/zwgk/gfxwj/2026/0227-dianti.md"
ENGLISH = "content/portal/zwgk/gfxwj/2026/0227-dianti.en.md"


def test_a_dated_item_lives_below_its_year() -> None:
    address = item_address("zwgk/gfxwj", "2026", "0227-dianti", "zh-cn")
    assert address == "/zwgk/gfxwj/2026/0227-dianti.html"


def test_an_undated_item_lives_in_its_column() -> None:
    assert (
        item_address("bsfw/bszn", None, "shenfenzheng", "zh-cn") == "/bsfw/bszn/shenfenzheng.html"
    )


def test_a_translation_has_the_same_address_below_its_language() -> None:
    assert item_address("zwgk", "2026", "0227-x", "en") == "/en/zwgk/2026/0227-x.html"
    assert column_address("zwgk/gfxwj", "en") == "/en/zwgk/gfxwj/index.html"
    assert home_address("en") == "/en/index.html"
    assert home_address("zh-cn") == "/index.html"
    assert column_address("zwgk", "zh-cn") == "/zwgk/index.html"


def test_an_attachment_carries_ten_digits_of_its_hash_before_the_suffix() -> None:
    address = attachment_address("zwgk", "2026", "0227-x", "biao.1.xlsx", "0123456789abcdef" * 4)
    assert address == "/zwgk/2026/0227-x/biao.1.0123456789.xlsx"
    undated = attachment_address("bsfw", None, "x", "liucheng", "f" * 64)
    assert undated == "/bsfw/x/liucheng.ffffffffff"


def test_all_languages_share_one_folder_and_one_original() -> None:
    folder = "content/portal/zwgk/gfxwj/2026/0227-dianti"
    assert item_folder(ORIGINAL) == item_folder(ENGLISH) == folder
    assert original_path(ENGLISH) == original_path(ORIGINAL) == ORIGINAL


@pytest.mark.parametrize(
    ("path", "parts"),
    [
        (ORIGINAL, ItemPath("portal", "zwgk/gfxwj", "2026", "0227-dianti", "zh-cn")),
        (ENGLISH, ItemPath("portal", "zwgk/gfxwj", "2026", "0227-dianti", "en")),
        ("content/a/b/c.zh-hant.md", ItemPath("a", "b", None, "c", "zh-hant")),
    ],
)
def test_an_item_path_is_taken_apart(path: str, parts: ItemPath) -> None:
    assert split_item_path(path) == parts


@pytest.mark.parametrize(
    "path",
    ["content/portal/x.md", "content/a/b/c.EN.md", "content/a/b/c.d.en.md", "registry/a/b/c.md",
     "content/a/b/c.markdown", "content/a/b/.md"],
)  # fmt: skip
def test_what_has_not_the_shape_of_an_item_path_is_none(path: str) -> None:
    assert split_item_path(path) is None


names = st.from_regex(r"[a-z0-9-]{1,20}", fullmatch=True)
folders = st.from_regex(r"[a-z][a-z0-9-]{0,9}", fullmatch=True)


@given(
    site=folders,
    columns=st.lists(folders, min_size=1, max_size=4),
    year=st.none() | st.from_regex(r"[0-9]{4}", fullmatch=True),
    name=names,
    lang=st.sampled_from(["zh-cn", "en", "zh-hant"]),
)
def test_path_and_parts_are_each_others_inverse(
    site: str, columns: list[str], year: str | None, name: str, lang: str
) -> None:
    """Law: for every site, column, year, name, language: taking apart undoes putting together."""
    column = "/".join(columns)
    middle = f"{column}/{year}" if year else column
    suffix = "" if lang == "zh-cn" else f".{lang}"
    path = f"content/{site}/{middle}/{name}{suffix}.md"
    assert split_item_path(path) == (site, column, year, name, lang)
