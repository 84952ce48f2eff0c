"""The language of a source is read off its name, its header, or the mapping."""

from __future__ import annotations

import pytest

from sanshen.importer.foreign import parse_foreign
from sanshen.importer.mapping import LanguageRule
from sanshen.importer.versions import Version, original_language, version_of

RULE = LanguageRule(
    suffix="._{}", key="lang", codes={"zh": "zh-cn"}, otherwise="en", group=("key",)
)


def version(source: str, header: str = "title: x\n", rule: LanguageRule = RULE) -> Version:
    return version_of(parse_foreign(source, f"---\n{header}---\n".encode(), "utf-8"), rule)


@pytest.mark.parametrize(
    ("source", "header", "expected"),
    [
        ("a/x._zh.md", "title: x\n", Version("a/x", "zh-cn", "x")),
        ("a/x._es.md", "lang: fr\n", Version("a/x", "es", "x")),
        ("x.md", "lang: zh\n", Version("/x", "zh-cn", "x")),
        ("x.md", "title: x\n", Version("/x", "en", "x")),
        ("x._zh-Hant.md", "title: x\n", Version("/x", "zh-hant", "x")),
        ("b/y._en.md", "key: a/x\n", Version("=a/x", "en", "y")),
        ("x._readme2.md", "title: x\n", Version("/x._readme2", "en", "x._readme2")),
    ],
)
def test_a_version_is_read(source: str, header: str, expected: Version) -> None:
    assert version(source, header) == expected


def test_without_a_rule_all_is_chinese() -> None:
    assert version("a/x.en.md", rule=LanguageRule()) == Version("a/x.en", "zh-cn", "x.en")


def test_the_original_is_chinese_else_the_first_language_of_the_site() -> None:
    languages = ("zh-cn", "en", "es")
    assert original_language(["es", "zh-cn", "en"], languages) == "zh-cn"
    assert original_language(["es", "en"], languages) == "en"
    assert original_language(["fr"], languages) == "fr"
