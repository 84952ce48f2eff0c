"""Slugs are pinyin read by phrases, cut at syllables, and always fit the path."""

from __future__ import annotations

import re
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanshen.importer.slugs import MAX_LENGTH, numbered, slug_of

VALID = re.compile(r"[a-z0-9-]{1,60}")


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("重庆银行行长任职规定", "chong-qing-yin-hang-hang-zhang-ren-zhi-gui-ding"),
        ("示例市2026年（试行）", "shi-li-shi-2026-nian-shi-xing"),
        ("ABC-12：甲", "abc-12-jia"),
        ("，。", ""),
        ("", ""),
    ],
)
def test_a_title_is_read_by_phrases(text: str, slug: str) -> None:
    assert slug_of(text) == slug


def test_a_dropped_text_is_not_read() -> None:
    assert slug_of("中华人民共和国档案法", ["中华人民共和国"]) == "dang-an-fa"


def test_a_long_title_is_cut_where_a_syllable_ends() -> None:
    title = "示例市人民政府关于废止和修改城市道路挖掘方面部分政府规章的决定"
    slug, words = slug_of(title), slug_of(title[:8]).split("-")
    assert len(slug) <= MAX_LENGTH
    assert slug.split("-")[: len(words)] == words
    assert slug_of(title + "补充") == slug


@given(st.text(max_size=200))
def test_every_slug_fits_the_path_and_is_the_same_again(text: str) -> None:
    slug = slug_of(text)
    assert slug == slug_of(text)
    assert slug == "" or VALID.fullmatch(slug)


@given(st.from_regex(r"[a-z]{1,6}(-[a-z]{1,6}){0,12}", fullmatch=True))
def test_numbered_slugs_are_all_different_and_fit(slug: str) -> None:
    first = list(islice(numbered(slug[:MAX_LENGTH]), 12))
    assert len(set(first)) == 12
    assert all(VALID.fullmatch(each) for each in first)
