"""构建受阻 (plan error): blocking findings; nothing of a site may be built."""

from __future__ import annotations

from sanshen.model.findings import Finding


class PlanError(Exception):
    """Blocking findings: nothing of this site may be built."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__(f"{len(findings)} findings")
        self.findings = findings
