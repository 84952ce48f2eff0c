"""回收暂停: the collector rests while work is done and goes on as it did before."""

from __future__ import annotations

import gc

import pytest

from sanshen.content.collecting import collector_paused


def test_the_collector_rests_and_goes_on_even_after_an_error() -> None:
    def fail() -> None:
        assert not gc.isenabled()
        raise ZeroDivisionError

    assert gc.isenabled()
    with pytest.raises(ZeroDivisionError), collector_paused():
        fail()
    assert gc.isenabled()


def test_who_paused_it_before_finds_it_paused() -> None:
    with collector_paused():
        with collector_paused():
            pass
        assert not gc.isenabled()
    assert gc.isenabled()
