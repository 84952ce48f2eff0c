"""What git says when it refuses or fails."""

from __future__ import annotations

from collections.abc import Sequence

from sanshen.model.stops import Stop


class GitError(Stop):
    """git refused or failed; ``stderr`` is what it said."""

    def __init__(self, command: Sequence[str], code: int, stderr: str) -> None:
        super().__init__(f"git {command[0] if command else ''} ({code}): {stderr.strip()}")
        self.code = code
        self.stderr = stderr
