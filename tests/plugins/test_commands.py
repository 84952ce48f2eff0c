"""The two plain commands of a Pelican user, and every way in which they must not pass."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from sanshen.content.source import open_source
from sanshen.index.release_file import PLACE, ReleaseFile
from sanshen.model.releases import ReleasedFile
from sanshen.output.trees import standby_tree
from tests.city.content import NEWS
from tests.plugins.conftest import Pelican, run_pelican

PAGE = "dt/2026/0105-kaigong.html"
TAG = '<meta name="PubDate" content="2026-01-05 10:00">'
SETTINGS = {"preview": "pelicanconf.py", "publish": "publishconf.py"}


def outputs(city: Path) -> list[str]:
    """Every page there is below the places of output."""
    places = [city / "output", city / "build" / "trees", city / "build" / "preview"]
    return sorted(p.relative_to(city).as_posix() for place in places for p in place.rglob("*.html"))


@pytest.fixture
def listed(city: Path) -> Path:
    """A well-formed release list of everything in the city, which no ledger confirms."""
    file = city.parent / "list.sqlite"
    with closing(ReleaseFile(file, new=True)) as held:
        for path, blob in open_source(city).blobs().items():
            released = ReleasedFile(path, blob.id, 1, "2026-03-20", "2026-03-20", False)
            one = released if path.startswith("content/") else None
            held.put(0, [(path, f"{blob.mode}:{blob.id}", one)], logged=False)
        held.set("seq", 0)
    return file


def test_pelicanconf_builds_the_preview_of_the_portal_and_says_which(
    city: Path, pelican: Pelican
) -> None:
    done = pelican("-s", "pelicanconf.py", "--fatal", "warnings")
    assert done.returncode == 0, done.stdout
    assert "正在构建网站“portal”的未审稿预览" in done.stdout
    assert (city / "build/preview/portal/index.html").is_file()
    assert not (city / "build/preview/county").exists()
    assert not (city / "output").exists()


def test_the_site_is_chosen_by_the_environment(city: Path, pelican: Pelican) -> None:
    done = pelican("-s", "pelicanconf.py", SANSHEN_SITE="county")
    assert done.returncode == 0, done.stdout
    assert outputs(city)
    assert all(path.startswith("build/preview/county/") for path in outputs(city))


def test_an_unknown_site_is_refused_with_the_ones_there_are(city: Path, pelican: Pelican) -> None:
    done = pelican("-s", "pelicanconf.py", SANSHEN_SITE="nowhere")
    assert done.returncode != 0
    assert "nowhere" in done.stdout
    assert "county、portal" in done.stdout
    assert outputs(city) == []


def test_publishconf_without_a_release_list_fails_writes_nothing_and_says_why(
    city: Path, pelican: Pelican
) -> None:
    done = pelican("-s", "publishconf.py")
    assert done.returncode != 0
    assert "没有放行清单" in done.stdout
    assert outputs(city) == []


def test_publishconf_builds_what_the_ledger_releases_into_the_standby_tree(
    clone: Path, publish: Pelican
) -> None:
    done = publish("--fatal", "warnings")
    assert done.returncode == 0, done.stdout
    assert "正在按放行清单构建网站“cs”" in done.stdout
    text = (standby_tree(clone, "cs") / PAGE).read_text(encoding="utf-8")
    assert "未审稿" not in text
    assert TAG in text
    assert not (clone / "output").exists()


def test_publishconf_takes_no_unreleased_text_from_the_working_tree(
    clone: Path, publish: Pelican
) -> None:
    for name, old in ((NEWS, "kind: news"), ("content/cs/site.yml", "name: ")):
        file = clone / name
        file.write_text(file.read_text("utf-8").replace(old, f"{old} 未放行", 1), encoding="utf-8")
    base = clone / "theme/templates/base.html"
    base.write_text(base.read_text("utf-8").replace("<main", "未放行<main"), encoding="utf-8")
    done = publish()
    assert done.returncode == 0, done.stdout
    pages = sorted(standby_tree(clone, "cs").rglob("*.html"))
    assert len(pages) > 5
    assert not any("未放行" in page.read_text(encoding="utf-8") for page in pages)


def test_publishconf_accepts_a_copy_of_the_ledgers_list_and_no_altered_one(
    clone: Path, publish: Pelican
) -> None:
    copied = clone.parent / "list.sqlite"
    shutil.copy(clone / PLACE, copied)
    with closing(sqlite3.connect(copied)) as altered:
        altered.execute("UPDATE files SET published = '1999-01-01' WHERE path = ?", (NEWS,))
        altered.commit()
    done = publish(SANSHEN_RELEASE_LIST=str(copied))
    assert done.returncode != 0
    assert "B101" in done.stdout
    assert "list.sqlite" in done.stdout
    assert outputs(clone) == []
    shutil.copy(clone / PLACE, copied)
    assert publish(SANSHEN_RELEASE_LIST=str(copied)).returncode == 0
    text = (standby_tree(clone, "cs") / PAGE).read_text(encoding="utf-8")
    assert TAG in text


@pytest.mark.parametrize("text", ["", "{}", "SQLite format 3\0", None])
def test_publishconf_with_an_unreadable_list_fails_and_writes_nothing(
    clone: Path, publish: Pelican, text: str | None
) -> None:
    file = clone.parent / "list.sqlite"
    if text is not None:
        file.write_text(text, encoding="utf-8")
    done = publish(SANSHEN_RELEASE_LIST=str(file))
    assert done.returncode != 0
    assert "B101" in done.stdout
    assert "list.sqlite" in done.stdout
    assert "Traceback" not in done.stdout
    assert outputs(clone) == []


def test_a_preview_stays_one_whatever_list_is_named(clone: Path) -> None:
    done = run_pelican(clone, "-s", "pelicanconf.py", SANSHEN_RELEASE_LIST=str(clone / PLACE))
    assert done.returncode == 0, done.stdout
    pages = sorted((clone / "build/preview/cs").rglob("*.html"))
    assert len(pages) > 5
    assert all("未审稿" in page.read_text(encoding="utf-8") for page in pages)


def test_publishconf_with_a_list_no_ledger_confirms_fails_and_writes_nothing(
    city: Path, pelican: Pelican, listed: Path
) -> None:
    done = pelican("-s", "publishconf.py", SANSHEN_RELEASE_LIST=str(listed))
    assert done.returncode != 0
    assert "B101" in done.stdout
    assert "Traceback" not in done.stdout
    assert outputs(city) == []


def test_a_file_that_cannot_be_read_stops_the_run_with_its_sentence(
    city: Path, pelican: Pelican
) -> None:
    page = city / "content/portal/gk/lianxi.md"
    page.write_text("---\nkind: page\nStatus：draft\ntitle: x\n---\n", encoding="utf-8")
    done = pelican("-s", "pelicanconf.py")
    assert done.returncode != 0
    assert "content/portal/gk/lianxi.md:3" in done.stdout
    assert outputs(city) == []


@pytest.mark.parametrize("name", ["preview", "publish"])
@pytest.mark.parametrize(
    "sabotage",
    [
        "PLUGINS = []",
        "PLUGINS = ['no_such_plugin', 'sanshen_pelican']",
        "import sanshen_pelican; sanshen_pelican.register = lambda: 1 / 0",
    ],
    ids=["no plugin", "a missing plugin", "a plugin that does not register"],
)
def test_a_run_without_its_plugin_fails_where_stock_pelican_goes_on(
    city: Path, pelican: Pelican, listed: Path, name: str, sabotage: str
) -> None:
    settings = city / SETTINGS[name]
    settings.write_text(f"{settings.read_text('utf-8')}\n{sabotage}\n", encoding="utf-8")
    done = pelican("-s", settings.name, SANSHEN_RELEASE_LIST=str(listed))
    assert done.returncode != 0
    assert "插件未能加载或注册失败" in done.stdout
    assert outputs(city) == []


def test_foreign_settings_with_our_class_are_refused(city: Path, pelican: Pelican) -> None:
    settings = city / "other.py"
    text = "PELICAN_CLASS='sanshen_pelican.SanshenPelican'\nPLUGINS=['sanshen_pelican']\n"
    settings.write_text(text + "PATH='content'\nOUTPUT_PATH='output'\n", encoding="utf-8")
    done = pelican("-s", settings.name)
    assert done.returncode != 0
    assert "拒绝运行" in done.stdout
    assert outputs(city) == []


def test_drafts_hidden_and_future_posts_of_pelican_have_no_way_in(
    city: Path, pelican: Pelican
) -> None:
    stray = city / "content" / "portal" / "2030-01-01-draft.md"
    stray.write_text("Title: x\nDate: 2030-01-01\nStatus: draft\n\ntext\n", encoding="utf-8")
    done = pelican("-s", "pelicanconf.py")
    assert done.returncode != 0
    assert outputs(city) == []
    stray.unlink()
    assert pelican("-s", "pelicanconf.py").returncode == 0
    assert not any("draft" in path for path in outputs(city))


def test_a_folder_with_files_of_others_is_neither_written_nor_emptied(
    city: Path, pelican: Pelican
) -> None:
    letters = city.parent / "letters"
    letters.mkdir()
    (letters / "a.txt").write_text("x", encoding="utf-8")
    done = pelican("-s", "pelicanconf.py", "-o", str(letters))
    assert done.returncode != 0
    assert "B108" in done.stdout
    assert [p.name for p in letters.iterdir()] == ["a.txt"]
    assert outputs(city) == []


def test_a_preview_goes_into_the_folder_that_is_asked_for(city: Path, pelican: Pelican) -> None:
    done = pelican("-s", "pelicanconf.py", "-o", "elsewhere")
    assert done.returncode == 0, done.stdout
    assert (city / "elsewhere/index.html").is_file()
    assert outputs(city) == []


def test_the_public_site_goes_into_its_own_tree_only(clone: Path, publish: Pelican) -> None:
    done = publish("-o", "elsewhere")
    assert done.returncode != 0
    assert "不能用-o另指文件夹" in done.stdout
    assert not (clone / "elsewhere").exists()
    assert outputs(clone) == []
    assert publish("-o", str(standby_tree(clone, "cs"))).returncode == 0
    assert outputs(clone)


def test_every_file_of_the_plugin_names_its_licence() -> None:
    folder = Path(__file__).resolve().parents[2] / "plugins"
    files = sorted(folder.rglob("*.py"))
    assert len(files) > 8
    for file in files:
        first = file.read_text(encoding="utf-8").partition("\n")[0]
        assert first == "# SPDX-License-Identifier: AGPL-3.0-or-later", file.name
