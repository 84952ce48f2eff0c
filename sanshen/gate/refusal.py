"""拒收的答复 (refusal): why nothing was taken in."""

from __future__ import annotations

from sanshen.catalogue import blocking, message, render_finding
from sanshen.model.findings import Finding


def render_refusal(findings: tuple[Finding, ...], lang: str) -> str:
    """Why nothing was taken in: the number of problems, then each with its remedy."""
    wrong = blocking(findings)
    lines = [message("answer.refused", lang, count=len(wrong))]
    lines += [f"  {render_finding(f, lang)}" for f in wrong]
    return "\n".join(lines) + "\n"
