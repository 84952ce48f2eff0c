"""The sample city's public portal, built with the theme and served on this machine."""

from __future__ import annotations

import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from sanshen.gitio.repository import Repository
from sanshen.index.release_file import PLACE, ReleaseFile
from sanshen.model.releases import ReleasedFile
from sanshen.output.preview_folder import PreviewFolder
from sanshen.publish.site_build import finish, make_all, prepare
from sanshen.publish.theme_source import read_theme

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "tests" / "city" / "sample"
HOSTILE = '<b onclick="x()">&amp;]]>'
NEWS = """---
kind: news
title: 春灌工作动态之{n}
source: 样例日报
tags: [农业, 春灌{few}]
---

第{n}期。
"""


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing: the tests speak."""


@pytest.fixture(scope="session")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample as a repository, with a topic, and news enough for archives and tag pages."""
    root = tmp_path_factory.mktemp("theme") / "city"
    shutil.copytree(SAMPLE, root)
    shutil.copytree(ROOT / "theme", root / "theme")
    (root / ".gitignore").write_text("build/\n", encoding="utf-8")
    with (root / "content/portal/site.yml").open("a", encoding="utf-8") as site:
        site.write("topics: {nongye: 农业}\n")
    folder = root / "content/portal/xwdt/2025"
    folder.mkdir()
    for n in range(1, 46):
        name, text = f"{n // 28 + 4:02}{n % 28 + 1:02}-chunguan.md", NEWS.format(n=n, few=n % 9)
        (folder / name).write_text(text, encoding="utf-8")
    text = NEWS.format(n=0, few=0).replace("title: 春灌工作动态之0", f"title: '{HOSTILE}'")
    (folder / "0601-biaoti.md").write_text(text, encoding="utf-8")
    who = ("-c", "user.name=t", "-c", "user.email=t@t.invalid", "-c", "commit.gpgsign=false")
    for command in (["init", "-q", "-b", "main"], ["add", "-A"], [*who, "commit", "-qm", "x"]):
        subprocess.run(["git", *command], cwd=root, check=True)
    return root


@pytest.fixture(scope="session")
def release_list(city: Path) -> Path:
    """Everything is released; items of the law column are 存量 with a bare date."""
    rows = Repository(city).text("ls-tree", "-r", "HEAD", "content/").splitlines()
    with closing(ReleaseFile(city / PLACE, new=True)) as released:
        for row in rows:
            (mode, _, blob), path = row.split("\t")[0].split(), row.split("\t")[1]
            file = ReleasedFile(path, blob, 7, *_times(path), baseline="/flfg/" in path)
            released.put(1, [(path, f"{mode}:{blob}", file)], logged=True)
        released.set("seq", 1)
    return city / PLACE


def _times(path: str) -> tuple[str, str]:
    if "/flfg/" in path:
        return "2026-01-06", "2026-01-06"
    return "2026-03-20T02:05:00+00:00", "2026-03-25T02:05:00+00:00"


@pytest.fixture(scope="session")
def public_folder(city: Path, release_list: Path) -> Path:
    """Every file of the public portal on disk, made and checked as a build makes them."""
    place = PreviewFolder(city / "build" / "public", "portal")
    prepared = prepare(city, "portal", "HEAD", release_list, place)
    theme = read_theme(city, "HEAD")
    output, found = finish(city, prepared, theme, make_all(city, prepared.plan, theme), place)
    assert output is not None, found
    return place.folder


@pytest.fixture(scope="session")
def address(public_folder: Path) -> Iterator[str]:
    """Where the pages are served."""
    handler = partial(_Quiet, directory=str(public_folder))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()
