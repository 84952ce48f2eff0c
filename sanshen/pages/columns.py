"""栏目树 (columns): the nested tree of a site's columns, as pages of one language show it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sanshen.content.addresses import ORIGINAL_LANGUAGE, column_address, home_address
from sanshen.model.sites import Column, Site
from sanshen.pages.views import CategoryView, Crumb
from sanshen.pages.wording import wording


class ColumnTree:
    """The columns of one site in one language; ``paths`` are those that have a page."""

    def __init__(self, site: Site, columns: Iterable[Column], lang: str) -> None:
        self.site = site
        self.lang = lang
        self.t = wording(lang)
        self.columns: Mapping[str, Column] = {column.path: column for column in columns}
        self._views: dict[str, CategoryView] = {}
        self._crumbs: dict[str, tuple[Crumb, ...]] = {}

    def children(self, path: str) -> tuple[Column, ...]:
        """The columns right below ``path`` (``""`` for the top), in their order."""
        found = [c for c in self.columns.values() if c.path.rpartition("/")[0] == path]
        return tuple(sorted(found, key=lambda c: (c.order, c.path)))

    def view(self, path: str) -> CategoryView:
        """A column with everything below it; KeyError for a column that has no page."""
        if path not in self._views:
            self._views[path] = self._view(self.columns[path])
        return self._views[path]

    def _view(self, column: Column) -> CategoryView:
        return CategoryView(
            name=self.name(column),
            slug=column.path,
            url=column_address(column.path, self.lang)[1:],
            description=column.description,
            keywords=",".join(column.keywords),
            type=self.t(f"column_type.{column.kinds[0].value}") if column.kinds else column.name,
            owner=column.owner,
            children=tuple(self.view(child.path) for child in self.children(column.path)),
        )

    def name(self, column: Column) -> str:
        """栏目名称 in this language, the Chinese one where there is no other."""
        if self.lang == ORIGINAL_LANGUAGE:
            return column.name
        return column.names.get(self.lang, column.name)

    def top(self) -> tuple[CategoryView, ...]:
        """The columns of the first level, in their order: the navigation."""
        return tuple(self.view(column.path) for column in self.children(""))

    def crumbs(self, path: str) -> tuple[Crumb, ...]:
        """当前位置: from the home page down to the column ``path`` (``""`` gives the home only)."""
        if path not in self._crumbs:
            self._crumbs[path] = self._way(path)
        return self._crumbs[path]

    def _way(self, path: str) -> tuple[Crumb, ...]:
        steps = [Crumb(self.t("home"), home_address(self.lang)[1:])]
        parts = path.split("/") if path else []
        for depth in range(1, len(parts) + 1):
            view = self.view("/".join(parts[:depth]))
            steps.append(Crumb(view.name, view.url))
        return tuple(steps)


def with_ancestors(paths: Iterable[str]) -> frozenset[str]:
    """Column paths together with every column above them."""
    found: set[str] = set()
    for path in paths:
        parts = path.split("/")
        found.update("/".join(parts[:depth]) for depth in range(1, len(parts) + 1))
    return frozenset(found)
