"""第二道锁: nothing missing, nothing extra, the released bytes (design, law 1)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace

import pytest

from sanshen.index.city_index import CityIndex
from sanshen.index.release_book import ReleaseBookError
from sanshen.index.release_file import PLACE, ReleaseFile
from sanshen.publish import releases
from sanshen.publish.releases import check_shown, ready_release_list, tree_of
from sanshen.units.page_types import all_refs
from sanshen.units.unit import UnitRef
from tests.city.content import NEWS as CITY_NEWS
from tests.city.content import news_text
from tests.city.sample_city import SampleCity
from tests.publish.clone import Clone
from tests.units.edits import NEWS

PICTURE = NEWS.replace(".md", "/qu.svg")
COUNTY = "content/county/xwdt/2026/0311-shuiku.md"


@pytest.fixture
def checked(sample_city: SampleCity) -> Iterator[tuple[SampleCity, CityIndex, list[UnitRef]]]:
    """The sample city, the index of what is released in it, and every unit of the portal."""
    with sample_city.book(publishing=True) as book:
        yield sample_city, book.index, list(all_refs(book))


def codes(
    checked: tuple[SampleCity, CityIndex, list[UnitRef]], every: bool = True
) -> list[tuple[str, str]]:
    """Code and path of what is wrong with what is about to be rendered."""
    city, index, refs = checked
    found = check_shown(index, "portal", refs, city.root / PLACE, every)
    return [(one.code, one.path) for one in found]


def change(city: SampleCity, path: str, blob: str | None) -> None:
    """Alter one row of the list after the index was made from it."""
    with closing(ReleaseFile(city.root / PLACE)) as held:
        found = held.row(NEWS if held.row(path) is None else path)
        assert found is not None
        assert found[2] is not None
        one = replace(found[2], path=path, blob=blob) if blob else None
        held.put(held.seq, [(path, found[1], one)], logged=False)


def test_what_is_released_is_shown_and_nothing_is_wrong(
    checked: tuple[SampleCity, CityIndex, list[UnitRef]],
) -> None:
    paths = {ref.args[0] for ref in checked[2] if ref.type in ("item", "attachment")}
    assert {NEWS, PICTURE} <= paths
    assert not any(path.startswith("content/county/") for path in paths)
    assert codes(checked) == []


@pytest.mark.parametrize("path", [NEWS, PICTURE])
def test_b102_a_file_outside_the_list_is_found(
    checked: tuple[SampleCity, CityIndex, list[UnitRef]], path: str
) -> None:
    change(checked[0], path, None)
    assert codes(checked) == [("B102", path)]


@pytest.mark.parametrize("path", [NEWS, PICTURE])
def test_b103_other_bytes_than_released_are_found(
    checked: tuple[SampleCity, CityIndex, list[UnitRef]], path: str
) -> None:
    change(checked[0], path, "0" * 40)
    assert codes(checked) == [("B103", path)]


def test_b104_a_released_file_that_is_not_shown_is_found(
    checked: tuple[SampleCity, CityIndex, list[UnitRef]],
) -> None:
    gone = "content/portal/xwdt/2026/0401-gone.md"
    change(checked[0], gone, "1" * 40)
    assert codes(checked) == [("B104", gone)]
    assert codes(checked, every=False) == []


@pytest.mark.parametrize("number", [1, 2, 1000])
def test_however_many_are_asked_for_at_once(
    checked: tuple[SampleCity, CityIndex, list[UnitRef]],
    monkeypatch: pytest.MonkeyPatch,
    number: int,
) -> None:
    monkeypatch.setattr(releases, "AT_ONCE", number)
    change(checked[0], "content/portal/xwdt/2026/0401-gone.md", "1" * 40)
    change(checked[0], PICTURE, "0" * 40)
    change(checked[0], NEWS, None)
    assert sorted(code for code, _ in codes(checked)) == ["B102", "B103", "B104"]


def test_files_of_other_sites_do_not_count(
    checked: tuple[SampleCity, CityIndex, list[UnitRef]],
) -> None:
    change(checked[0], COUNTY, None)
    assert codes(checked) == []


def test_units_that_show_nothing_under_review_are_not_asked_about(
    checked: tuple[SampleCity, CityIndex, list[UnitRef]],
) -> None:
    city, index, _ = checked
    change(city, NEWS, None)
    refs = [UnitRef("home", ("zh-cn",)), UnitRef("item", (COUNTY,)), UnitRef("item", ("none",))]
    assert check_shown(index, "portal", refs, city.root / PLACE, every=False) == ()


def test_an_unreleased_item_and_its_files_are_not_shown(sample_city: SampleCity) -> None:
    sample_city.release(but=(NEWS, PICTURE))
    with sample_city.book(publishing=True) as book:
        paths = {ref.args[0] for ref in all_refs(book) if ref.type in ("item", "attachment")}
        refs = list(all_refs(book))
        found = check_shown(book.index, "portal", refs, sample_city.root / PLACE, every=True)
    assert not paths & {NEWS, PICTURE}
    assert found == ()


def test_the_list_is_moved_forward_and_main_compared_with_it(clone: Clone) -> None:
    main = clone.fetch()
    place = ready_release_list(clone.root, main)
    with closing(ReleaseFile(place, readonly=True)) as held:
        before = held.released(CITY_NEWS)
    clone.city.release({CITY_NEWS: news_text("改")})
    main = clone.fetch()
    assert ready_release_list(clone.root, main) == place
    with closing(ReleaseFile(place, readonly=True)) as held:
        after = held.released(CITY_NEWS)
        assert held.get("tree") == tree_of(clone.root, main)
    assert before != after
    with pytest.raises(ReleaseBookError, match=CITY_NEWS):
        ready_release_list(clone.root, f"{main}~1")
