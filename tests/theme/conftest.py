"""The sample city's public portal, drawn with the theme and served on this machine."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from sanshen.content.source import MemorySource
from sanshen.output.writing import write_file
from sanshen.publish.plan import Plan, make_plan
from sanshen.publish.release_list import ReleasedFile, ReleaseList
from sanshen.publish.templating import PageRenderer
from sanshen.publish.unit import UnitKind

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "tests" / "publish" / "sample"


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
    for name, data in public_plan.theme.static.items():
        write_file(folder / public_plan.theme.static_address(name), data)
    return folder


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
