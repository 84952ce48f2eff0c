"""汇总 (gathering): what workers made, put together and checked as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from sanshen.index.city_index import CityIndex
from sanshen.index.rows import UnitRow
from sanshen.model.findings import Finding, finding
from sanshen.output.manifest import Manifest, parse_manifest
from sanshen.publish.page_parts import read_page
from sanshen.publish.workshop import Made


@dataclass
class Gathered:
    """All units written, all files that went, and what is wrong with the whole.

    ``every``: each unit was made anew, so what the unit table has counts for nothing.
    """

    every: bool
    rows: dict[str, UnitRow] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    same: int = 0
    findings: list[Finding] = field(default_factory=list)
    targets: dict[str, str] = field(default_factory=dict)
    tally: Manifest = field(default_factory=Manifest)

    def add(self, site: str, made: Made) -> None:
        """Take in what one task made; two units of one address are B105."""
        for row in made.rows:
            other = self.rows.setdefault(row.path, row)
            if other is not row:
                self.findings.append(_twice(site, row.path, other))
        self.gone.update(made.gone)
        self.same += made.same
        self.findings += made.findings
        self.tally = self.tally.plus(parse_manifest(made.tally))
        for target, page in made.targets:
            self.targets.setdefault(target, page)

    @property
    def removed(self) -> frozenset[str]:
        """The files that went and that nothing took the place of."""
        return frozenset(self.gone - self.rows.keys())


def check_whole(gathered: Gathered, index: CityIndex, site: str, tree: Path) -> tuple[Finding, ...]:
    """B105 addresses declared twice (whatever their case), B120 links that lead nowhere."""
    return (
        *gathered.findings,
        *check_addresses(gathered, index, site),
        *check_targets(gathered, index, site, tree),
    )


def check_addresses(gathered: Gathered, index: CityIndex, site: str) -> Iterator[Finding]:
    """B105: a file written where another unit's file already is, or differs by case only."""
    if gathered.every and len({*map(str.casefold, gathered.rows)}) == len(gathered.rows):
        return
    folded: dict[str, UnitRow] = {}
    for row in gathered.rows.values():
        other = folded.setdefault(row.path.casefold(), row)
        if other is not row:
            yield _twice(site, row.path, other)
        before = None if gathered.every else index.unit(site, row.path)
        taken = before is not None and (before.type, before.args) != (row.type, row.args)
        if before is not None and taken and row.path not in gathered.gone:
            yield _twice(site, row.path, before)


def check_targets(gathered: Gathered, index: CityIndex, site: str, tree: Path) -> Iterator[Finding]:
    """站内死链: B120 for every address inside the site that no unit of it has."""
    targets = gathered.targets.keys()
    # Of a whole site nearly all are files just made: the rest is looked at one by one.
    unsure = targets - gathered.rows.keys() if gathered.every else targets
    for target in sorted(unsure):
        page = gathered.targets[target]
        file, _, anchor = target.partition("#")
        if not _is_there(gathered, index, site, file) or (
            anchor and anchor not in _anchors(tree / file)
        ):
            yield finding("B120", f"output/{site}/{page}", 0, 0, target=f"/{target}")


def _is_there(gathered: Gathered, index: CityIndex, site: str, file: str) -> bool:
    if file in gathered.rows or gathered.every:
        return file in gathered.rows
    return file not in gathered.gone and index.unit(site, file) is not None


def _anchors(file: Path) -> Iterable[str]:
    return read_page(file.read_text(encoding="utf-8")).ids if file.suffix == ".html" else ()


def _twice(site: str, path: str, other: UnitRow) -> Finding:
    return finding(
        "B105", f"output/{site}/{path}", address=path, other=f"{other.type} {other.args}"
    )
