"""What the chains did, added up over all tests and workers and printed when all have ended."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from tests.chains.chain import KINDS


def print_chains(reporter: pytest.TerminalReporter) -> None:
    """Chains, builds and edits by kind; nothing where no chain was walked."""
    total: Counter[str] = Counter()
    for reports in reporter.stats.values():
        for report in reports:
            for name, value in getattr(report, "user_properties", ()):
                if name == "chains" and getattr(report, "when", "") == "teardown":
                    total.update(json.loads(value))
    if not total:
        return
    edits = {kind: total[f"edit {kind}"] for kind in KINDS}
    reporter.section("chains")
    rest = {name: n for name, n in sorted(total.items()) if not name.startswith("edit ")}
    reporter.write_line(", ".join(f"{name}: {number}" for name, number in rest.items()))
    reporter.write_line(f"edits: {sum(edits.values())}, by kind: " + ", ".join(
        f"{kind} {number}" for kind, number in edits.items()
    ))  # fmt: skip
