"""回收暂停 (collecting): work that makes much and leaves no cycles, without the collector."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_paused() -> Iterator[None]:
    """No cyclic collection meanwhile; what there is to find is found afterwards.

    The collector looks through everything again and again while many small things are made.
    Records, rows and pages have no cycles, so it looks in vain.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
