"""Fixtures of the office: clones that fetch from and push to a city by a plain path."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.city.city import City
from tests.walks.office import LiveCity, Office


@pytest.fixture
def office(city: City, tmp_path: Path) -> Office:
    """The city reached by its folder: no server is needed for what clones do."""
    return Office(LiveCity(city), tmp_path, str(city.repository.path))
