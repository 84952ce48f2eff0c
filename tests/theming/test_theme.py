"""主题: what a template depends on, and themes that cannot be used."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from sanshen.content.source import MemorySource
from sanshen.theming.theme import (
    Theme,
    ThemeError,
    load_theme,
    load_theme_folder,
    theme_digest,
    unpack_theme,
)

STYLE = {"css/main.css": b"body{}"}


def theme(**templates: str) -> Theme:
    """A theme of templates named without their suffix."""
    return Theme({f"{name}.html": text for name, text in templates.items()}, STYLE)


def test_the_closure_covers_what_is_extended_included_and_imported() -> None:
    parts = {
        "a": "{% extends 'b.html' %}{% from 'c.html' import m %}",
        "b": "{% include 'd.html' %}",
        "c": "{% macro m() %}{% endmacro %}",
        "d": "x",
        "e": "y",
    }
    before = theme(**parts).closure_digest("a.html")
    for name in "abcd":
        assert theme(**{**parts, name: parts[name] + " "}).closure_digest("a.html") != before
    assert theme(**{**parts, "e": "z"}).closure_digest("a.html") == before


def test_templates_that_include_each_other_end() -> None:
    digest = theme(a="{% include 'b.html' %}", b="{% include 'a.html' %}").closure_digest("a.html")
    assert len(digest) == 64


def test_a_missing_template_is_named() -> None:
    with pytest.raises(ThemeError, match=r"gone\.html is missing"):
        theme(a="{% include 'gone.html' %}").closure_digest("a.html")


def test_a_computed_template_name_is_refused() -> None:
    with pytest.raises(ThemeError, match="computed name"):
        theme(a="{% include which %}").closure_digest("a.html")


@pytest.mark.parametrize("missing", ["theme/templates/base.html", "theme/static/css/main.css"])
def test_a_theme_without_templates_or_stylesheet_is_refused(missing: str) -> None:
    files = {"theme/templates/base.html": b"x", "theme/static/css/main.css": b"y"}
    assert load_theme(MemorySource(files)).templates == {"base.html": "x"}
    del files[missing]
    with pytest.raises(ThemeError):
        load_theme(MemorySource(files))


def test_an_unpacked_theme_is_the_theme(tmp_path: Path, sample_files: Mapping[str, bytes]) -> None:
    loaded = load_theme(MemorySource(sample_files))
    folder = unpack_theme(loaded, tmp_path)
    again = load_theme_folder(folder)
    assert theme_digest(again) == theme_digest(loaded)
    assert (dict(again.templates), dict(again.static)) == (
        dict(loaded.templates),
        dict(loaded.static),
    )


def test_the_address_of_a_static_file_changes_with_its_bytes() -> None:
    first = theme(a="").static_address("css/main.css")
    second = Theme({"a.html": ""}, {"css/main.css": b"other"}).static_address("css/main.css")
    assert first.startswith("theme/css/main.")
    assert first.endswith(".css")
    assert first != second


def test_a_template_that_cannot_be_parsed_is_named_with_its_line() -> None:
    with pytest.raises(ThemeError, match=r"theme/templates/a\.html:2: "):
        theme(a="<p>\n{% if %}").closure_digest("a.html")


def test_a_template_that_is_not_utf8_is_named() -> None:
    files = {"theme/templates/a.html": b"\xff", "theme/static/css/main.css": b"body{}"}
    with pytest.raises(ThemeError, match=r"theme/templates/a\.html"):
        load_theme(MemorySource(files))
