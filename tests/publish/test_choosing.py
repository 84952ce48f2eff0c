"""选页: which units a build looks at, and the reason it gives."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.city.sample_city import Built, SampleCity
from tests.units.edits import INTERPRETATION, NEWS

Edit = Callable[[SampleCity], object]


def rebuilt(city: SampleCity, edit: Edit) -> Built:
    """A build after an edit of a city that was built before."""
    city.build()
    edit(city)
    return city.build()


def test_without_anything_known_every_unit_is_made(sample_city: SampleCity) -> None:
    built = sample_city.build()
    assert (built.prepared.plan.reason, built.prepared.plan.every) == ("nothing-known", True)
    again = sample_city.build(full=True)
    assert (again.prepared.plan.reason, again.made) == ("nothing-known", built.made)


@pytest.mark.parametrize(
    ("edit", "reason", "made"),
    [
        (lambda _: None, "no-changes", set()),
        (
            lambda city: city.replace(NEWS, "保障用水", "x"),
            "changes",
            {"xwdt/2026/0310-chunhan.html"},
        ),
        (
            lambda city: city.replace("content/portal/gk/column.yml", "order: 4", "order: 5"),
            "settings",
            None,
        ),
        (
            lambda city: city.replace("theme/templates/404.html", "<h1>", "<h1> "),
            "shared-inputs",
            {"404.html"},
        ),
        (lambda city: city.write({"notes.txt": "x"}), "no-changes", set()),
    ],
    ids=["nothing", "text", "settings", "template", "a file of no concern"],
)
def test_each_kind_of_change_has_its_reason(
    sample_city: SampleCity, edit: Edit, reason: str, made: set[str] | None
) -> None:
    built = rebuilt(sample_city, edit)
    assert built.prepared.plan.reason == reason
    assert not built.prepared.plan.every
    assert made is None or built.made == made
    if reason == "settings":
        assert built.prepared.changed == {"content/portal/gk/column.yml": "text"}


def test_a_change_of_text_looks_at_few_pages(sample_city: SampleCity) -> None:
    built = rebuilt(sample_city, lambda city: city.replace(INTERPRETATION, "解读\n", "x\n", 1))
    assert built.output is not None
    assert len(built.prepared.plan.refs) < built.output.manifest.files
    assert built.made <= {
        "zwgk/zcjd/2026/0227-yongshui-jiedu.html", "zwgk/gfxwj/2026/0227-yongshui.html",
        "en/zwgk/gfxwj/2026/0227-yongshui.html", "zwgk/zcjd/index.html",
        "zwgk/zcjd/2026/index.html", "zwgk/index.html", "index.html",
    }  # fmt: skip


def test_a_new_index_looks_at_everything_and_makes_what_differs(sample_city: SampleCity) -> None:
    def force_filling(city: SampleCity) -> None:
        city.replace(NEWS, "保障用水", "x")
        city.update(full=True)

    built = rebuilt(sample_city, force_filling)
    assert built.prepared.plan.reason == "index-new"
    assert built.made == {"xwdt/2026/0310-chunhan.html"}


def test_changes_of_another_site_touch_only_what_names_them(sample_city: SampleCity) -> None:
    built = rebuilt(
        sample_city,
        lambda city: city.replace("content/county/xwdt/2026/0311-shuiku.md", "开闸", "放"),
    )
    assert built.made == set()
    assert {ref.type for ref in built.prepared.plan.refs} <= {"item", "redirect"}
