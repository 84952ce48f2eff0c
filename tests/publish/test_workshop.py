"""车间: units made, left alone and gone, with what is wrong with their pages."""

from __future__ import annotations

import pickle

import pytest

from sanshen.model.canonical import sha256_bytes
from sanshen.output.manifest import parse_manifest
from sanshen.publish.site_build import Prepared, prepare
from sanshen.publish.theme_source import read_theme
from sanshen.publish.workshop import Made, Order, make_units, open_workshop
from sanshen.units.unit import UnitRef
from tests.city.sample_city import SampleCity, read_files
from tests.units.edits import NEWS

PAGE = "xwdt/2026/0310-chunhan.html"
REF = UnitRef("item", (NEWS,))


def order_of(city: SampleCity, prepared: Prepared) -> Order:
    """What workers are given for a plan."""
    plan = prepared.plan
    return Order(
        city.root, plan.site, plan.treeish, plan.index, plan.records,
        read_theme(city.root, None), plan.tree, plan.every, many=False,
    )  # fmt: skip


def make(city: SampleCity, *refs: UnitRef) -> Made:
    """Prepare a preview and make some units of it."""
    prepared = prepare(city.root, "portal", "", None, city.place())
    with open_workshop(order_of(city, prepared)) as shop:
        return make_units(shop, refs)


def test_a_unit_is_written_and_told_with_what_it_links_to(sample_city: SampleCity) -> None:
    done = make(sample_city, REF)
    (row,) = done.rows
    data = (sample_city.place().folder / PAGE).read_bytes()
    assert (row.path, row.type, row.args, row.size) == (PAGE, *REF, len(data))
    assert row.sha256 == sha256_bytes(data)
    assert (done.gone, done.same, done.findings) == ((), 0, ())
    assert ("xwdt/index.html", PAGE) in done.targets
    assert parse_manifest(done.tally).files == 1


def test_each_address_linked_to_is_told_by_the_first_task_alone(sample_city: SampleCity) -> None:
    prepared = prepare(sample_city.root, "portal", "", None, sample_city.place())
    with open_workshop(order_of(sample_city, prepared)) as shop:
        first = make_units(shop, (REF,)).targets
        assert first
        assert make_units(shop, (REF,)).targets == ()
        column = make_units(shop, (UnitRef("column", ("xwdt", "zh-cn", "0")),)).targets
        assert column
        assert not set(dict(column)) & set(dict(first))


def test_unchanged_units_are_left_alone_and_others_go(sample_city: SampleCity) -> None:
    sample_city.build()
    before = read_files(sample_city.place().folder)
    sample_city.write({"content/portal/gk/lianxi.md": None})
    gone = UnitRef("item", ("content/portal/gk/lianxi.md",))
    done = make(sample_city, REF, gone, UnitRef("item", ("content/portal/none.md",)))
    assert (done.rows, done.gone, done.same) == ((), ("gk/lianxi.html",), 1)
    assert read_files(sample_city.place().folder) == before


def test_a_unit_that_moved_to_another_address_leaves_the_old_one(
    sample_city: SampleCity,
) -> None:
    sample_city.build()
    style = UnitRef("theme", ("css/main.css",))
    (old,) = (path for path in read_files(sample_city.place().folder) if path.endswith(".css"))
    sample_city.replace("theme/static/css/main.css", "72rem", "70rem")
    done = make(sample_city, style)
    assert done.gone == (old,)
    assert [row.path for row in done.rows] != [old]


def test_what_is_wrong_with_a_page_comes_with_it(sample_city: SampleCity) -> None:
    sample_city.replace("theme/templates/404.html", "<h1>", "<h1>x</h1><h1>")
    done = make(sample_city, UnitRef("not_found", ()))
    assert [(one.code, one.path) for one in done.findings] == [("B117", "output/portal/404.html")]


def test_an_attachment_is_copied_from_the_working_tree_or_from_git(
    sample_city: SampleCity,
) -> None:
    picture = NEWS.replace(".md", "/qu.svg")
    data = (sample_city.root / picture).read_bytes()
    sample_city.build(publishing=True)
    (path,) = (p for p in read_files(sample_city.place().folder) if p.endswith(".svg"))
    assert read_files(sample_city.place().folder)[path] == data
    changed = data.replace(b"0b3f7a", b"0b3f7b")
    sample_city.write({picture: changed})
    (row,) = make(sample_city, UnitRef("attachment", (picture,))).rows
    assert row.sha256 == sha256_bytes(changed)


@pytest.mark.parametrize("many", [False, True])
def test_an_order_can_be_sent_to_another_process(sample_city: SampleCity, many: bool) -> None:
    prepared = prepare(sample_city.root, "portal", "", None, sample_city.place())
    order = order_of(sample_city, prepared)._replace(many=many)
    sent = pickle.loads(pickle.dumps(order))
    with open_workshop(sent) as shop:
        (row,) = make_units(shop, (REF,)).rows
    assert row.path == PAGE
