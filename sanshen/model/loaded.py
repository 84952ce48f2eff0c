"""载入之后 (loaded): the collector is off while modules load, and leaves them alone."""

from __future__ import annotations

import gc


def keep_loaded() -> None:
    """Turn the cyclic collector on where loading had turned it off, for what comes from now on.

    Modules, classes and functions stay to the end. Left alone they also stay shared with the
    copies of this process that do the work.
    """
    if not gc.isenabled():
        gc.freeze()
        gc.enable()
