"""What the chains did is counted and printed at the end of the run."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.chains.chain import KINDS
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


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Chains, builds and edits by kind, over all tests and workers."""
    total: Counter[str] = Counter()
    for reports in terminalreporter.stats.values():
        for report in reports:
            for name, value in getattr(report, "user_properties", ()):
                if name == "chains" and getattr(report, "when", "") == "teardown":
                    total.update(json.loads(value))
    if not total:
        return
    edits = {kind: total[f"edit {kind}"] for kind in KINDS}
    terminalreporter.section("chains")
    rest = {name: n for name, n in sorted(total.items()) if not name.startswith("edit ")}
    terminalreporter.write_line(", ".join(f"{name}: {number}" for name, number in rest.items()))
    terminalreporter.write_line(f"edits: {sum(edits.values())}, by kind: " + ", ".join(
        f"{kind} {number}" for kind, number in edits.items()
    ))  # fmt: skip
