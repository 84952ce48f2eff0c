"""Fixtures of the walks: a served city of one's own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.city.city import City
from tests.city.content import PROJECT, city_files
from tests.walks.office import Office, served

THEMED = ("theme", "pelicanconf.py", "publishconf.py")


@pytest.fixture(scope="session")
def themed_template(tmp_path_factory: pytest.TempPathFactory, city_keys: dict[str, Path]) -> City:
    """The test city with the project's theme, which can be published; its baseline released."""
    files = city_files()
    for name in THEMED:
        place = PROJECT / name
        for file in [place] if place.is_file() else sorted(place.rglob("*")):
            if file.is_file():
                files[file.relative_to(PROJECT).as_posix()] = file.read_bytes()
    city = City.found(tmp_path_factory.mktemp("themed") / "house", city_keys, files)
    city.sign_baseline()
    return city


@pytest.fixture
def published_office(themed_template: City, tmp_path: Path) -> Iterator[Office]:
    """A served city that can be published."""
    with served(themed_template.copy(tmp_path / "house"), tmp_path) as opened:
        yield opened


@pytest.fixture
def office(city: City, tmp_path: Path) -> Iterator[Office]:
    """A served city whose baseline is released."""
    with served(city, tmp_path) as opened:
        yield opened
