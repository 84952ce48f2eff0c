"""A town of one's own for each test."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.index.town import Town


@pytest.fixture
def town(tmp_path: Path) -> Town:
    """A freshly committed town, its index not yet made."""
    return Town(tmp_path / "town")
