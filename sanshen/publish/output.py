"""输出检查 (output checks): what was built is what was declared, and every page is sound.

For full builds, before the swap; pages rendered one at a time are checked by ``page_checks``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Protocol

from sanshen.model.findings import Finding
from sanshen.model.sites import Site
from sanshen.output.walking import walk_files
from sanshen.publish.page_checks import PageChecker
from sanshen.publish.page_parts import read_page
from sanshen.publish.page_rules import found_at

PAGE = "page"


class Declared(Protocol):
    """What the checks ask of a unit: where its file is, whether it is a page, of which level."""

    @property
    def path(self) -> str:
        """Without leading slash."""

    @property
    def kind(self) -> str:
        """A ``UnitKind``."""

    @property
    def level(self) -> str:
        """A ``Level``: which official page tags the page carries."""

    @property
    def lang(self) -> str:
        """The content language."""


def check_output(
    output: Path, units: Iterable[Declared], site: Site, published: bool
) -> tuple[Finding, ...]:
    """Compare a folder with the declared units and check every page of it.

    B111 missing, B112 extra, B113–B124 as ``PageChecker``. Paths are those of the served site.
    """
    declared = {unit.path: unit for unit in units}
    anchors = _Anchors(output, {p for p, unit in declared.items() if unit.kind == PAGE})
    checker = PageChecker(site, published, declared.__contains__, anchors.has)
    found = list(check_files(output, site, sorted(declared)))
    for path, unit in sorted(declared.items()):
        if unit.kind == PAGE and (output / path).is_file():
            found += checker.check(path, unit.level, unit.lang, (output / path).read_bytes())
    return tuple(found)


def check_files(tree: Path, site: Site, paths: Iterable[str]) -> Iterator[Finding]:
    """B111 a path has no file, B112 a file or symlink is at none of ``paths`` (ascending).

    Reads names only and keeps neither side in memory; ``verify_tree`` compares bytes as well.
    Raises OSError.
    """
    wanted = iter(paths)
    path = next(wanted, None)
    for present, entry in walk_files(tree):
        while path is not None and path < present:
            yield found_at(site, path, "B111")
            path = next(wanted, None)
        if present != path or entry.is_symlink():
            yield found_at(site, present, "B112")
        if present == path:
            path = next(wanted, None)
    while path is not None:
        yield found_at(site, path, "B111")
        path = next(wanted, None)


class _Anchors:
    """The anchors of pages in a folder, read when one is asked for."""

    def __init__(self, output: Path, pages: set[str]) -> None:
        self._output = output
        self._pages = pages
        self._known: dict[str, set[str]] = {}

    def has(self, path: str, anchor: str) -> bool:
        """Whether the page has the anchor; True for what is no page."""
        if path not in self._pages:
            return True
        if path not in self._known:
            file = self._output / path
            html = file.read_text(encoding="utf-8", errors="replace") if file.is_file() else ""
            self._known[path] = read_page(html).ids
        return anchor in self._known[path]
