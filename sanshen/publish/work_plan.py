"""构建计划 (work plan): what one build of one site has to do, and what came of it, as files.

Whoever prepares a build (our own command) and whoever renders it (Pelican, in a process of its
own) need not be the same process; between them are two small JSON files in ``build/plans``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from sanshen.index.rows import UnitRow
from sanshen.model.findings import Finding
from sanshen.model.stops import Stop
from sanshen.publish.workshop import Made
from sanshen.units.unit import UnitRef

FORMAT = "sanshen/work-plan/1"
PATHS = ("index", "records", "tree")


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


def write_plan(file: Path, plan: WorkPlan) -> None:
    """Write a plan where the rendering process finds it."""
    values = {field.name: getattr(plan, field.name) for field in fields(plan)}
    paths = {name: str(values[name]) for name in PATHS}
    _write(file, {"format": FORMAT, **values, **paths})


def read_plan(file: Path) -> WorkPlan:
    """Read a plan; WorkPlanError when it is not one."""
    body = _read(file)
    try:
        refs = tuple(UnitRef(type_, tuple(args)) for type_, args in body.pop("refs"))
        paths = {name: Path(body[name]) for name in PATHS}
        return WorkPlan(**{**body, **paths, "refs": refs})
    except (KeyError, TypeError, ValueError) as error:
        raise WorkPlanError(f"{file}: {error}") from error


def write_result(file: Path, results: Iterable[Made]) -> None:
    """Write what came of a plan."""
    made = [
        {**one._asdict(), "findings": [asdict(found) for found in one.findings]} for one in results
    ]
    _write(file, {"format": FORMAT, "made": made})


def read_result(file: Path) -> tuple[Made, ...]:
    """Read what came of a plan; WorkPlanError when it is not a result."""
    try:
        return tuple(_made(one) for one in _read(file)["made"])
    except (KeyError, TypeError, ValueError) as error:
        raise WorkPlanError(f"{file}: {error}") from error


def _made(one: dict[str, Any]) -> Made:
    rows = tuple(
        UnitRow(path, type_, tuple(args), key, sha256, size)
        for path, type_, args, key, sha256, size in one["rows"]
    )
    findings = tuple(
        Finding(**{**found, "args": tuple((n, v) for n, v in found["args"])})
        for found in one["findings"]
    )
    targets = tuple((target, page) for target, page in one["targets"])
    return Made(rows, tuple(one["gone"]), one["same"], findings, targets, one["tally"])


def _write(file: Path, body: dict[str, Any]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    temporary = file.with_name(f"{file.name}.new")
    temporary.write_text(json.dumps(body, ensure_ascii=False), encoding="utf-8")
    temporary.replace(file)


def _read(file: Path) -> dict[str, Any]:
    try:
        body = json.loads(file.read_text(encoding="utf-8"))
        if body.pop("format") != FORMAT:
            raise WorkPlanError(f"{file}: not a {FORMAT}")
        return dict(body)
    except (OSError, ValueError, KeyError, AttributeError, TypeError) as error:
        raise WorkPlanError(f"{file}: {error}") from error
