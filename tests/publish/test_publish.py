"""发布: what is due, which addresses are fetched, which must be gone; a failure changes nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from sanshen.gitio.repository import Repository
from sanshen.model.canonical import sha256_bytes
from sanshen.publish.publish import (
    RELEASE_LIST,
    Published,
    is_due,
    live_addresses,
    manifest_digest,
    publish_site,
    write_release_list,
)
from sanshen.publish.release_list import load_release_list, release_list_of
from tests.city.city import MAIN, City
from tests.city.content import NEWS, news_text
from tests.walks.office import run
from tests.walks.themed import themed_files

PAGE = "dt/2026/0105-kaigong.html"
FETCHED = "refs/remotes/origin/main"


@pytest.fixture(scope="module")
def themed(tmp_path_factory: pytest.TempPathFactory, city_keys: dict[str, Path]) -> City:
    """A city that can be published; its baseline released."""
    city = City.found(tmp_path_factory.mktemp("themed") / "house", city_keys, themed_files())
    city.sign_baseline()
    return city


@pytest.fixture
def clone(themed: City, tmp_path: Path) -> tuple[City, Path]:
    """A copy of the city and a publisher's clone of it."""
    city = themed.copy(tmp_path / "house")
    done = run(tmp_path, "git", "clone", "-q", city.repository.path, tmp_path / "clone")
    assert done.code == 0, done.output
    return city, tmp_path / "clone"


def served(root: Path, change: Callable[[str, bytes], bytes] = lambda _, d: d) -> httpx.Client:
    """A client that is given what ``output/cs`` holds, each page passed through ``change``."""

    def answer(request: httpx.Request) -> httpx.Response:
        path = request.url.path + ("index.html" if request.url.path.endswith("/") else "")
        with suppress(OSError):
            return httpx.Response(
                200, content=change(path, (root / "output/cs" / path[1:]).read_bytes())
            )
        return httpx.Response(404)

    return httpx.Client(transport=httpx.MockTransport(answer))


def publish(city: City, root: Path, client: httpx.Client | None = None) -> Published:
    """Publish what the ledger releases into the clone at ``root``."""
    run(root, "git", "fetch", "-q")
    opened = client or served(root)
    main = Repository(root).resolve(FETCHED)
    return publish_site(root, "cs", main, city.state(), "http://x.example", "zh", lambda _: None,
                        lambda: opened)  # fmt: skip


def test_a_first_publication_fetches_every_page_of_the_baseline(clone: tuple[City, Path]) -> None:
    city, root = clone
    assert is_due(city.state(), "cs")
    done = publish(city, root)
    assert done.succeeded, done.findings
    assert done.live is not None
    assert {"/", f"/{PAGE}"} <= set(done.live.pages)
    built = (root / "output" / "cs" / PAGE).read_bytes()
    assert done.live.pages[f"/{PAGE}"] == sha256_bytes(built)
    assert done.manifest == manifest_digest(done.report.manifest)
    listing = load_release_list(root / RELEASE_LIST)
    assert listing == release_list_of(city.state())


def test_what_is_served_otherwise_is_found_and_not_succeeded(clone: tuple[City, Path]) -> None:
    city, root = clone
    altered = served(root, lambda path, data: data + b" " if path.endswith(PAGE) else data)
    done = publish(city, root, altered)
    assert not done.succeeded
    assert [f.code for f in done.findings] == ["B132"]


def test_after_publishing_only_what_is_newly_released_is_fetched(clone: tuple[City, Path]) -> None:
    city, root = clone
    manifest = dict(publish(city, root).report.manifest)
    city.send(city.make_publish())
    state = city.state()
    assert not is_due(state, "cs")
    assert live_addresses(root, "cs", FETCHED, state, manifest) == (
        {"/": manifest["index.html"]},
        (),
    )
    city.release({NEWS: news_text("改过的标题")})
    assert is_due(city.state(), "cs")
    done = publish(city, root)
    assert done.live is not None
    assert set(done.live.pages) == {"/", f"/{PAGE}"}


def test_a_deleted_page_has_to_be_gone(clone: tuple[City, Path]) -> None:
    city, root = clone
    publish(city, root)
    city.send(city.make_publish())
    city.release({NEWS: None})
    manifest = {"index.html": "0" * 64}
    run(root, "git", "fetch", "-q")
    _, gone = live_addresses(root, "cs", FETCHED, city.state(), manifest)
    assert gone == (f"/{PAGE}",)
    assert publish(city, root).succeeded
    assert not (root / "output" / "cs" / PAGE).exists()


def test_a_guard_change_makes_every_site_due_again(clone: tuple[City, Path]) -> None:
    city, _ = clone
    city.send(city.make_publish())
    assert not is_due(city.state(), "cs")
    site = city.read("content/cs/site.yml").decode().replace("0899-6600000", "0899-6600001")
    number = city.submit("publisher", {"content/cs/site.yml": site})
    assert city.pass_guard(number).released is not None
    assert is_due(city.state(), "cs")


def test_a_live_tree_that_is_what_would_be_built_stays_untouched(clone: tuple[City, Path]) -> None:
    city, root = clone
    first = publish(city, root)
    tree, page = (root / "output" / "cs").resolve(), root / "output" / "cs" / PAGE
    inode = page.stat().st_ino
    again = publish(city, root)
    assert again.succeeded
    assert dict(again.report.manifest) == dict(first.report.manifest)
    assert again.report.pages == first.report.pages
    assert ((root / "output" / "cs").resolve(), page.stat().st_ino) == (tree, inode)


def test_a_live_file_that_was_altered_is_built_anew(clone: tuple[City, Path]) -> None:
    city, root = clone
    first = publish(city, root)
    tree = (root / "output" / "cs").resolve()
    (tree / PAGE).write_bytes(b"altered")
    again = publish(city, root)
    assert again.succeeded
    assert (root / "output" / "cs").resolve() != tree
    assert dict(again.report.manifest) == dict(first.report.manifest)


def test_a_build_that_fails_leaves_what_is_live(clone: tuple[City, Path]) -> None:
    city, root = clone
    assert publish(city, root).succeeded
    before = (root / "output" / "cs").resolve()
    page = (before / PAGE).read_bytes()
    broken = city.read("theme/templates/base.html").decode() + "{% if %}"
    number = city.submit("publisher", {"theme/templates/base.html": broken})
    assert city.pass_guard(number).released is not None
    done = publish(city, root)
    assert (done.succeeded, done.live, done.manifest) == (False, None, "")
    assert done.report.findings
    assert (root / "output" / "cs").resolve() == before
    assert (before / PAGE).read_bytes() == page


def test_nothing_unreviewed_is_built(clone: tuple[City, Path]) -> None:
    city, root = clone
    city.submit("editor", {NEWS: news_text("还没有审过")})
    done = publish(city, root)
    assert done.succeeded
    pages = [p.read_bytes() for p in (root / "output" / "cs").resolve().rglob("*.html")]
    assert pages
    assert not any("还没有审过".encode() in page for page in pages)


def test_the_release_list_is_written_whole(clone: tuple[City, Path]) -> None:
    city, root = clone
    file = write_release_list(root, city.state())
    assert json.loads(file.read_text(encoding="utf-8"))["ledger"]["seq"] == city.state().seq
    assert [f.name for f in file.parent.iterdir()] == [file.name]
    assert city.repository.reference(MAIN) is not None
