"""中止 (stop): what keeps a verb from doing its work and can be explained to the person."""

from __future__ import annotations

from collections.abc import Mapping

from sanshen.model.findings import Finding

UNREADABLE = 2


class Stop(Exception):  # noqa: N818 - a stop is explained to a person, it is no bug
    """Base of every explained error.

    ``findings`` are said one by one; else ``key`` names a sentence of the catalogue with
    ``values``; else the exception's own text is said. ``exit_code`` as the design has them.
    """

    exit_code = UNREADABLE
    findings: tuple[Finding, ...] = ()
    key: str = ""
    values: Mapping[str, object] = {}
