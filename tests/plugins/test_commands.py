"""The two plain commands of a Pelican user, and every way in which they must not pass."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from sanshen.content.source import open_source
from sanshen.publish.release_list import ReleasedFile, ReleaseList, render_release_list

Pelican = Callable[..., "subprocess.CompletedProcess[str]"]
SETTINGS = {"preview": "pelicanconf.py", "publish": "publishconf.py"}


def outputs(city: Path) -> list[str]:
    """Every page there is below the places of output."""
    places = [city / "output", city / "build" / "trees", city / "build" / "preview"]
    return sorted(p.relative_to(city).as_posix() for place in places for p in place.rglob("*.html"))


@pytest.fixture
def listed(city: Path) -> Path:
    """A well-formed release list of everything in the city, which no ledger confirms."""
    files = {
        path: ReleasedFile(path, blob.id, 1, "2026-03-20", "2026-03-20", False)
        for path, blob in open_source(city).blobs().items()
        if path.startswith("content/")
    }
    file = city.parent / "list.json"
    text = render_release_list(ReleaseList("r", 1, "h", "s", files))
    file.write_text(text, encoding="utf-8")
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


@pytest.mark.parametrize("text", ["", "{}", '{"format": "sanshen/release-list/1"}'])
def test_publishconf_with_an_unreadable_list_fails_and_writes_nothing(
    city: Path, pelican: Pelican, text: str
) -> None:
    file = city.parent / "list.json"
    file.write_text(text, encoding="utf-8")
    done = pelican("-s", "publishconf.py", SANSHEN_RELEASE_LIST=str(file))
    assert done.returncode != 0
    assert "B101" in done.stdout
    assert "list.json" in done.stdout
    assert outputs(city) == []


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


def test_without_the_gates_pass_no_writer_is_given(
    city: Path, pelican: Pelican, listed: Path
) -> None:
    settings = city / "publishconf.py"
    unhook = (
        "import sanshen_pelican\n"
        "from pelican import signals\n"
        "def register():\n"
        "    signals.readers_init.connect(sanshen_pelican.reader.use_strict_reader)\n"
        "sanshen_pelican.register = register\n"
    )
    settings.write_text(f"{settings.read_text('utf-8')}\n{unhook}", encoding="utf-8")
    done = pelican("-s", settings.name, SANSHEN_RELEASE_LIST=str(listed))
    assert done.returncode != 0
    assert "放行检查没有执行" in done.stdout
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


def test_every_file_of_the_plugin_names_its_licence() -> None:
    folder = Path(__file__).resolve().parents[2] / "plugins"
    files = sorted(folder.rglob("*.py"))
    assert len(files) > 8
    for file in files:
        first = file.read_text(encoding="utf-8").partition("\n")[0]
        assert first == "# SPDX-License-Identifier: AGPL-3.0-or-later", file.name
