"""What the chains did is counted and printed at the end of the run."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.chains.versions import small_sizes


@pytest.fixture
def counts(record_property: pytest.FixtureRequest) -> Iterator[Counter[str]]:
    """A counter whose sums are printed at the end."""
    counter: Counter[str] = Counter()
    yield counter
    record_property("chains", json.dumps(counter))  # type: ignore[operator]


@pytest.fixture
def in_process(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Builds in this process, over lists that are cut into short pages."""
    monkeypatch.setenv("SANSHEN_EXECUTOR", "serial")
    with small_sizes():
        yield


@pytest.fixture(scope="session")
def themes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where fresh clones keep compiled templates; the cities under test never use it."""
    return tmp_path_factory.mktemp("themes")
