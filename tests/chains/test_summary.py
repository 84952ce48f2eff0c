"""The account of the chains: added up, and printed by whatever run has walked some."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any, cast

import pytest

import tests.conftest
from tests.chains.summary import print_chains


class Reporter:
    """A terminal that keeps its lines."""

    def __init__(self, *counts: dict[str, int]) -> None:
        reports = [
            SimpleNamespace(when="teardown", user_properties=[("chains", json.dumps(one))])
            for one in counts
        ]
        self.stats: dict[str, list[Any]] = {"": reports}
        self.lines: list[str] = []

    def section(self, title: str) -> None:
        """A heading."""
        self.lines.append(title)

    def write_line(self, text: str) -> None:
        """A line."""
        self.lines.append(text)


def printed(*counts: dict[str, int]) -> list[str]:
    reporter = Reporter(*counts)
    print_chains(cast("pytest.TerminalReporter", reporter))
    return reporter.lines


def test_the_account_adds_up_what_all_workers_did() -> None:
    title, totals, edits = printed({"chains": 2, "edit rename": 3}, {"chains": 5, "edit merge": 1})
    assert (title, totals) == ("chains", "chains: 7")
    assert edits.startswith("edits: 4, by kind: ")
    assert "rename 3" in edits
    assert "merge 1" in edits


def test_a_run_without_chains_has_no_account() -> None:
    assert printed() == []


def test_the_account_is_asked_for_where_a_run_over_everything_looks() -> None:
    assert tests.conftest.pytest_terminal_summary.__module__ == "tests.conftest"
