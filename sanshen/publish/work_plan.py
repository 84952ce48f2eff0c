"""构建计划 (work plan): what one build of one site has to do, and what came of it, as files.

Whoever prepares a build (our own command) and whoever renders it (Pelican, in a process of its
own) need not be the same process; between them are two small JSON files in ``build/plans``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal, TypeVar

import msgspec

from sanshen.model.stops import Stop
from sanshen.publish.workshop import Made
from sanshen.units.unit import UnitRef

FORMAT: Final = "sanshen/work-plan/2"
F = TypeVar("F")


class WorkPlanError(Stop):
    """A plan or its result is missing or not in the format."""


@dataclass(frozen=True, slots=True)
class WorkPlan:
    """构建计划: the references to look at, what they are read from, the tree they are written to.

    ``treeish`` is empty for the working tree; ``every`` as in ``Order``; ``reason`` says why
    these references (``choosing.Chosen``).
    """

    site: str
    treeish: str
    publishing: bool
    index: Path
    records: Path
    tree: Path
    every: bool
    reason: str
    refs: tuple[UnitRef, ...]


@dataclass(frozen=True, slots=True)
class _PlanFile:
    format: Literal["sanshen/work-plan/2"]
    plan: WorkPlan


@dataclass(frozen=True, slots=True)
class _ResultFile:
    format: Literal["sanshen/work-plan/2"]
    made: tuple[Made, ...]


def write_plan(file: Path, plan: WorkPlan) -> None:
    """Write a plan where the rendering process finds it."""
    _write(file, _PlanFile(FORMAT, plan))


def read_plan(file: Path) -> WorkPlan:
    """Read a plan; WorkPlanError when it is not one."""
    return _read(file, _PlanFile).plan


def write_result(file: Path, results: Iterable[Made]) -> None:
    """Write what came of a plan."""
    _write(file, _ResultFile(FORMAT, tuple(results)))


def read_result(file: Path) -> tuple[Made, ...]:
    """Read what came of a plan; WorkPlanError when it is not a result."""
    return _read(file, _ResultFile).made


def _write(file: Path, body: _PlanFile | _ResultFile) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    temporary = file.with_name(f"{file.name}.new")
    temporary.write_bytes(msgspec.json.encode(body, enc_hook=str))
    temporary.replace(file)


def _read(file: Path, kind: type[F]) -> F:
    try:
        return msgspec.json.decode(file.read_bytes(), type=kind, dec_hook=_place)
    except (OSError, msgspec.MsgspecError) as error:
        raise WorkPlanError(f"{file}: {error}") from error


def _place(kind: type, value: Any) -> Any:
    """A path, the one kind of value that JSON has no form for."""
    return kind(value)
