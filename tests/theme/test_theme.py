"""The theme's files: wording from the catalogue, colours that can be read, nothing foreign."""

from __future__ import annotations

import colorsys
import re
from pathlib import Path

import pytest

from sanshen.catalogue import messages
from sanshen.pages.facts import CHOICES, FACTS, GUIDE
from sanshen.pages.views import ReviewMark
from sanshen.units.home_pages import HOME_SECTIONS

THEME = Path(__file__).resolve().parents[2] / "theme"
TEMPLATES = sorted((THEME / "templates").glob("*.html"))
STYLE = (THEME / "static/css/main.css").read_text(encoding="utf-8")
TOKENS = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", STYLE))
COMPUTED = {
    "field.": {name for names in FACTS.values() for name in names} | {"no_doc_number_reason"},
    "guide.": set(GUIDE),
    "section.": {name for name, _, _ in HOME_SECTIONS},
    "review.": {mark.value for mark in ReviewMark},
}


def luminance(colour: str) -> float:
    """Relative luminance of ``#rrggbb`` (WCAG 2.2)."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    """The contrast ratio of two colours."""
    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(
    ("text", "ground"),
    [
        ("text", "paper"), ("text", "ground"), ("text", "main-soft"),
        ("quiet", "paper"), ("quiet", "ground"), ("quiet", "main-soft"),
        ("main", "paper"), ("main", "ground"), ("main", "main-soft"),
        ("notice", "paper"), ("notice", "notice-soft"), ("paper", "main"), ("paper", "notice"),
    ],
)  # fmt: skip
def test_text_can_be_read_on_its_ground(text: str, ground: str) -> None:
    assert contrast(TOKENS[text], TOKENS[ground]) >= 7


def test_black_on_white_is_the_most_there_is() -> None:
    assert round(contrast("#000000", "#ffffff"), 2) == 21
    assert contrast("#777777", "#ffffff") < 7


def test_the_page_has_at_most_three_tones() -> None:
    hues = set()
    for colour in TOKENS.values():
        red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
        hue, _, saturation = colorsys.rgb_to_hls(red, green, blue)
        if saturation > 0.35:
            hues.add(round(hue * 12))
    assert 1 <= len(hues) <= 2
    outside = set(re.findall(r"#[0-9a-f]{3,6}\b", STYLE)) - set(TOKENS.values())
    assert outside <= {"#fff", "#000", "#083061"}


def test_every_sentence_of_the_templates_is_in_the_catalogue() -> None:
    asked = set()
    for file in TEMPLATES:
        text = file.read_text(encoding="utf-8")
        asked |= set(re.findall(r"\bt\(\"([\w.]+)\"[,)]", text))
        # Words of readers' languages belong to the catalogue; 有效性 values are data.
        bare = re.sub(r"{#.*?#}|{%.*?%}|{{.*?}}", "", text, flags=re.S)
        assert not re.search(r"[\u4e00-\u9fff]", bare), file.name
    assert len(asked) > 30
    assert {f"site.{key}" for key in asked} - messages().keys() == set()


def test_every_computed_key_is_in_the_catalogue() -> None:
    for prefix, names in COMPUTED.items():
        missing = {f"site.{prefix}{name}" for name in names} - messages().keys()
        assert missing == set()


def test_no_sentence_of_the_site_is_left_over() -> None:
    source = "".join(file.read_text(encoding="utf-8") for file in TEMPLATES)
    rooms = Path(__file__).resolve().parents[2] / "sanshen"
    for room in ("pages", "units"):
        files = sorted((rooms / room).glob("*.py"))
        assert files
        source += "".join(file.read_text(encoding="utf-8") for file in files)
    computed = {f"{prefix}{name}" for prefix, names in COMPUTED.items() for name in names}
    own = {key.removeprefix("site.") for key in messages() if key.startswith("site.")}
    open_ended = {key for key in own if key.startswith(("column_type.", "value."))}
    assert CHOICES
    left = {key for key in own - computed - open_ended if f'"{key}"' not in source}
    assert left == set()


def test_templates_use_pelicans_customary_names() -> None:
    names = {file.name for file in TEMPLATES}
    assert {"base.html", "index.html", "article.html", "category.html", "page.html"} <= names


def test_the_theme_loads_nothing_from_outside_and_runs_no_script() -> None:
    for file in TEMPLATES:
        text = file.read_text(encoding="utf-8")
        assert "<script" not in text, file.name
        assert not re.search(r"\son\w+=|javascript:|<iframe|style=\"", text), file.name
        for target in re.findall(r'<(?:link|img)[^>]*(?:href|src)="(https?:[^"]*)"', text):
            raise AssertionError(f"{file.name}: {target}")
    assert "@import" not in STYLE
    assert "url(" not in STYLE
    assert "outline: none" not in STYLE.replace("main:focus { outline: none; }", "")
