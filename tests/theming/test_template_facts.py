"""模板关系: what a template refers to, and what may be imported."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from sanshen.theming import theme_cache
from sanshen.theming.template_facts import TemplateFacts, ThemeError, parse_facts
from sanshen.theming.theme import Theme
from sanshen.theming.theme_cache import bytecode_cache, cache_folder, known_facts

TEMPLATES = {
    "page.html": "{% extends 'base.html' %}{% from 'parts.html' import head %}"
    "{% include 'x.html' %}",
    "base.html": "<p></p>",
    "x.html": "x",
    "parts.html": "{# words #}\n{% import 'more.html' as more %}\n"
    "{% macro head(a) %}{{ a }}{% endmacro %}",
    "more.html": "{% macro foot(a) %}{{ a }}{% endmacro %}",
}  # fmt: skip


def test_what_a_template_refers_to_is_found() -> None:
    facts = known_facts(TEMPLATES, None)
    assert facts["page.html"] == TemplateFacts(
        ("base.html", "parts.html", "x.html"), ("parts.html",), False
    )
    assert facts["parts.html"] == TemplateFacts(("more.html",), ("more.html",), True)
    assert Theme(TEMPLATES, {}).libraries() == ("more.html", "parts.html")


@pytest.mark.parametrize(
    "text", ["{% from 'a' import b with context %}", "\n\n{% import 'a' as b with context %}"]
)
def test_an_import_with_context_is_refused_with_its_line(text: str) -> None:
    with pytest.raises(ThemeError, match=rf"x\.html:{text.count(chr(10)) + 1}: imports with"):
        parse_facts("x.html", text)


@pytest.mark.parametrize(
    "more", ["{% set n = [1, 2] | map('abs') %}", "{{ 1 }}", "<p>", "{% if 1 %}{% endif %}"]
)
def test_a_library_holds_macros_alone_and_so_no_state(more: str) -> None:
    library = "{% macro m() %}{% endmacro %}"
    page = {"page.html": "{% from 'lib.html' import m %}"}
    assert known_facts({**page, "lib.html": library}, None)["lib.html"].library
    with pytest.raises(ThemeError, match=r"lib\.html, imported by page\.html, holds more"):
        known_facts({**page, "lib.html": library + more}, None)


def test_facts_are_kept_and_parsed_again_only_for_other_templates(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parsed = []

    def parse(name: str, text: str) -> TemplateFacts:
        parsed.append(name)
        return parse_facts(name, text)

    monkeypatch.setattr(theme_cache, "parse_facts", parse)
    first = known_facts(TEMPLATES, tmp_path)
    assert sorted(parsed) == sorted(TEMPLATES)
    assert known_facts(TEMPLATES, tmp_path) == first
    assert len(parsed) == len(TEMPLATES)
    known_facts({**TEMPLATES, "x.html": "y"}, tmp_path)
    assert len(parsed) == 2 * len(TEMPLATES)


@pytest.mark.parametrize(
    "damage", [b"", b"{", b"[]", b'{"page.html": 1}', b'{"page.html": [1]}', b"\xff"]
)
def test_damaged_facts_count_as_absent(tmp_path: Path, damage: bytes) -> None:
    first = known_facts(TEMPLATES, tmp_path)
    (file,) = tmp_path.glob("*.json")
    file.write_bytes(damage)
    assert known_facts(TEMPLATES, tmp_path) == first
    assert file.read_bytes() != damage


def test_compiled_templates_are_kept_inside_the_git_folder_or_not_at_all(tmp_path: Path) -> None:
    assert cache_folder(tmp_path) is None
    assert bytecode_cache(None) is None
    (tmp_path / ".git").write_text("gitdir: elsewhere", encoding="utf-8")
    assert cache_folder(tmp_path) is None
    (tmp_path / ".git").unlink()
    (tmp_path / ".git").mkdir()
    assert cache_folder(tmp_path) == tmp_path / ".git/sanshen/theme"


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is unwritable for root")
def test_a_folder_that_cannot_be_written_only_costs_time(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    assert bytecode_cache(tmp_path / "theme") is None
    assert known_facts(TEMPLATES, tmp_path / "theme")


def test_a_file_in_the_way_only_costs_time(tmp_path: Path) -> None:
    (tmp_path / "theme").write_bytes(b"")
    assert bytecode_cache(tmp_path / "theme") is None
    assert known_facts(TEMPLATES, tmp_path / "theme") == known_facts(TEMPLATES, None)
