"""构建计划 (plan): everything one build of one site will write, decided before it writes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sanshen.catalogue import blocking
from sanshen.content.content_tree import ContentTree
from sanshen.content.records import RecordStore
from sanshen.content.source import Source
from sanshen.content.tree import load_tree
from sanshen.model.findings import Finding, finding
from sanshen.model.sites import Site
from sanshen.publish.bodies import Bodies, bodies_of
from sanshen.publish.release_list import ReleaseList
from sanshen.publish.selection import Selection, check_selection, select
from sanshen.publish.unit import Unit, check_units
from sanshen.publish.units import SiteUnits
from sanshen.theming.theme import Theme, ThemeError, load_theme

CACHE_FILE = "build/records.sqlite"


@dataclass(frozen=True, slots=True)
class Plan:
    """What one site's build reads and declares; ``site`` is at hand in all of it."""

    site: Site
    tree: ContentTree
    selection: Selection
    bodies: Bodies
    theme: Theme
    units: tuple[Unit, ...]


class PlanError(Exception):
    """Blocking findings: nothing of this site may be built."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__(f"{len(findings)} findings")
        self.findings = findings


def make_plan(source: Source, site: str, release_list: ReleaseList | None, cache: Path) -> Plan:
    """Load the content and declare every unit of ``site``; parsed texts are kept in ``cache``.

    Raises PlanError with every blocking finding of the site's files, links, addresses, theme,
    and, when publishing, of the comparison with the release list.
    """
    with RecordStore(cache) as store:
        tree = load_tree(source, store)
    if site not in tree.sites:
        known = "、".join(sorted(tree.sites)) or "—"
        raise PlanError((*_of_site(tree, site), finding("B107", f"content/{site}", known=known)))
    _refuse(_of_site(tree, site))
    selection = select(tree, tree.sites[site], release_list)
    bodies = bodies_of(tree, selection)
    _refuse(found for item in selection.items.values() for found in bodies(item).findings)
    theme = read_theme(source)
    try:
        units = SiteUnits(tree, selection, bodies, theme).all()
    except ThemeError as error:
        raise PlanError((finding("B109", "theme", reason=error),)) from error
    _refuse(check_units(units))
    if release_list is not None:
        _refuse(check_selection(site, rendered_sources(units), release_list))
    return Plan(tree.sites[site], tree, selection, bodies, theme, units)


def read_theme(source: Source) -> Theme:
    """The theme of a source; PlanError where it is missing or wrong."""
    try:
        return load_theme(source)
    except ThemeError as error:
        raise PlanError((finding("B109", "theme", reason=error),)) from error


def rendered_sources(units: tuple[Unit, ...]) -> frozenset[tuple[str, str]]:
    """The (path, blob) pairs of all content that ``units`` show."""
    return frozenset(source for unit in units for source in unit.sources)


def _of_site(tree: ContentTree, site: str) -> Iterator[Finding]:
    prefix = f"content/{site}/"
    return (found for found in tree.findings if found.path.startswith(prefix))


def _refuse(findings: Iterable[Finding]) -> None:
    found = blocking(findings)
    if found:
        raise PlanError(found)
