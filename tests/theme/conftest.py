"""The sample city's public portal, drawn with the theme and served on this machine."""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Iterator, Mapping
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from sanshen.content.source import MemorySource
from sanshen.output.writing import write_file
from sanshen.publish.chrome import FEED
from sanshen.publish.feed import feed_links
from sanshen.publish.plan import Plan, make_plan
from sanshen.publish.release_list import ReleasedFile, ReleaseList
from sanshen.publish.templating import PageRenderer
from sanshen.publish.unit import UnitKind
from sanshen.publish.views import Crumb, Pager, TagView

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "tests" / "publish" / "sample"
NEWS = "xwdt/2026/0310-chunhan.html"
YEAR = "xwdt/2026/index.html"
TAGS, TAG, TOPIC = "tags/index.html", "tags/0a1b2c3d4e/index.html", "topics/kanghan/index.html"


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing: the tests speak."""


def sample_files() -> Mapping[str, bytes]:
    """Content of the sample and the theme of the checkout."""
    found = {f.relative_to(SAMPLE).as_posix(): f for f in SAMPLE.rglob("*")}
    found |= {f.relative_to(ROOT).as_posix(): f for f in (ROOT / "theme").rglob("*")}
    return {path: file.read_bytes() for path, file in found.items() if file.is_file()}


@pytest.fixture(scope="session")
def public_plan(tmp_path_factory: pytest.TempPathFactory) -> Plan:
    """Everything of the sample, released; items of the law column are 存量 with a bare date."""
    source = MemorySource(sample_files())
    files = {
        path: ReleasedFile(path, blob.id, 7, *_times(path), baseline="/flfg/" in path)
        for path, blob in source.blobs().items()
        if path.startswith("content/")
    }
    cache = tmp_path_factory.mktemp("records") / "records.sqlite"
    return make_plan(source, "portal", ReleaseList("r", 1, "h", "s", files), cache)


def _times(path: str) -> tuple[str, str]:
    if "/flfg/" in path:
        return "2026-01-06", "2026-01-06"
    return "2026-03-20T02:05:00+00:00", "2026-03-25T02:05:00+00:00"


@pytest.fixture(scope="session")
def public_folder(public_plan: Plan, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages and files of the public portal on disk."""
    folder = tmp_path_factory.mktemp("public")
    renderer = PageRenderer(public_plan.theme, published=True)
    source = MemorySource(sample_files())
    for unit in public_plan.units:
        if unit.kind is UnitKind.PAGE:
            data = renderer.render(unit.template, unit.context(), unit.path)
            write_file(folder / unit.path, data)
        elif unit.sources:
            ((_, data),) = source.read([unit.sources[0][0]])
            write_file(folder / unit.path, data)
    for path, template, context in list_pages(public_plan):
        write_file(folder / path, renderer.render(template, context, path))
    for feed in feed_links("新闻动态", "zh-cn", "xwdt"):
        write_file(folder / feed.url, b"-")
    write_file(folder / FEED, b"-")
    for name, data in public_plan.theme.static.items():
        write_file(folder / public_plan.theme.static_address(name), data)
    return folder


def list_pages(plan: Plan) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """(path, template, context) of every kind of list, in one column and of one tag."""
    found = {unit.path: unit.context for unit in plan.units}
    column, item = dict(found["xwdt/index.html"]()), dict(found[NEWS]())
    tags = tuple(TagView(f"标签之{n}", TAG, n) for n in range(1, 9))
    topics = (TagView("抗旱保供水", TAG, 12, topic=True),)
    site = dataclasses.replace(column["site"], tags=TAGS)
    column |= {"site": site, "feeds": feed_links("新闻动态", "zh-cn", "xwdt")}
    years = tuple(Crumb(str(year), YEAR) for year in range(2026, 2000, -1))
    archives = tuple(Crumb(str(number), "xwdt/index.html") for number in range(40, 0, -1))
    home = column["breadcrumbs"][:1]
    listed = {**column, "pager": Pager(3, "xwdt/index.html", "xwdt/index.html", archives)}
    yield "xwdt/index.html", "category", {**column, "years": years}
    yield YEAR, "year", {**listed, "year": "2026", "breadcrumbs": (*home, Crumb("2026", YEAR))}
    way = (*home, Crumb("专题与标签", TAGS))
    yield TAGS, "tags", {**column, "tags": tags, "topics": topics, "breadcrumbs": way}
    for path, tag in ((TAG, tags[0]), (TOPIC, topics[0])):
        steps = (*way, Crumb(tag.name, path))
        yield path, "tag", {**listed, "tag": tag, "breadcrumbs": steps, "category": None}
    article = item["article"]._replace(tag_links=tags[:3])
    yield NEWS, "article", {**item, "site": site, "article": article}


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
