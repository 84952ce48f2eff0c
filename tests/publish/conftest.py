"""A publisher's clone of a city that can be published."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.city.city import City
from tests.publish.clone import Clone, cloned


@pytest.fixture
def clone(themed_template: City, tmp_path: Path) -> Clone:
    """A copy of the city and a publisher's clone of it."""
    return cloned(themed_template.copy(tmp_path / "house"), tmp_path / "clone")
