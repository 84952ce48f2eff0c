"""首页与栏目页的分块 (sections): the lists a home page and a parent column's page are made of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sanshen.content.item import Item
from sanshen.model.sites import ItemKind
from sanshen.pages.columns import ColumnTree
from sanshen.pages.views import Section, Translation
from sanshen.publish.pages import Pages

SECTION_SIZE = 6
LEAD_SIZE = 8

# 首页分块: what residents come for, in this order; a block without items is left out.
HOME_SECTIONS: tuple[tuple[str, tuple[ItemKind, ...], int], ...] = (
    ("news", (ItemKind.NEWS, ItemKind.ACTIVITY), LEAD_SIZE),
    ("notices", (ItemKind.NOTICE,), SECTION_SIZE),
    ("policies", (ItemKind.NORMATIVE, ItemKind.POLICY, ItemKind.LAW), SECTION_SIZE),
    ("interpretations", (ItemKind.INTERPRETATION,), SECTION_SIZE),
    ("services", (ItemKind.SERVICE_GUIDE,), SECTION_SIZE),
    ("about", (ItemKind.PROFILE, ItemKind.PAGE), SECTION_SIZE),
)


def home_sections(
    pages: Pages,
    items: Sequence[Item],
    columns: ColumnTree,
    translations: tuple[Translation, ...],
) -> Mapping[str, Any]:
    """首页: blocks by kind; ``articles`` are the newest of all, ``categories`` all columns."""
    sections = []
    for name, kinds, size in HOME_SECTIONS:
        found = [item for item in items if item.kind in kinds]
        if found:
            articles = pages.listings(reversed(found[-size:]))
            url = common_column(columns, (item.column for item in found))
            sections.append(Section(name, columns.t(f"section.{name}"), url, articles))
    newest = [item for item in items if item.kind.dated]
    return {
        "articles": pages.listings(reversed(newest[-LEAD_SIZE:])),
        "categories": columns.top(),
        "sections": tuple(sections),
        "breadcrumbs": columns.crumbs(""),
        "translations": translations,
    }


def subcolumn_sections(
    pages: Pages, items: Sequence[Item], columns: ColumnTree, path: str
) -> tuple[Section, ...]:
    """下级栏目: the newest items of every column right below ``path``, with all below it."""
    sections = []
    for child in columns.children(path):
        below = [i for i in items if i.column == child.path or _under(i.column, child.path)]
        articles = pages.listings(reversed(below[-SECTION_SIZE:]))
        view = columns.view(child.path)
        sections.append(Section(child.path.replace("/", "-"), view.name, view.url, articles))
    return tuple(sections)


def common_column(columns: ColumnTree, paths: Iterable[str]) -> str:
    """The address of the deepest column that holds all of ``paths``, empty when there is none."""
    split = [path.split("/") for path in paths]
    common = []
    for parts in zip(*split, strict=False):
        if len(set(parts)) > 1:
            break
        common.append(parts[0])
    return columns.view("/".join(common)).url if common else ""


def _under(column: str, parent: str) -> bool:
    return column.startswith(f"{parent}/")
