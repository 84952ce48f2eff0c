"""手边的行: what is held answers as what is asked for, whatever else is held."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import pytest

from sanshen.content.addresses import item_folder
from sanshen.index.city_index import CityIndex
from tests.index.town import Town

A, A_EN = "content/cs/dt/2026/0101-a.md", "content/cs/dt/2026/0101-a.en.md"
B = "content/cs/dt/2026/0102-b.md"
D = "content/cs/dt/sub/2026/0301-d.md"
PICTURE = "content/cs/dt/2026/0101-a/tu.png"
PATHS = (A, A_EN, B, D, "content/cs/none.md")
HELD = [held for size in range(len(PATHS) + 1) for held in combinations(PATHS, size)]


@pytest.fixture(scope="module", params=[False, True], ids=["few", "many"])
def opened(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> CityIndex:
    """An index of a town with translations, pictures and an interpretation."""
    town = Town(tmp_path_factory.mktemp("hand") / "town")
    assert town.update().findings == ()
    index = town.open()
    if request.param:
        index.prepare_for_many()
    return index


def answers(index: CityIndex) -> Iterator[object]:
    """What pages ask about items."""
    yield index.items_at(PATHS)
    yield index.items_at((B, A, B))
    yield index.attachment(PICTURE)
    yield index.file_address(PICTURE)
    yield index.file_address("content/cs/none.png")
    for path in PATHS:
        row = index.item(path)
        yield row, index.versions(path), index.documents(path), index.interpretations(path)
        yield index.files(item_folder(path))
        yield index.seen(path)
        if row is not None:
            yield index.header(path).item
            yield index.record_of(row).body


def test_nothing_changes_by_being_at_hand(opened: CityIndex) -> None:
    opened.hold(())
    right = list(answers(opened))
    assert opened.files(item_folder(A)) != ()
    for held in HELD:
        for pictures in ((), (PICTURE, "content/cs/none.png")):
            opened.hold(held, pictures)
            assert right == list(answers(opened)), held


def test_what_was_held_before_is_let_go(tmp_path: Path) -> None:
    town = Town(tmp_path / "town")
    town.update()
    index = town.open()
    index.hold((A,), (PICTURE,))
    index.hold(())
    town.write({A: None, PICTURE: None, A_EN: None})
    town.commit()
    town.update()
    assert index.item(A) is None
    assert index.attachment(PICTURE) is None
    assert index.file_address(PICTURE) is None
