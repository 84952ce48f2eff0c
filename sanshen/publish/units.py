"""全站单元 (units): every file of one site's output, computed from what the site shows."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, partial
from typing import Any

from sanshen.content.addresses import ORIGINAL_LANGUAGE, column_address
from sanshen.content.content_tree import ContentTree
from sanshen.content.item import Item
from sanshen.pages.chrome import FEED, home_translations, site_view, translation
from sanshen.pages.columns import ColumnTree, with_ancestors
from sanshen.pages.views import Crumb, Listing, Pager, Translation
from sanshen.pages.wording import html_language
from sanshen.publish.bodies import Bodies
from sanshen.publish.home import home_sections, subcolumn_sections
from sanshen.publish.pages import Pages
from sanshen.publish.paging import ListPage, cut_pages, page_name
from sanshen.publish.selection import Selection
from sanshen.publish.unit import (
    Context,
    Level,
    Source,
    Unit,
    UnitKind,
    file_unit,
    text_unit,
    theme_unit,
)
from sanshen.theming.theme import STYLESHEET, Theme
from sanshen.units.inputs import code_digest, digest

PAGE_SIZE = 20
FEED_SIZE = 30


class SiteUnits:
    """The declared units of one site."""

    def __init__(
        self, tree: ContentTree, selection: Selection, bodies: Bodies, theme: Theme
    ) -> None:
        self.tree = tree
        self.selection = selection
        self.theme = theme
        self.site = selection.site
        self.pages = Pages(tree, selection, bodies)

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """The site's languages that have something to show, the original one first."""
        used = {item.lang for item in self.selection.items.values()}
        return tuple(
            lang for lang in self.site.languages if lang == ORIGINAL_LANGUAGE or lang in used
        )

    def items(self, lang: str) -> tuple[Item, ...]:
        """The shown items of a language, oldest first."""
        return self._items[lang]

    @cached_property
    def _items(self) -> dict[str, tuple[Item, ...]]:
        ordered = self.pages.oldest_first(self.selection.items.values())
        return {lang: tuple(i for i in ordered if i.lang == lang) for lang in self.languages}

    @cached_property
    def columns(self) -> dict[str, ColumnTree]:
        """The column tree of each language; other languages have only the columns they fill."""
        own = [column for (site, _), column in self.tree.columns.items() if site == self.site.code]
        trees = {ORIGINAL_LANGUAGE: ColumnTree(self.site, own, ORIGINAL_LANGUAGE)}
        for lang in self.languages[1:]:
            filled = with_ancestors(item.column for item in self.items(lang))
            trees[lang] = ColumnTree(self.site, [c for c in own if c.path in filled], lang)
        return trees

    @cached_property
    def chrome(self) -> dict[str, Context]:
        """What every page of a language is given besides its own matter."""
        stylesheet = self.theme.static_address(STYLESHEET)
        published = self.selection.published
        views = {
            lang: site_view(self.site, self.columns[lang], self.languages, stylesheet, published)
            for lang in self.languages
        }
        return {
            lang: {
                "site": view,
                "SITENAME": view.name,
                "SITEURL": self.site.origin,
                "DEFAULT_LANG": html_language(ORIGINAL_LANGUAGE),
                "lang": view.lang,
                "t": lang,
            }
            for lang, view in views.items()
        }

    @cached_property
    def _chrome_digests(self) -> dict[str, str]:
        return {lang: digest(chrome) for lang, chrome in self.chrome.items()}

    def all(self) -> tuple[Unit, ...]:
        """Every unit of the site, in path order."""
        units = [*self._files(), self._robots(), self._not_found()]
        if self.selection.published:
            units.append(self._feed())
        for lang in self.languages:
            units.append(self._home(lang))
            for path in self.columns[lang].columns:
                units += self._column(path, lang)
            units += [self._item(item) for item in self.items(lang)]
        return tuple(sorted(units, key=lambda unit: unit.path))

    def _page(
        self, path: str, level: Level, template: str, lang: str, matter: Callable[[], Context],
        sources: tuple[Source, ...] = (),
    ) -> Unit:  # fmt: skip
        inputs = {name: digest(value) for name, value in matter().items()}
        inputs["chrome"] = self._chrome_digests[lang]
        inputs["template"] = self.theme.closure_digest(f"{template}.html")
        inputs["code"] = code_digest()
        context = partial(_merged, self.chrome[lang], matter)
        return Unit(
            path, UnitKind.PAGE, level, template, lang, tuple(sorted(inputs.items())), sources,
            context,
        )  # fmt: skip

    def _item(self, item: Item) -> Unit:
        dated = item.kind.dated
        matter = partial(self._item_matter, item, "article" if dated else "page")
        template = "article" if dated else "page"
        sources = ((item.path, item.blob),)
        return self._page(item.address[1:], Level.ARTICLE, template, item.lang, matter, sources)

    def _item_matter(self, item: Item, name: str) -> Context:
        view = self.pages.article(item, self.columns[item.lang])
        return {
            name: view,
            "category": view.category,
            "breadcrumbs": view.breadcrumbs,
            "translations": view.translations,
        }

    def _home(self, lang: str) -> Unit:
        columns = self.columns[lang]
        others = home_translations(self.languages) if len(self.languages) > 1 else ()
        matter = partial(home_sections, self.pages, self.items(lang), columns, others)
        return self._page(columns.crumbs("")[0].url, Level.SITE, "index", lang, matter)

    def _not_found(self) -> Unit:
        crumbs = self.columns[ORIGINAL_LANGUAGE].crumbs("")
        return self._page(
            "404.html",
            Level.SITE,
            "404",
            ORIGINAL_LANGUAGE,
            lambda: {"breadcrumbs": crumbs, "translations": ()},
        )

    def _column(self, path: str, lang: str) -> list[Unit]:
        own = [item for item in self.items(lang) if item.column == path]
        view = self.columns[lang].view(path)
        folder = view.url.rpartition("/")[0]
        return [
            self._page(
                f"{folder}/{page_name(page.number)}", Level.COLUMN, "category", lang,
                partial(self._column_matter, path, lang, folder, page),
            )
            for page in cut_pages(self.pages.listings(own), PAGE_SIZE)
        ]  # fmt: skip

    def _column_matter(self, path: str, lang: str, folder: str, page: ListPage[Listing]) -> Context:
        columns = self.columns[lang]
        archives = tuple(
            Crumb(str(number), f"{folder}/{page_name(number)}")
            for number in range(page.archives, 0, -1)
        )
        older = f"{folder}/{page_name(page.older)}" if page.older else ""
        sections = () if page.number else subcolumn_sections(
            self.pages, self.items(lang), columns, path
        )  # fmt: skip
        return {
            "category": columns.view(path),
            "breadcrumbs": columns.crumbs(path),
            "translations": () if page.number else self._column_translations(path),
            "articles": page.entries,
            "pager": Pager(page.number, columns.view(path).url, older, archives),
            "sections": sections,
        }

    def _column_translations(self, path: str) -> tuple[Translation, ...]:
        found = [lang for lang, tree in self.columns.items() if path in tree.columns]
        if len(found) < 2:
            return ()
        return tuple(translation(lang, column_address(path, lang)) for lang in found)

    def _feed(self) -> Unit:
        matter = {"entries": tuple(self._feed_entries())}
        chrome = self.chrome[ORIGINAL_LANGUAGE]
        inputs = (
            ("chrome", self._chrome_digests[ORIGINAL_LANGUAGE]),
            ("code", code_digest()),
            ("entries", digest(matter)),
        )
        return Unit(
            FEED, UnitKind.FEED, Level.NONE, "", ORIGINAL_LANGUAGE, inputs, (),
            partial(_merged, chrome, lambda: matter),
        )  # fmt: skip

    def _feed_entries(self) -> list[Any]:
        recent = [item for item in reversed(self.items(ORIGINAL_LANGUAGE)) if item.kind.dated]
        entries = []
        for item in recent[:FEED_SIZE]:
            published, updated = self.pages.published(item), self.pages.updated(item)
            if published is not None and updated is not None:
                entries.append(self.pages.feed_entry(item, published, updated))
        return entries

    def _robots(self) -> Unit:
        rule = "Allow: /" if self.selection.published else "Disallow: /"
        text = f"User-agent: *\n{rule}\n"
        return text_unit("robots.txt", text)

    def _files(self) -> list[Unit]:
        units = [
            file_unit(attachment.address[1:], (attachment.path, attachment.blob))
            for attachment in self.selection.attachments.values()
        ]
        for name, data in sorted(self.theme.static.items()):
            units.append(theme_unit(self.theme.static_address(name), name, data))
        return units


def _merged(chrome: Context, matter: Callable[[], Context]) -> Context:
    return {**chrome, **matter()}
