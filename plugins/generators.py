# SPDX-License-Identifier: AGPL-3.0-or-later
"""The generators: they load nothing but the run's declared units, and write each of them.

Subclasses of Pelican's, because its closing line counts articles and pages by class.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from markupsafe import escape
from pelican.generators import ArticlesGenerator, PagesGenerator, StaticGenerator
from pelican.utils import sanitised_join
from pelican.writers import Writer
from sanshen_pelican.run import current_run, refusal
from sanshen_pelican.templating import theme_environment

from sanshen.model.findings import finding
from sanshen.output.writing import (
    ForeignFolderError,
    claim_folder,
    folder_manifest,
    remove_undeclared,
    write_file,
    write_manifest,
)
from sanshen.publish.unit import Unit, UnitKind
from sanshen.publish.wording import wording

PAGE_TEMPLATE = "page"


class _Declared:
    """What the three generators share: their units, and how a page is rendered."""

    settings: Mapping[str, Any]
    context: dict[str, Any]
    output_path: str

    def units(self) -> Iterator[Unit]:
        """The run's units that this generator writes."""
        return (unit for unit in current_run(self.settings).plan.units if self.writes(unit))

    def writes(self, unit: Unit) -> bool:
        """Whether a unit belongs to this generator."""
        raise NotImplementedError

    def render_pages(self, writer: Writer) -> None:
        """Render and write the generator's pages."""
        environment = theme_environment(current_run(self.settings).plan.theme)
        for unit in self.units():
            if unit.kind is UnitKind.PAGE:
                template = environment.get_template(f"{unit.template}.html")
                writer.write_file(unit.path, template, page_context(unit))

    def refresh_metadata_intersite_links(self) -> None:
        """Nothing to refresh: links were resolved by the one renderer."""


class SiteArticles(_Declared, ArticlesGenerator):  # type: ignore[misc]
    """Home pages, column pages, dated items and the feed."""

    def writes(self, unit: Unit) -> bool:
        """Every page that is no undated item, and the feed."""
        return unit.kind is UnitKind.FEED or (
            unit.kind is UnitKind.PAGE and unit.template != PAGE_TEMPLATE
        )

    def generate_context(self) -> None:
        """Load the content and declare the units, under Pelican's names for other plugins."""
        run = current_run(self.settings)
        shown = [unit for unit in self.units() if unit.template == "article"]
        views = [unit.context()["article"] for unit in shown]
        self.articles = [v for v, u in zip(views, shown, strict=True) if u.lang == "zh-cn"]
        self.translations = [v for v, u in zip(views, shown, strict=True) if u.lang != "zh-cn"]
        self.context["articles"] = self.articles
        self.context["SITENAME"] = run.plan.site.name

    def generate_output(self, writer: Writer) -> None:
        """Take the output folder as ours, then write pages and feed."""
        try:
            claim_folder(Path(self.output_path))
        except ForeignFolderError as error:
            found = finding("B108", str(self.output_path), folder=error)
            raise refusal((found,)) from error
        self.render_pages(writer)
        for unit in self.units():
            if unit.kind is UnitKind.FEED:
                context = page_context(unit)
                entries = [FeedItem(entry) for entry in context["entries"]]
                context["FEED_DOMAIN"] = context["SITEURL"]
                writer.write_feed(entries, context, unit.path)


class SitePages(_Declared, PagesGenerator):  # type: ignore[misc]
    """Undated items: profiles, service guides, plain pages."""

    def writes(self, unit: Unit) -> bool:
        """Pages of undated items."""
        return unit.kind is UnitKind.PAGE and unit.template == PAGE_TEMPLATE

    def generate_context(self) -> None:
        """The undated items, under Pelican's names."""
        views = [(unit.context()["page"], unit.lang) for unit in self.units()]
        self.pages = [view for view, lang in views if lang == "zh-cn"]
        self.translations = [view for view, lang in views if lang != "zh-cn"]
        self.context["pages"] = self.pages

    def generate_output(self, writer: Writer) -> None:
        """Write the pages."""
        self.render_pages(writer)


class SiteFiles(_Declared, StaticGenerator):  # type: ignore[misc]
    """Attachments, the theme's static files, robots.txt; runs last and closes the folder."""

    def writes(self, unit: Unit) -> bool:
        """What is copied or is our own text."""
        return unit.kind in (UnitKind.FILE, UnitKind.TEXT)

    def generate_context(self) -> None:
        """Nothing of Pelican's static paths: only declared attachments are copied."""

    def generate_output(self, writer: Writer) -> None:  # noqa: ARG002
        """Copy the files, remove what is not declared, record the manifest."""
        run = current_run(self.settings)
        output = Path(self.output_path)
        attachments = {unit.sources[0][0]: unit for unit in self.units() if unit.sources}
        for path, data in run.source.read(sorted(attachments)):
            write_file(self._place(attachments[path]), data)
        for unit in self.units():
            context = unit.context()
            if unit.kind is UnitKind.TEXT:
                write_file(self._place(unit), context["text"].encode("utf-8"))
            elif "static" in context:
                write_file(self._place(unit), run.plan.theme.static[context["static"]])
        remove_undeclared(output, frozenset(unit.path for unit in run.plan.units))
        keys = {unit.path: unit.key for unit in run.plan.units}
        write_manifest(output, folder_manifest(output), keys)

    def _place(self, unit: Unit) -> Path:
        return Path(sanitised_join(self.output_path, unit.path))


class FeedItem:
    """A feed entry under the names Pelican's writer reads."""

    def __init__(self, entry: Any) -> None:
        # Pelican strips tags of titles and writes summaries as html: both are plain text here.
        self.title = escape(entry.title)
        self.url = entry.url
        self.date = entry.date
        self.modified = entry.modified
        self.summary = str(escape(entry.summary))
        self.author = entry.author
        self.category = entry.category

    def get_content(self, siteurl: str) -> None:
        """None: the feed carries summaries, the page the text."""


def page_context(unit: Unit) -> dict[str, Any]:
    """What a template is given: the unit's declared inputs and nothing of the settings."""
    context = dict(unit.context())
    return {**context, "t": wording(context["t"]), "localsiteurl": "", "output_file": unit.path}
