"""断点 (fault points): the moments between two steps at which a build may be killed.

A test kills the process at each; the tuple is compared with the calls in the code.
"""

from __future__ import annotations

import os
import signal

FAULT_POINTS = (
    "trees.marked",
    "trees.levelling",
    "trees.levelled",
    "trees.written",
    "trees.cleared",
    "trees.recorded",
    "trees.swapped",
    "standby.marked",
    "standby.levelling",
)
VARIABLE = "SANSHEN_FAULT"


def reach(point: str) -> None:
    """Die here by SIGKILL when the environment asks for this very point; else do nothing."""
    if os.environ.get(VARIABLE) == point:
        os.kill(os.getpid(), signal.SIGKILL)
