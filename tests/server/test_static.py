"""网站服务: what a browser, a link checker and a search engine get from a built folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from sanshen.server.loopback import NotLoopbackError, listen, running
from sanshen.server.static import SiteFolder, media_type, serve_sites, site_app


def tree(folder: Path, word: str) -> Path:
    (folder / "zwgk").mkdir(parents=True)
    (folder / "index.html").write_text(f"首页 {word}", encoding="utf-8")
    (folder / "404.html").write_text("没有这个页面", encoding="utf-8")
    (folder / "feed.atom").write_text("<feed/>", encoding="utf-8")
    (folder / "zwgk" / "index.html").write_text("政务公开", encoding="utf-8")
    (folder / "zwgk" / "biao.xlsx").write_bytes(b"PK\x03\x04")
    (folder / "empty").mkdir()
    (folder / ".secret").write_text("x", encoding="utf-8")
    return folder


@pytest.fixture
def live(tmp_path: Path) -> Path:
    """``output/portal``, a link to tree ``a``."""
    tree(tmp_path / "trees" / "a", "甲")
    link = tmp_path / "portal"
    link.symlink_to(tmp_path / "trees" / "a")
    return link


@pytest.fixture
def client(live: Path) -> Iterator[httpx.Client]:
    with (
        running([(site_app(live), listen())]) as (origin,),
        httpx.Client(base_url=origin) as client,
    ):
        yield client


@pytest.mark.parametrize(
    ("path", "text", "kind"),
    [
        ("/", "首页 甲", "text/html; charset=utf-8"),
        ("/index.html", "首页 甲", "text/html; charset=utf-8"),
        ("/zwgk/", "政务公开", "text/html; charset=utf-8"),
        ("/feed.atom", "<feed/>", "application/atom+xml; charset=utf-8"),
    ],
)
def test_pages_come_with_type_and_encoding(
    client: httpx.Client, path: str, text: str, kind: str
) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.text, answer.headers["content-type"]) == (200, text, kind)
    assert answer.headers["linkchecker"]


def test_a_folder_without_its_slash_is_redirected(client: httpx.Client) -> None:
    answer = client.get("/zwgk")
    assert answer.status_code == 301
    assert answer.headers["location"].endswith("/zwgk/")


@pytest.mark.parametrize(
    "path", ["/no.html", "/empty/", "/.secret", "/index.html/", "/zwgk/%00", "/%2e%2e/b/index.html"]
)
def test_what_is_not_a_page_gets_the_sites_own_404(
    client: httpx.Client, path: str, tmp_path: Path
) -> None:
    tree(tmp_path / "trees" / "b", "乙")
    answer = client.get(path)
    assert (answer.status_code, answer.text) == (404, "没有这个页面")


def test_a_link_out_of_the_folder_is_not_followed(
    client: httpx.Client, live: Path, tmp_path: Path
) -> None:
    (tmp_path / "outside.html").write_text("外面", encoding="utf-8")
    (live.resolve() / "way-out.html").symlink_to(tmp_path / "outside.html")
    assert client.get("/way-out.html").status_code == 404


def test_a_swap_of_the_link_shows_at_the_next_request(
    client: httpx.Client, live: Path, tmp_path: Path
) -> None:
    assert "甲" in client.get("/").text
    beside = tmp_path / "portal.new"
    beside.symlink_to(tree(tmp_path / "trees" / "b", "乙"))
    beside.replace(live)
    assert "乙" in client.get("/").text


def test_an_unchanged_page_is_not_sent_twice(client: httpx.Client) -> None:
    tag = client.get("/").headers["etag"]
    again = client.get("/", headers={"If-None-Match": f'"other", W/{tag}'})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get("/", headers={"If-None-Match": '"other"'}).status_code == 200


def test_head_tells_the_length_and_sends_nothing(client: httpx.Client) -> None:
    whole, head = client.get("/"), client.head("/")
    assert head.content == b""
    assert head.headers["content-length"] == str(len(whole.content))


def test_only_reading_is_possible(client: httpx.Client) -> None:
    assert client.post("/").status_code == 405


def test_previews_and_only_previews_are_kept_out_of_search_engines(live: Path) -> None:
    public, preview = site_app(live), site_app(live, preview=True)
    with running([(public, listen()), (preview, listen())]) as (first, second):
        for path in ("/", "/no.html", "/zwgk"):
            assert "x-robots-tag" not in httpx.get(first + path).headers
            assert httpx.get(second + path).headers["x-robots-tag"] == "noindex"


def test_a_site_not_yet_published_is_a_404_and_not_an_error(tmp_path: Path) -> None:
    with running([(site_app(tmp_path / "none"), listen())]) as (origin,):
        assert httpx.get(origin + "/").status_code == 404


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.CSS", "text/css; charset=utf-8"),
        ("a.pdf", "application/pdf"),
        ("a.png", "image/png"),
        ("a.svg", "image/svg+xml; charset=utf-8"),
        ("a.unknown", "application/octet-stream"),
    ],
)
def test_types_follow_the_names(name: str, kind: str) -> None:
    assert media_type(name) == kind


def test_sites_are_not_shown_to_other_machines_unless_asked(live: Path) -> None:
    said: list[str] = []
    with pytest.raises(NotLoopbackError):
        serve_sites({"portal": SiteFolder(live)}, host="0.0.0.0", announce=said.append)
    assert said == []
