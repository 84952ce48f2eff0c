"""Fixtures of the walks: a served city of one's own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.city.city import City
from tests.walks.office import Office, served


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
