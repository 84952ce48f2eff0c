"""文件 (files): attachments and pictures of shown items, and the theme's static files."""

from __future__ import annotations

from collections.abc import Iterator

from sanshen.index.rows import Changes
from sanshen.model.canonical import sha256_bytes
from sanshen.units.book import UnitBook
from sanshen.units.unit import Level, Unit, UnitKind, UnitRef


class AttachmentFiles:
    """Copied attachments; the argument is the file's path."""

    name = "attachment"

    def refs(self, book: UnitBook) -> Iterator[UnitRef]:
        """Every shown attachment."""
        for path in book.index.attachment_paths(book.site.code):
            yield UnitRef(self.name, (path,))

    def affected(self, book: UnitBook, changes: Changes) -> Iterator[UnitRef]:  # noqa: ARG002
        """Those that came, went or changed."""
        for change in changes.attachments:
            for row in filter(None, change):
                yield UnitRef(self.name, (row.path,))

    def declare(self, book: UnitBook, args: tuple[str, ...]) -> Unit | None:
        """A shown file of this site."""
        row = book.index.attachment(args[0])
        if row is None or not row.shown or not row.path.startswith(f"content/{book.site.code}/"):
            return None
        return Unit(
            ref=UnitRef(self.name, args),
            path=row.address[1:],
            kind=UnitKind.FILE,
            level=Level.NONE,
            lang="",
            shared="",
            inputs=(("blob", row.blob),),
            blob=row.blob,
            sources=((row.path, row.blob),),
        )


class ThemeFiles:
    """Static files of the theme, at places that carry a digest of their bytes."""

    name = "theme"

    def refs(self, book: UnitBook) -> Iterator[UnitRef]:
        """Every file below ``static/``."""
        return (UnitRef(self.name, (name,)) for name in sorted(book.theme.static))

    def affected(self, book: UnitBook, changes: Changes) -> Iterator[UnitRef]:
        """All there are and all there were, when the theme changed."""
        if changes.theme:
            yield from self.refs(book)
            for args in book.index.units_of(book.site.code, self.name):
                yield UnitRef(self.name, args)

    def declare(self, book: UnitBook, args: tuple[str, ...]) -> Unit | None:
        """A file the theme has."""
        data = book.theme.static.get(args[0])
        if data is None:
            return None
        return Unit(
            ref=UnitRef(self.name, args),
            path=book.theme.static_address(args[0]),
            kind=UnitKind.TEXT,
            level=Level.NONE,
            lang="",
            shared="",
            inputs=(("sha256", sha256_bytes(data)),),
            text=lambda: data,
        )


class RobotsText:
    """``robots.txt``: what crawlers may read."""

    name = "robots"

    def refs(self, book: UnitBook) -> Iterator[UnitRef]:  # noqa: ARG002
        """The one file."""
        yield UnitRef(self.name, ())

    def affected(self, book: UnitBook, changes: Changes) -> Iterator[UnitRef]:  # noqa: ARG002
        """It holds nothing of the content."""
        return iter(())

    def declare(self, book: UnitBook, args: tuple[str, ...]) -> Unit | None:
        """Everything in public, nothing in a preview."""
        text = self.text(book)
        return Unit(
            ref=UnitRef(self.name, args),
            path="robots.txt",
            kind=UnitKind.TEXT,
            level=Level.NONE,
            lang="",
            shared="",
            inputs=(("text", text),),
            text=text.encode,
        )

    def text(self, book: UnitBook) -> str:
        """The rules."""
        if not book.index.publishing:
            return "User-agent: *\nDisallow: /\n"
        return f"User-agent: *\nAllow: /\nSitemap: {book.site.origin}/sitemap.xml\n"
