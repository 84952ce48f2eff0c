"""Pelican's own command in a publisher's clone: the preview, and what is released, by hand."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from sanshen.index.release_file import PLACE
from sanshen.output.trees import live_tree, standby_tree
from tests.city.city import City
from tests.city.content import NEWS, news_text
from tests.city.sample_city import read_files
from tests.publish.clone import SITE, Clone, cloned

PAGE = "dt/2026/0105-kaigong.html"


@pytest.fixture
def clone(themed_template: City, tmp_path: Path) -> Clone:
    """A city that can be published and a clone of it, as a newcomer makes one."""
    return cloned(themed_template.copy(tmp_path / "house"), tmp_path / "clone")


def pelican(clone: Clone, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run the ``pelican`` command in the clone; ``more`` is its environment."""
    return subprocess.run(
        [sys.executable, "-m", "pelican", "--log-handler", "plain", *arguments],
        cwd=clone.root, env={**os.environ, "SANSHEN_LANG": "zh", **more}, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
    )  # fmt: skip


def publish(clone: Clone) -> subprocess.CompletedProcess[str]:
    """``pelican -s publishconf.py`` with the city's own list."""
    return pelican(clone, "-s", "publishconf.py", SANSHEN_RELEASE_LIST=PLACE)


def test_the_preview_by_hand_follows_the_working_tree(clone: Clone) -> None:
    done = pelican(clone, "-s", "pelicanconf.py", "--fatal", "warnings")
    assert done.returncode == 0, done.stdout
    page = clone.root / "build/preview/cs" / PAGE
    before = page.read_bytes()
    assert 'class="unreviewed"' in before.decode()
    (clone.root / NEWS).write_text(news_text("手边的稿子"), encoding="utf-8")
    done = pelican(clone, "-s", "pelicanconf.py", "--fatal", "warnings")
    assert done.returncode == 0, done.stdout
    assert "手边的稿子" in page.read_text(encoding="utf-8")
    assert live_tree(clone.root, SITE) is None


def test_publishing_by_hand_fails_without_a_list_and_writes_nothing(clone: Clone) -> None:
    done = pelican(clone, "-s", "publishconf.py")
    assert done.returncode != 0
    assert "没有放行清单" in done.stdout
    assert not standby_tree(clone.root, SITE).exists()


def test_publishing_by_hand_fills_the_tree_that_is_not_served(clone: Clone) -> None:
    assert clone.build().succeeded
    live = clone.served()
    clone.city.release({NEWS: news_text("改过的标题")})
    run_by_hand(clone)
    assert clone.served() == live
    made = read_files(standby_tree(clone.root, SITE))
    assert "改过的标题" in made[PAGE].decode()
    other = cloned(clone.city, clone.root.parent / "other")
    other.build()
    assert other.served() == made


def run_by_hand(clone: Clone) -> None:
    """Bring the clone to main, then publish by hand, which has to go well."""
    clone.fetch()
    subprocess.run(["git", "merge", "-q", "--ff-only", "origin/main"], cwd=clone.root, check=True)
    done = publish(clone)
    assert done.returncode == 0, done.stdout


def test_a_first_publication_by_hand_is_what_build_makes(clone: Clone) -> None:
    subprocess.run(
        [sys.executable, "-m", "sanshen", "build", "--site", SITE], cwd=clone.root, check=True,
        stdout=subprocess.DEVNULL,
    )  # fmt: skip
    made = read_files(standby_tree(clone.root, SITE))
    other = cloned(clone.city, clone.root.parent / "other")
    done = pelican(other, "-s", "publishconf.py", SANSHEN_RELEASE_LIST=str(clone.root / PLACE))
    assert done.returncode == 0, done.stdout
    assert read_files(standby_tree(other.root, SITE)) == made


def test_what_nobody_reviewed_is_not_published_by_hand(clone: Clone) -> None:
    run_by_hand(clone)
    made = read_files(standby_tree(clone.root, SITE))
    (clone.root / NEWS).write_text(news_text("没有审过"), encoding="utf-8")
    publish(clone)
    assert read_files(standby_tree(clone.root, SITE)) == made
    who = ("-c", "user.name=t", "-c", "user.email=t@t.invalid", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *who, "commit", "-qam", "x"], cwd=clone.root, check=True)
    done = publish(clone)
    assert done.returncode != 0
    assert "B101" in done.stdout
    assert NEWS in done.stdout
    assert read_files(standby_tree(clone.root, SITE)) == made


def test_without_the_gates_pass_no_writer_is_given(clone: Clone) -> None:
    clone.build(swap=False)
    before = read_files(standby_tree(clone.root, SITE))
    settings = clone.root / "publishconf.py"
    unhook = (
        "import sanshen_pelican\n"
        "from pelican import signals\n"
        "def register():\n"
        "    signals.readers_init.connect(sanshen_pelican.reader.use_strict_reader)\n"
        "sanshen_pelican.register = register\n"
    )
    settings.write_text(f"{settings.read_text('utf-8')}\n{unhook}", encoding="utf-8")
    done = publish(clone)
    assert done.returncode != 0
    assert "放行检查没有执行" in done.stdout
    assert read_files(standby_tree(clone.root, SITE)) == before
