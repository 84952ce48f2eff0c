"""断点 (fault points): the moments between two durable steps at which the gate may die.

A test kills the process at each; the tuple is compared with the calls in the code.
"""

from __future__ import annotations

import os
import signal

FAULT_POINTS = (
    "handover.written",
    "submission.draft-written",
    "submission.entered",
    "statement.entered",
    "ledger.commit-written",
    "ledger.moved",
    "release.announced",
    "release.commit-written",
    "release.main-moved",
    "release.entered",
    "publish.entered",
)
VARIABLE = "SANSHEN_FAULT"


def fault(point: str) -> None:
    """Die here by SIGKILL when the environment asks for this very point; else do nothing."""
    if os.environ.get(VARIABLE) == point:
        os.kill(os.getpid(), signal.SIGKILL)
