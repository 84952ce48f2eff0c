"""Open unit books of the sample city as it is: what it would show, and what is released of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest

from sanshen.units.book import UnitBook
from tests.city.sample_city import SampleCity


@pytest.fixture(scope="session")
def untouched_city(
    tmp_path_factory: pytest.TempPathFactory, sample_files: Mapping[str, bytes]
) -> SampleCity:
    """The sample city, everything in it released; not to be changed."""
    city = SampleCity(tmp_path_factory.mktemp("units") / "city", sample_files)
    city.release()
    return city


@pytest.fixture(scope="session")
def preview(untouched_city: SampleCity) -> Iterator[UnitBook]:
    """The portal in a preview."""
    with untouched_city.book() as book:
        yield book


@pytest.fixture(scope="session")
def public(untouched_city: SampleCity) -> Iterator[UnitBook]:
    """The portal as released."""
    with untouched_city.book(publishing=True) as book:
        yield book
