"""发布: what is due, which addresses are fetched, which must be gone; a failure changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from sanshen.model.canonical import sha256_bytes
from sanshen.output.standby import open_trees, swap_back
from sanshen.publish.pelican_process import PelicanProcess, Starter
from sanshen.publish.publish import Published, is_due, live_addresses, publish_site
from tests.city.content import NEWS, news_text
from tests.city.in_process import InProcess
from tests.publish.clone import SITE, Clone

PAGE = "dt/2026/0105-kaigong.html"


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


def publish(
    clone: Clone, client: httpx.Client | None = None, start: Starter = InProcess
) -> Published:
    """Publish what the ledger releases into the clone."""
    opened = client or served(clone.root)
    return publish_site(
        clone.root, SITE, clone.fetch(), clone.city.state(), "http://x.example", "zh",
        lambda: opened, start,
    )  # fmt: skip


def addresses(clone: Clone) -> tuple[dict[str, str], tuple[str, ...]]:
    """What would be fetched and what must be gone."""
    return live_addresses(clone.root, SITE, clone.city.state())


@pytest.mark.parametrize("start", [InProcess, PelicanProcess])
def test_a_first_publication_fetches_every_page_of_the_baseline(
    clone: Clone, start: Starter
) -> None:
    assert is_due(clone.city.state(), SITE)
    done = publish(clone, start=start)
    assert done.succeeded, done.findings
    assert done.live is not None
    assert {"/", f"/{PAGE}"} <= set(done.live.pages)
    built = (clone.root / "output" / "cs" / PAGE).read_bytes()
    assert done.live.pages[f"/{PAGE}"] == sha256_bytes(built)
    assert done.report.output is not None
    assert done.manifest == done.report.output.manifest.digest
    with open_trees(clone.root, SITE) as trees:
        assert trees.live_manifest == done.report.output.manifest


def test_what_is_served_otherwise_is_found_and_not_succeeded(clone: Clone) -> None:
    altered = served(clone.root, lambda path, data: data + b" " if path.endswith(PAGE) else data)
    done = publish(clone, altered)
    assert not done.succeeded
    assert [f.code for f in done.findings] == ["B132"]


def test_after_publishing_only_what_is_newly_released_is_fetched(clone: Clone) -> None:
    publish(clone)
    clone.city.send(clone.city.make_publish())
    state = clone.city.state()
    assert not is_due(state, SITE)
    home = sha256_bytes((clone.root / "output/cs/index.html").read_bytes())
    assert addresses(clone) == ({"/": home}, ())
    clone.city.release({NEWS: news_text("改过的标题")})
    assert is_due(clone.city.state(), SITE)
    done = publish(clone)
    assert done.live is not None
    assert set(done.live.pages) == {"/", f"/{PAGE}"}


def test_a_deleted_page_has_to_be_gone(clone: Clone) -> None:
    publish(clone)
    clone.city.send(clone.city.make_publish())
    clone.city.release({NEWS: None})
    assert publish(clone).succeeded
    assert addresses(clone)[1] == (f"/{PAGE}",)
    assert not (clone.root / "output" / "cs" / PAGE).exists()


def test_a_guard_change_makes_every_site_due_again(clone: Clone) -> None:
    city = clone.city
    city.send(city.make_publish())
    assert not is_due(city.state(), SITE)
    site = city.read("content/cs/site.yml").decode().replace("0899-6600000", "0899-6600001")
    number = city.submit("publisher", {"content/cs/site.yml": site})
    assert city.pass_guard(number).released is not None
    assert is_due(city.state(), SITE)


def test_a_live_tree_that_is_what_would_be_built_stays_untouched(clone: Clone) -> None:
    first = publish(clone)
    tree, page = (clone.root / "output" / "cs").resolve(), clone.root / "output" / "cs" / PAGE
    inode = page.stat().st_ino
    again = publish(clone)
    assert (again.succeeded, first.swapped, again.swapped) == (True, True, False)
    assert again.manifest == first.manifest
    assert again.report.output is not None
    assert again.report.output.made == ()
    assert ((clone.root / "output" / "cs").resolve(), page.stat().st_ino) == (tree, inode)


def test_a_live_file_that_was_altered_is_found_when_it_is_fetched_and_a_full_build_mends_it(
    clone: Clone,
) -> None:
    """No build reads the whole live tree; what is fetched, and ``--full``, are the checks."""
    first = publish(clone)
    page = clone.root / "output" / "cs" / PAGE
    page.unlink()
    page.write_bytes(b"altered")
    again = publish(clone)
    assert [f.code for f in again.findings] == ["B132"]
    assert clone.build(full=True).succeeded
    with open_trees(clone.root, SITE) as trees:
        trees.swap()
    assert publish(clone).succeeded
    assert sha256_bytes(page.read_bytes()) == (first.live and first.live.pages[f"/{PAGE}"])


def test_the_release_before_can_be_served_again_and_the_next_one_is_right(clone: Clone) -> None:
    publish(clone)
    before = clone.served()
    clone.city.release({NEWS: news_text("改过的标题")})
    publish(clone)
    after = clone.served()
    swap_back(clone.root, SITE)
    assert clone.served() == before
    clone.city.release({NEWS: news_text("又改的标题")})
    assert publish(clone).succeeded
    assert clone.served().keys() == after.keys()
    assert "又改的标题" in clone.served()[PAGE].decode()


def test_a_build_that_fails_leaves_what_is_live(clone: Clone) -> None:
    assert publish(clone).succeeded
    before, live = (clone.root / "output" / "cs").resolve(), clone.served()
    broken = clone.city.read("theme/templates/base.html").decode() + "{% if %}"
    number = clone.city.submit("publisher", {"theme/templates/base.html": broken})
    assert clone.city.pass_guard(number).released is not None
    done = publish(clone)
    assert (done.succeeded, done.live, done.manifest, done.swapped) == (False, None, "", False)
    assert done.report.findings
    assert (clone.root / "output" / "cs").resolve() == before
    assert clone.served() == live


def test_nothing_unreviewed_is_built(clone: Clone) -> None:
    clone.city.submit("editor", {NEWS: news_text("还没有审过")})
    assert publish(clone).succeeded
    pages = [data for path, data in clone.served().items() if path.endswith(".html")]
    assert pages
    assert not any("还没有审过".encode() in page for page in pages)
