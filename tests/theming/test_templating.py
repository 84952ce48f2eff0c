"""页面渲染: the same inputs give the same bytes, whatever was rendered before."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import TemplateRuntimeError

from sanshen.theming.templating import PageRenderer
from sanshen.theming.theme import Theme

LIBRARY = '{% macro link(name) %}<a href="/x/{{ name }}.html">{{ name }}</a>{% endmacro %}'
PAGE = (
    "{% from 'library.html' import link %}<p>{{ t('home') }} {{ output_file }} "
    "{% for name in names %}{{ memo(link, name) }}{% endfor %}</p>"
)


def renderer(page: str = PAGE, published: bool = True, cache: Path | None = None) -> PageRenderer:
    """A renderer of a theme with one page."""
    return PageRenderer(Theme({"library.html": LIBRARY, "page.html": page}, {}, cache), published)


NAMES = st.lists(st.sampled_from(["a", "b", "<", "中"]), max_size=4)


@given(st.lists(NAMES, min_size=1, max_size=5), st.randoms(use_true_random=False))
def test_the_order_of_pages_makes_no_difference(pages: list[list[str]], shuffle: Any) -> None:
    def make(order: list[int]) -> Mapping[int, bytes]:
        own = renderer()
        return {n: own.render("page", {"lang": "zh-CN", "names": pages[n]}, "p") for n in order}

    order = list(range(len(pages)))
    straight = make(order)
    shuffle.shuffle(order)
    assert make(order) == straight
    assert make([*order, *order]) == straight


def test_words_are_in_the_language_of_the_page() -> None:
    pages = [
        renderer().render("page", {"lang": lang, "names": ()}, "p") for lang in ("zh-CN", "en")
    ]
    assert pages == ["<p>首页 p </p>".encode(), b"<p>Home p </p>"]


def test_a_preview_has_relative_addresses_and_the_public_site_rooted_ones() -> None:
    context = {"lang": "en", "names": ("a",)}
    assert b'href="/x/a.html"' in renderer().render("page", context, "y/p.html")
    assert b'href="../x/a.html"' in renderer(published=False).render("page", context, "y/p.html")


@pytest.mark.parametrize(
    "page", ["{{ memo }}", "{{ names | map('upper') }}", "<p>{{ names.count }}"]
)
def test_what_would_print_a_place_in_memory_is_an_error(page: str) -> None:
    with pytest.raises(TemplateRuntimeError, match="which is no text"):
        renderer(page).render("page", {"lang": "en", "names": ("a",)}, "p")


def test_words_that_look_like_a_place_in_memory_are_content() -> None:
    words = "<object at 0x7f00> and <t at 0x1>"
    assert b" at 0x7f00" in renderer().render("page", {"lang": "en", "names": (words,)}, "p")


PROGRAM = """
import sys
from pathlib import Path
import tests.theming.test_templating as here
own = here.renderer(cache=Path(sys.argv[1]))
sys.stdout.buffer.write(own.render("page", {"lang": "en", "names": ("a", "b")}, "p"))
"""


def test_compiled_templates_are_kept_and_give_the_same_page(tmp_path: Path) -> None:
    root = Path(__file__).resolve().parents[2]
    command = [sys.executable, "-c", PROGRAM, str(tmp_path / "theme")]
    runs = [
        subprocess.run(command, cwd=root, capture_output=True, check=True).stdout for _ in range(2)
    ]
    kept = sorted(file.suffix for file in tmp_path.rglob("*") if file.is_file())
    assert kept == [".cache", ".cache", ".json"]
    assert runs[0] == runs[1] == renderer().render("page", {"lang": "en", "names": ("a", "b")}, "p")


def test_templates_compiled_before_a_fork_are_not_compiled_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    own = renderer()
    own.prepare()
    monkeypatch.setattr(type(own._environment), "compile", None)
    assert own.render("page", {"lang": "en", "names": ("b",)}, "p")
