"""汇总: two files at one address, links that lead nowhere, what went and what took its place."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sanshen.index.city_index import CityIndex
from sanshen.index.rows import UnitRow
from sanshen.model.findings import Finding
from sanshen.output.manifest import Manifest
from sanshen.publish.gathering import Gathered, check_whole
from sanshen.publish.workshop import Made
from tests.city.sample_city import SampleCity

SITE = "portal"


@pytest.fixture
def built(sample_city: SampleCity) -> Iterator[tuple[CityIndex, Path]]:
    """The index of a built preview and the folder it was built into."""
    plan = sample_city.build().prepared.plan
    with CityIndex.open(plan.index, None, sample_city.root) as index:
        yield index, sample_city.place().folder


def row(path: str, type_: str = "item", *args: str) -> UnitRow:
    """A unit that was written."""
    return UnitRow(path, type_, args or (path,), "key", "0" * 64, 1)


def made(
    *rows: UnitRow, gone: tuple[str, ...] = (), targets: tuple[tuple[str, str], ...] = ()
) -> Made:
    """What one task made."""
    return Made(rows, gone, 2, (), targets, Manifest.of((r.path, r.sha256) for r in rows).text())


def found(
    built: tuple[CityIndex, Path], *results: Made, every: bool = False
) -> list[tuple[str, str]]:
    """Code and path of what is wrong with some results."""
    gathered = Gathered(every)
    for one in results:
        gathered.add(SITE, one)
    findings: tuple[Finding, ...] = check_whole(gathered, built[0], SITE, built[1])
    return [(one.code, one.path.removeprefix(f"output/{SITE}/")) for one in findings]


def test_what_tasks_made_is_added_up() -> None:
    gathered = Gathered(False)
    gathered.add(SITE, made(row("a.html"), gone=("b.html", "c.html")))
    gathered.add(SITE, made(row("b.html")))
    assert set(gathered.rows) == {"a.html", "b.html"}
    assert gathered.removed == {"c.html"}
    assert gathered.same == 4
    assert gathered.tally == Manifest.of((path, "0" * 64) for path in ("a.html", "b.html"))


def test_b105_two_units_at_one_address_are_found_whatever_the_case(
    built: tuple[CityIndex, Path],
) -> None:
    assert found(built, made(row("x/A.csv"), row("x/b.csv"))) == []
    assert found(built, made(row("x/A.csv")), made(row("x/a.csv"))) == [("B105", "x/a.csv")]
    assert found(built, made(row("x/a.csv")), made(row("x/a.csv", "other"))) == [
        ("B105", "x/a.csv")
    ]


def test_b105_a_unit_at_the_address_of_one_that_stays(built: tuple[CityIndex, Path]) -> None:
    other = row("robots.txt", "item", "content/portal/robots.md")
    assert found(built, made(other)) == [("B105", "robots.txt")]
    assert found(built, made(other, gone=("robots.txt",))) == []
    assert found(built, made(other), every=True) == []
    own = built[0].unit(SITE, "robots.txt")
    assert own is not None
    assert found(built, made(own)) == []


@pytest.mark.parametrize(
    ("target", "dead"),
    [
        ("gk/lianxi.html", False),
        ("gk/none.html", True),
        ("new.html", False),
        ("old.html", True),
        ("index.html#main", False),
        ("gk/index.html#nowhere", True),
        ("gk/none.html#main", True),
    ],
)
def test_b120_a_link_inside_the_site_leads_to_a_unit_and_an_anchor(
    built: tuple[CityIndex, Path], target: str, dead: bool
) -> None:
    results = made(row("new.html"), gone=("old.html",), targets=((target, "a.html"),))
    assert found(built, results) == ([("B120", "a.html")] if dead else [])


def test_b120_a_file_that_goes_is_no_target_any_more(built: tuple[CityIndex, Path]) -> None:
    results = made(gone=("gk/lianxi.html",), targets=(("gk/lianxi.html", "a.html"),))
    assert found(built, results) == [("B120", "a.html")]


def test_b120_where_everything_is_made_the_unit_table_counts_for_nothing(
    built: tuple[CityIndex, Path],
) -> None:
    results = made(row("a.html"), targets=(("gk/lianxi.html", "a.html"), ("a.html", "a.html")))
    assert found(built, results, every=True) == [("B120", "a.html")]
