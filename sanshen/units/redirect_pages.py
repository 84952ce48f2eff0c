"""转向页 (redirect pages): a page at each old address, and the list of all for a web server."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from sanshen.content.addresses import ORIGINAL_LANGUAGE
from sanshen.content.redirects import Redirect
from sanshen.index.rows import Changes
from sanshen.pages.machine_views import RedirectView
from sanshen.pages.redirects import render_redirect, render_redirect_map
from sanshen.units.book import UnitBook
from sanshen.units.unit import Level, Unit, UnitKind, UnitRef

MAP = "redirects.map"


class RedirectPages:
    """The page at an old address; the argument is the address."""

    name = "redirect"

    def refs(self, book: UnitBook) -> Iterator[UnitRef]:
        """Every redirect of the site."""
        for redirect in book.index.redirects(book.site.code):
            yield UnitRef(self.name, (redirect.address,))

    def affected(self, book: UnitBook, changes: Changes) -> Iterator[UnitRef]:
        """The old addresses of changed items, now and before, and all that lead to them."""
        for change in changes.items:
            for row in filter(None, change[:2]):
                leading = (one.address for one in book.index.redirects_to(row.path))
                for address in (*row.former, *leading, row.address):
                    yield UnitRef(self.name, (address,))

    def declare(self, book: UnitBook, args: tuple[str, ...]) -> Unit | None:
        """The page of a redirect whose target is shown."""
        redirect = book.index.redirect(book.site.code, args[0])
        view = redirect_view(book, redirect) if redirect is not None else None
        if view is None:
            return None
        return Unit(
            ref=UnitRef(self.name, args),
            path=view.url,
            kind=UnitKind.TEXT,
            level=Level.NONE,
            lang=view.lang,
            shared=book.shared("", ORIGINAL_LANGUAGE),
            inputs=(("redirect", view),),
            text=partial(render_redirect, view, book.site.origin, book.index.publishing),
        )


class RedirectMap:
    """All redirects as text for a web server; no arguments; left out where there are none."""

    name = "redirect_map"

    def refs(self, book: UnitBook) -> Iterator[UnitRef]:  # noqa: ARG002
        """The one file."""
        yield UnitRef(self.name, ())

    def affected(self, book: UnitBook, changes: Changes) -> Iterator[UnitRef]:
        """It, when an item with a redirect changed."""
        for change in changes.items:
            for row in filter(None, change[:2]):
                if row.former or book.index.redirects_to(row.path):
                    yield UnitRef(self.name, ())
                    return

    def declare(self, book: UnitBook, args: tuple[str, ...]) -> Unit | None:
        """The list of every redirect that has a page."""
        found = (redirect_view(book, one) for one in book.index.redirects(book.site.code))
        views = tuple(view for view in found if view is not None)
        if not views:
            return None
        return Unit(
            ref=UnitRef(self.name, args),
            path=MAP,
            kind=UnitKind.TEXT,
            level=Level.NONE,
            lang=ORIGINAL_LANGUAGE,
            shared=book.shared("", ORIGINAL_LANGUAGE),
            inputs=(("redirects", views),),
            text=partial(render_redirect_map, views),
        )


def redirect_view(book: UnitBook, redirect: Redirect) -> RedirectView | None:
    """A redirect as its page shows it, None where its target is not public."""
    path = redirect.target_path
    lang, title = ORIGINAL_LANGUAGE, redirect.target_address
    if path.endswith(".md"):
        row = book.index.item(path)
        if row is None or not row.shown:
            return None
        lang, title = row.lang, row.title
    elif path.endswith("/column.yml"):
        _, site, *folders, _ = path.split("/")
        title = book.index.columns[site, "/".join(folders)].name
    elif path.endswith("/site.yml"):
        title = book.index.sites[path.split("/")[1]].name
    elif (file := book.index.attachment(path)) is not None and not file.shown:
        return None
    return RedirectView(
        redirect.address[1:], redirect.target_address.removeprefix("/"), title, lang
    )
