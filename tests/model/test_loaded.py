"""载入之后: the collector works again once a program is loaded, and leaves what is there alone."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from sanshen.model.loaded import keep_loaded


@pytest.fixture
def _thawed() -> Iterator[None]:
    yield
    gc.enable()
    gc.unfreeze()


@pytest.mark.usefixtures("_thawed")
def test_the_collector_is_on_again_and_leaves_what_was_loaded() -> None:
    gc.disable()
    keep_loaded()
    assert gc.isenabled()
    assert gc.get_freeze_count() > 0


def test_a_program_that_never_turned_it_off_is_left_as_it_is() -> None:
    frozen = gc.get_freeze_count()
    keep_loaded()
    assert gc.isenabled()
    assert gc.get_freeze_count() == frozen
