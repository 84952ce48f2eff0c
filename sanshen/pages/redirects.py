"""转向页 (redirect pages): at an old address, a page that leads to the new one.

It works on any server and without script; search engines read it as a permanent move. Where
the web server can be told, the same list as text gives real redirects.
"""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote

from markupsafe import escape

from sanshen.content.old_addresses import written
from sanshen.pages.machine_views import RedirectView
from sanshen.pages.relative_links import relative_address
from sanshen.pages.wording import html_language, wording

INDEX = "/index.html"
_PAGE = """<!DOCTYPE html>
<html lang="{lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<meta name="robots" content="noindex">
<meta http-equiv="refresh" content="0; url={target}">
<link rel="canonical" href="{canonical}">
</head>
<body>
<main>
<h1>{title}</h1>
<p>{text}<a href="{target}">{name}</a></p>
</main>
</body>
</html>
"""


def render_redirect(view: RedirectView, origin: str, published: bool) -> bytes:
    """The page at ``view.url``; in a preview it leads on by a relative address."""
    t = wording(view.lang)
    outside = view.target.startswith("https://")
    canonical = view.target if outside else f"{origin}{written('/' + view.target)}"
    target = view.target if outside else written(f"/{view.target}")
    if not published and not outside:
        target = relative_address(target, quote(view.url))
    return _PAGE.format(
        lang=html_language(view.lang),
        title=escape(t("redirect.title")),
        text=escape(t("redirect.text") + t("colon")),
        target=escape(target),
        canonical=escape(canonical),
        name=escape(view.title),
    ).encode()


def render_redirect_map(views: Iterable[RedirectView]) -> bytes:
    """``old new`` a line, for ``map $uri $moved { include …; }`` of nginx.

    A folder's page answers under the folder's own address too, with and without its slash.
    """
    rows: set[tuple[str, str]] = set()
    for view in views:
        outside = view.target.startswith("https://")
        target = view.target if outside else written(f"/{view.target}")
        # A dollar sign in what a map answers would begin a variable.
        new = target.replace("$", "%24")
        rows.update((old, new) for old in _names(f"/{view.url}"))
    lines = (f"{_quoted(old)} {_quoted(new)};\n" for old, new in sorted(rows))
    return "".join(lines).encode()


def _names(address: str) -> tuple[str, ...]:
    if not address.endswith(INDEX):
        return (address,)
    folder = address.removesuffix(INDEX)
    return (address, f"{folder}/", folder) if folder else (address,)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
