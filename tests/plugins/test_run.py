"""One run of Pelican: what it does while it waits for its plan."""

from __future__ import annotations

import io
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from jinja2 import TemplateRuntimeError
from sanshen_pelican.run import KEY, RefusedError, Run
from sanshen_pelican.settings import preview_settings

from sanshen.publish.pelican_process import WAITING
from sanshen.theming.templating import PageRenderer


@pytest.fixture
def waiting(city: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """A run that was started early, by somebody who turns out to have nothing to do."""
    monkeypatch.setattr(sys, "stdin", io.StringIO(""))
    run = preview_settings({}, city)[KEY]
    assert isinstance(run, Run)
    return replace(run, plan_file=Path(WAITING))


def test_templates_are_compiled_before_the_plan_is_told(waiting: Run) -> None:
    cache = waiting.root / ".git/sanshen/theme"
    before = set(cache.rglob("*"))
    with pytest.raises(RefusedError):
        waiting.plan  # noqa: B018
    assert len(set(cache.rglob("*")) - before) >= len(waiting.theme.templates)


def test_what_cannot_be_compiled_stops_nobody_who_waits(
    waiting: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: PageRenderer) -> None:
        raise TemplateRuntimeError

    monkeypatch.setattr(PageRenderer, "prepare", fail)
    with pytest.raises(RefusedError):
        waiting.plan  # noqa: B018
