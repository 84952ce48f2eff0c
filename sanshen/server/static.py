"""网站服务 (static site): one folder of built pages, as a public web server would give them.

For this machine: the demo, previews, link checks and the office's own look at the result.
"""

from __future__ import annotations

import mimetypes
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.utils import formatdate
from hashlib import sha256
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from sanshen.catalogue import chosen_language, message
from sanshen.server.loopback import LOOPBACK, address, listen, serve_until_stopped

TYPES = {
    ".html": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
    ".txt": "text/plain",
    ".csv": "text/csv",
    ".xml": "application/xml",
    ".atom": "application/atom+xml",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".webp": "image/webp",
    ".ofd": "application/ofd",
}
TEXT = ("text/", "application/xml", "application/atom+xml", "application/json", "image/svg+xml")
# LinkChecker holds a host without this header to a few requests a second.
LINK_CHECKER = {"LinkChecker": "1"}


@dataclass(frozen=True, slots=True)
class SiteFolder:
    """网站目录: where the pages are, and whether they are a preview (未审稿)."""

    folder: Path
    preview: bool = False


def site_app(folder: Path, *, preview: bool = False) -> Starlette:
    """The ASGI app of one site's folder.

    ``folder`` may be a symbolic link: it is followed once per request, so that a swap shows
    at once and one answer never mixes two trees.
    """
    site = SiteFolder(folder, preview)

    async def answer(request: Request) -> Response:
        return site_response(site, request)

    return Starlette(routes=[Route("/{path:path}", answer, methods=["GET", "HEAD"])])


def site_response(site: SiteFolder, request: Request) -> Response:
    """The file at the request's path, a redirect to a folder's ``/``, or the site's 404 page."""
    root = site.folder.resolve()
    path = request.path_params["path"]
    wanted = _inside(root, path)
    if wanted is not None and wanted.is_dir():
        if path and not path.endswith("/"):
            return RedirectResponse(request.url.path + "/", 301, headers=_headers(site))
        wanted = _inside(root, f"{path}index.html")
    elif path.endswith("/"):
        wanted = None
    if wanted is None or not wanted.is_file():
        return _not_found(site, root)
    return _file(site, wanted, request)


def _inside(root: Path, path: str) -> Path | None:
    """The file that ``path`` names below ``root``; None for hidden names and ways out."""
    parts = path.split("/")
    if "\0" in path or any(part.startswith(".") for part in parts):
        return None
    found = root.joinpath(*(part for part in parts if part)).resolve()
    return found if found.is_relative_to(root) else None


def _headers(site: SiteFolder) -> dict[str, str]:
    noindex = {"X-Robots-Tag": "noindex"} if site.preview else {}
    return {**LINK_CHECKER, **noindex, "X-Content-Type-Options": "nosniff"}


def _file(site: SiteFolder, file: Path, request: Request) -> Response:
    data = file.read_bytes()
    tag = f'"{sha256(data).hexdigest()[:32]}"'
    headers = {
        **_headers(site),
        "ETag": tag,
        "Last-Modified": formatdate(file.stat().st_mtime, usegmt=True),
        "Cache-Control": "no-cache",
    }
    asked_tags = request.headers.get("if-none-match", "").split(",")
    asked = [one.strip().removeprefix("W/") for one in asked_tags]
    if tag in asked or "*" in asked:
        return Response(status_code=304, headers=headers)
    return Response(data, headers=headers, media_type=media_type(file.name))


def _not_found(site: SiteFolder, root: Path) -> Response:
    page = root / "404.html"
    if page.is_file():
        html = page.read_bytes()
        return Response(html, 404, _headers(site), media_type(page.name))
    return Response("404\n", 404, _headers(site), "text/plain; charset=utf-8")


def media_type(name: str) -> str:
    """The ``Content-Type`` of a file name; text carries its encoding, UTF-8."""
    suffix = Path(name).suffix.lower()
    found = TYPES.get(suffix) or mimetypes.types_map.get(suffix, "application/octet-stream")
    return f"{found}; charset=utf-8" if found.startswith(TEXT) else found


def serve_sites(
    sites: Mapping[str, SiteFolder],
    host: str = LOOPBACK,
    first_port: int = 0,
    *,
    outside: bool = False,
    announce: Callable[[str], None] = print,
) -> None:
    """Serve every site on its own port until stopped, and say where each one is.

    Ports count up from ``first_port``; 0 takes free ones. Raises NotLoopbackError as
    ``listen`` does, OSError when a port is taken.
    """
    served = []
    for offset, (name, site) in enumerate(sites.items()):
        listening = listen(host, first_port + offset if first_port else 0, outside=outside)
        origin = address(listening)
        announce(message("server.site_line", chosen_language(), site=name, address=origin))
        served.append((site_app(site.folder, preview=site.preview), listening))
    serve_until_stopped(served)
