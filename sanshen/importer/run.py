"""执行导入: read the source folder, plan, write what the plan says, report."""

from __future__ import annotations

import os
import tempfile
from datetime import datetime
from pathlib import Path
from typing import NoReturn

from sanshen.importer.mapping import Mapping
from sanshen.importer.plan import plan_import
from sanshen.importer.report import ImportReport, report_of
from sanshen.importer.results import ImportPlan
from sanshen.importer.target import ImportRefusedError, load_target
from sanshen.model.findings import finding

SUFFIX = ".md"


def import_markdown(
    source: Path, root: Path, site: str, column: str, mapping: Mapping, now: datetime
) -> ImportReport:
    """Import every ``*.md`` below ``source`` into a column of the repository at ``root``.

    Writes items and the site's 存量登记, publishes and commits nothing; a second run writes
    nothing. Raises ``ImportRefusedError`` before anything is written when site, column,
    register or source folder can't be used.
    """
    target = load_target(root, site, column, mapping.kind)
    documents, others = _read_folder(source)
    plan = plan_import(documents, target, mapping, now)
    write_plan(root, plan)
    return report_of(plan, others)


def write_plan(root: Path, plan: ImportPlan) -> None:
    """Write the plan's new items, then the register; never over a file that is there.

    Each file appears whole or not at all, so an interrupted import is completed by running
    it again. Raises ``FileExistsError`` when a file has come in between.
    """
    for item in plan.items:
        if item.new:
            _write(root / item.path, item.data, replace=False)
    if plan.register is not None:
        _write(root / plan.register_path, plan.register, replace=True)


def _read_folder(source: Path) -> tuple[dict[str, bytes], tuple[str, ...]]:
    """(Markdown files, names of the others), by path below ``source``; hidden ones left out."""
    documents: dict[str, bytes] = {}
    others: list[str] = []
    for folder, folders, names in os.walk(source, onerror=_refuse):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for file in (Path(folder) / name for name in names if not name.startswith(".")):
            path = file.relative_to(source).as_posix()
            if file.suffix.lower() != SUFFIX:
                others.append(path)
                continue
            try:
                documents[path] = file.read_bytes()
            except OSError as error:
                _refuse(error)
    return documents, tuple(sorted(others))


def _refuse(error: OSError) -> NoReturn:
    reason = error.strerror or str(error)
    raise ImportRefusedError((finding("M131", str(error.filename), reason=reason),)) from error


def _write(file: Path, data: bytes, replace: bool) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=file.parent, prefix=".import-")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        Path(temporary).chmod(0o644)
        if replace:
            Path(temporary).replace(file)
        else:
            # A hard link, because a rename would silently take the place of a newer file.
            os.link(temporary, file)
    finally:
        Path(temporary).unlink(missing_ok=True)
