"""``check-output`` and ``rollback``: their exit codes and what they say."""

from __future__ import annotations

from pathlib import Path

import pytest

from sanshen.output.trees import live_tree
from tests.city.city import City
from tests.city.content import NEWS, news_text
from tests.cli.words import Speak
from tests.publish.clone import SITE, Clone, cloned


@pytest.fixture
def clone(themed_template: City, tmp_path: Path) -> Clone:
    """A clone of which one release is served."""
    clone = cloned(themed_template.copy(tmp_path / "house"), tmp_path / "clone")
    clone.build()
    return clone


def test_check_output_is_0_for_what_was_built_and_1_for_anything_else(
    clone: Clone, speak: Speak
) -> None:
    said = speak(clone.root, "check-output")
    assert said.code == 0
    assert f"{len(clone.served())} files served" in said.out
    tree = live_tree(clone.root, SITE)
    assert tree is not None
    (tree / "404.html").write_bytes(b"")
    wrong = speak(clone.root, "check-output", "--site", SITE, lang="zh")
    assert wrong.code == 1
    assert "B141" in wrong.out
    assert "404.html" in wrong.out


def test_rollback_serves_the_release_before_and_says_until_when(clone: Clone, speak: Speak) -> None:
    assert speak(clone.root, "rollback").code == 2
    first = clone.served()
    none = speak(clone.root, "rollback", "--site", SITE)
    assert none.code == 2
    assert "no previous release" in none.err
    clone.city.release({NEWS: news_text("改过的标题")})
    clone.build()
    said = speak(clone.root, "rollback", "--site", SITE, lang="zh")
    assert said.code == 0, said.err
    assert "上一版本已恢复上线" in said.out
    assert clone.served() == first
    again = speak(clone.root, "rollback", "--site", SITE)
    assert again.code == 2
    assert "build --swap" in again.err
