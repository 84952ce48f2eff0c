"""中止: whatever stops a verb can be explained, with the exit code of the design."""

from __future__ import annotations

import importlib
import pkgutil

import pytest

import sanshen
from sanshen.catalogue import messages
from sanshen.model.findings import finding
from sanshen.model.stops import UNREADABLE, Stop
from sanshen.policy.load import PolicyError


def every_stop() -> list[type[Stop]]:
    """All kinds of stop there are, wherever they are defined."""
    for module in pkgutil.walk_packages(sanshen.__path__, "sanshen."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    found, todo = [], [Stop]
    while todo:
        here = todo.pop()
        found.append(here)
        todo.extend(here.__subclasses__())
    return found


@pytest.mark.parametrize("kind", every_stop(), ids=lambda kind: kind.__name__)
def test_every_stop_has_an_exit_code_of_the_design_and_a_known_sentence(kind: type[Stop]) -> None:
    assert kind.exit_code in (1, 2)
    assert not kind.key or kind.key in messages()


def test_a_stop_without_more_says_its_own_text() -> None:
    stop = Stop("no such thing")
    assert (stop.exit_code, stop.findings, stop.key) == (UNREADABLE, (), "")
    assert str(stop) == "no such thing"


def test_findings_of_a_stop_are_kept_one_by_one() -> None:
    found = (finding("P101", "review_policy.yml", reason="empty"),)
    stop = PolicyError(found)
    assert stop.findings == found
    assert "P101" in str(stop)
