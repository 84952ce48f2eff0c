"""单元簿 (unit book): one site as its pages see it; what every page type asks."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from sanshen.content.addresses import ORIGINAL_LANGUAGE
from sanshen.index.city_index import CityIndex
from sanshen.index.rows import ListScope
from sanshen.model.sites import Extra
from sanshen.pages.chrome import site_name, site_view
from sanshen.pages.columns import ColumnTree, with_ancestors
from sanshen.pages.feed import feed_links
from sanshen.pages.views import FeedLink, TagView
from sanshen.pages.wording import html_language
from sanshen.theming.theme import STYLESHEET, Theme
from sanshen.units.articles import Articles
from sanshen.units.inputs import code_digest, digest
from sanshen.units.tags import has_tags, tag_index, tag_view
from sanshen.units.unit import Context, key_of


class UnitBook:
    """One site over an open index and the theme; caches what many pages share.

    Lives as long as one build in one process; everything in it follows from index and theme.
    """

    def __init__(self, index: CityIndex, site: str, theme: Theme) -> None:
        self.index = index
        self.site = index.sites[site]
        self.theme = theme
        self.articles = Articles(index, self.site)
        self._column_digests: dict[tuple[str, str], str] = {}
        self._tags: dict[tuple[str, str], TagView] = {}
        self._keys: dict[tuple[str, str], str] = {}

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """The site's languages that have something to show, the original one first."""
        return self.index.languages(self.site.code)

    @cached_property
    def columns(self) -> dict[str, ColumnTree]:
        """The column tree of each language; other languages have only the columns they fill."""
        own = [one for (site, _), one in self.index.columns.items() if site == self.site.code]
        trees = {ORIGINAL_LANGUAGE: ColumnTree(self.site, own, ORIGINAL_LANGUAGE)}
        for lang in self.languages:
            if lang != ORIGINAL_LANGUAGE:
                filled = with_ancestors(self.index.filled(self.site.code, lang))
                trees[lang] = ColumnTree(self.site, [c for c in own if c.path in filled], lang)
        return trees

    @cached_property
    def chrome(self) -> dict[str, Context]:
        """What every page of a language is given besides its own matter."""
        stylesheet = self.theme.static_address(STYLESHEET)
        published = self.index.publishing
        views = {
            lang: site_view(
                self.site, self.columns[lang], self.languages, stylesheet, published,
                self.feeds(lang), self.tag_index(lang),
            )
            for lang in self.languages
        }  # fmt: skip
        return {
            lang: {
                "site": view,
                "SITENAME": view.name,
                "SITEURL": self.site.origin,
                "DEFAULT_LANG": html_language(ORIGINAL_LANGUAGE),
                "lang": view.lang,
            }
            for lang, view in views.items()
        }

    def feeds(self, lang: str, column: str = "") -> tuple[FeedLink, ...]:
        """The feeds of a column, or of all together; none in a preview or where omitted."""
        if not self.index.publishing or Extra.FEEDS in self.site.omit:
            return ()
        name = site_name(self.site, lang)
        title = f"{self.columns[lang].view(column).name}-{name}" if column else name
        return feed_links(title, lang, column)

    def tag_links(self, tags: Sequence[str], lang: str) -> tuple[TagView, ...]:
        """The links of an item to the pages of its tags; none where the site has none."""
        if not has_tags(self.site):
            return ()
        for tag in tags:
            if (tag, lang) not in self._tags:
                self._tags[tag, lang] = tag_view(self.site, tag, lang)
        return tuple(self._tags[tag, lang] for tag in tags)

    def tag_index(self, lang: str) -> str:
        """The page of all tags of a language, empty where nothing carries one."""
        listed = has_tags(self.site) and self.index.tags(self.site.code, lang)
        return tag_index(lang) if listed else ""

    @cached_property
    def chrome_digests(self) -> dict[str, str]:
        """The digest of each language's chrome."""
        return {lang: digest(chrome) for lang, chrome in self.chrome.items()}

    def scope(self, lang: str, **chosen: object) -> ListScope:
        """A list of this site."""
        return ListScope(self.site.code, lang, **chosen)  # type: ignore[arg-type]

    def shared(self, template: str, lang: str) -> str:
        """The digest of what a page shares with many: code, wording, template, chrome, settings.

        ``template`` is empty for what no template makes.
        """
        if (template, lang) not in self._keys:
            closure = self.theme.closure_digest(f"{template}.html") if template else ""
            parts = (code_digest(), closure, self.chrome_digests[lang], digest(self.site))
            self._keys[template, lang] = key_of(*parts)
        return self._keys[template, lang]

    def column_digest(self, column: str, lang: str) -> str:
        """The digest of what a page shows of its column: the view and the way down to it."""
        if (column, lang) not in self._column_digests:
            tree = self.columns[lang]
            self._column_digests[column, lang] = digest((tree.view(column), tree.crumbs(column)))
        return self._column_digests[column, lang]

    def shared_inputs(self) -> str:
        """One digest of everything all pages share; when it differs, every page is looked at."""
        templates = sorted(self.theme.templates)
        closures = [self.theme.closure_digest(name) for name in templates]
        chrome = sorted(self.chrome_digests.items())
        return key_of(code_digest(), tuple(closures), tuple(chrome), digest(self.site))
