"""``build`` and ``preview``: what they say, what they leave served, and why a page was made."""

from __future__ import annotations

from pathlib import Path

import pytest

from sanshen.output.trees import live_tree, standby_tree
from sanshen.publish.preview import preview_folder
from tests.city.city import City
from tests.city.content import NEWS, news_text
from tests.city.sample_city import read_files
from tests.cli.words import Speak
from tests.publish.clone import SITE, Clone, cloned

PAGE = "dt/2026/0105-kaigong.html"


@pytest.fixture
def clone(themed_template: City, tmp_path: Path) -> Clone:
    """A city that can be published and a clone of it."""
    return cloned(themed_template.copy(tmp_path / "house"), tmp_path / "clone")


def test_build_fills_the_tree_that_is_not_served_and_swap_serves_it(
    clone: Clone, speak: Speak
) -> None:
    said = speak(clone.root, "build")
    assert said.code == 0, said.out
    assert live_tree(clone.root, SITE) is None
    made = read_files(standby_tree(clone.root, SITE))
    assert str(standby_tree(clone.root, SITE)) in said.out
    assert f"{len(made)} files, {len(made)} made" in said.out
    swapped = speak(clone.root, "build", "--swap", lang="zh")
    assert swapped.code == 0
    assert clone.served() == made
    assert "没有影响本网站的变更" in swapped.out
    assert "新生成0个" in swapped.out


def test_build_says_what_it_made_and_why_a_page(clone: Clone, speak: Speak) -> None:
    speak(clone.root, "build", "--swap")
    clone.city.release({NEWS: news_text("改过的标题")})
    clone.fetch()
    said = speak(clone.root, "build", "--swap", "--why", f"https://www.cs.example/{PAGE}")
    assert said.code == 0
    assert "Only pages the changes touch were looked at" in said.out
    assert f"{PAGE}: made by the last build" in said.out
    assert f"because of {NEWS} (its file changed)" in said.out
    assert "改过的标题" in clone.served()[PAGE].decode()
    again = speak(clone.root, "build", "--why", "404.html")
    assert "404.html: left as it was by the last build" in again.out
    assert "because of" not in again.out
    home = speak(clone.root, "build", "--why", "/")
    assert "index.html: left as it was" in home.out
    unknown = speak(clone.root, "build", "--why", "none.html")
    assert "cs has no page “none.html”" in unknown.out


def test_build_full_makes_everything_anew_and_the_same(clone: Clone, speak: Speak) -> None:
    speak(clone.root, "build", "--swap")
    before = clone.served()
    said = speak(clone.root, "build", "--swap", "--full")
    assert said.code == 0
    assert f"{len(before)} files, {len(before)} made, 0 reused" in said.out
    assert clone.served() == before


def test_a_build_that_fails_is_1_and_says_so(clone: Clone, speak: Speak) -> None:
    speak(clone.root, "build", "--swap")
    before = clone.served()
    said = speak(clone.root, "build", "--swap", "--site", "none")
    assert said.code == 1
    assert "B107" in said.out
    base = clone.city.read("theme/templates/base.html").decode() + "{% if %}"
    number = clone.city.submit("publisher", {"theme/templates/base.html": base})
    assert clone.city.pass_guard(number).released is not None
    clone.fetch()
    failed = speak(clone.root, "build", "--swap")
    assert failed.code == 1
    assert "B109" in failed.out
    assert "what is live has not changed" in failed.out
    assert clone.served() == before


def test_preview_shows_the_working_tree_or_a_revision(clone: Clone, speak: Speak) -> None:
    (clone.root / NEWS).write_text(news_text("手边的稿子"), encoding="utf-8")
    said = speak(clone.root / "content", "preview", "--why", PAGE)
    assert said.code == 0, said.out
    page = preview_folder(clone.root, SITE) / PAGE
    assert "手边的稿子" in page.read_text(encoding="utf-8")
    assert f"{PAGE}: made by the last build" in said.out
    assert speak(clone.root, "preview", "--rev", "HEAD", "--site", SITE).code == 0
    assert "手边的稿子" not in page.read_text(encoding="utf-8")
    assert live_tree(clone.root, SITE) is None
    assert speak(clone.root, "preview", "--rev", "HEAD", "--full").code == 0
    assert speak(clone.root, "preview", "--site", "none").code == 2


def test_why_before_any_build_is_a_sentence(clone: Clone, speak: Speak) -> None:
    said = speak(clone.root, "build", "--site", "none", "--why", PAGE)
    assert said.code != 0
    assert "Traceback" not in said.out + said.err
