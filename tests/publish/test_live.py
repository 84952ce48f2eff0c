"""核对上网: what is served is compared byte for byte, and what was deleted has to be gone."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import httpx
import pytest

from sanshen.model.canonical import sha256_bytes
from sanshen.publish.live import fetch_live, open_client
from sanshen.server.loopback import listen, running
from sanshen.server.static import site_app

ORIGIN = "http://www.cs.example"


def client(answers: Mapping[str, httpx.Response | Exception]) -> httpx.Client:
    """A client whose every answer is given here; 404 for anything else."""

    def answer(request: httpx.Request) -> httpx.Response:
        found = answers.get(request.url.path, httpx.Response(404))
        if isinstance(found, Exception):
            raise found
        return found

    return httpx.Client(transport=httpx.MockTransport(answer), follow_redirects=False)


def expected(**pages: bytes) -> dict[str, str]:
    return {f"/{name}.html": sha256_bytes(data) for name, data in pages.items()}


def test_equal_pages_are_listed_with_their_digests_and_nothing_is_found() -> None:
    with client({"/a.html": httpx.Response(200, content=b"A")}) as opened:
        live = fetch_live(ORIGIN, expected(a=b"A"), ["/gone.html"], opened)
    assert live.findings == ()
    assert live.pages == {"/a.html": sha256_bytes(b"A")}


@pytest.mark.parametrize("status", [404, 500, 301, 304])
def test_a_page_that_does_not_open_is_b131(status: int) -> None:
    with client({"/a.html": httpx.Response(status)}) as opened:
        live = fetch_live(ORIGIN, expected(a=b"A"), [], opened)
    assert [f.code for f in live.findings] == ["B131"]
    assert live.pages == {}


@pytest.mark.parametrize("error", [httpx.ConnectError("no"), httpx.ReadTimeout("slow")])
def test_an_origin_that_does_not_answer_is_b131_with_the_reason(error: Exception) -> None:
    with client({"/a.html": error}) as opened:
        live = fetch_live(ORIGIN, expected(a=b"A"), [], opened)
    assert [f.code for f in live.findings] == ["B131"]
    assert type(error).__name__ in str(dict(live.findings[0].args))


def test_one_byte_of_difference_is_b132() -> None:
    with client({"/a.html": httpx.Response(200, content=b"B")}) as opened:
        live = fetch_live(ORIGIN, expected(a=b"A"), [], opened)
    assert [f.code for f in live.findings] == ["B132"]


@pytest.mark.parametrize(
    ("status", "codes"), [(404, []), (410, []), *((s, ["B133"]) for s in (200, 302))]
)
def test_a_deleted_page_that_still_answers_is_b133(status: int, codes: list[str]) -> None:
    with client({"/gone.html": httpx.Response(status)}) as opened:
        live = fetch_live(ORIGIN, {}, ["/gone.html"], opened)
    assert [f.code for f in live.findings] == codes


def test_a_deleted_page_of_an_origin_that_is_down_is_not_taken_as_gone() -> None:
    with client({"/gone.html": httpx.ConnectError("no")}) as opened:
        live = fetch_live(ORIGIN, {}, ["/gone.html"], opened)
    assert [f.code for f in live.findings] == ["B133"]


def test_everything_wrong_is_found_at_once() -> None:
    with client({"/b.html": httpx.Response(200, content=b"?")}) as opened:
        live = fetch_live(ORIGIN, expected(a=b"A", b=b"B"), [], opened)
    assert [f.code for f in live.findings] == ["B131", "B132"]


def test_the_real_client_follows_no_redirect_and_knows_no_proxy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "index.html").write_bytes(b"A")
    with running([(site_app(tmp_path), listen())]) as (origin,), open_client() as opened:
        assert opened.get(origin + "/folder").status_code == 301
        live = fetch_live(origin, {"/folder/": sha256_bytes(b"A")}, ["/no"], opened)
    assert live.findings == ()
