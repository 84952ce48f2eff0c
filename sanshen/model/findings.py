"""问题 (finding): one thing a check found, as data; its wording lives in the catalogue."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """问题等级: a blocking finding (阻断) stops a change, a warning (提示) does not."""

    BLOCKING = "blocking"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One finding: where it is, its stable code, and the values its sentence needs.

    ``path`` is relative to the repository, with ``/``; ``line`` and ``column`` count from 1,
    0 where the finding concerns the whole file. ``args`` are the (name, value) pairs that
    the catalogue declares for ``code``.
    """

    path: str
    line: int
    column: int
    code: str
    args: tuple[tuple[str, str], ...] = ()

    @property
    def fingerprint(self) -> str:
        """问题标识: code and path, so that tomorrow's scan knows the finding again."""
        return f"{self.code}:{self.path}"


def finding(code: str, path: str, line: int = 0, column: int = 0, **args: object) -> Finding:
    """Make a finding; values are kept as text, in the order of their names."""
    pairs = tuple((name, str(args[name])) for name in sorted(args))
    return Finding(path, line, column, code, pairs)


@dataclass(frozen=True, slots=True)
class CheckResult:
    """检查结果: what a check examined, found, and skipped with a reason.

    A check that examined nothing has not passed (design, law 1).
    """

    name: str
    examined: int
    findings: tuple[Finding, ...] = ()
    skipped: tuple[tuple[str, str], ...] = ()
