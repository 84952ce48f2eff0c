"""执行导入: read the source folder, plan, write what the plan says, report."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import NoReturn

from sanshen.importer.mapping import Mapping
from sanshen.importer.plan import plan_import
from sanshen.importer.report import ImportReport, report_of
from sanshen.importer.results import ImportPlan
from sanshen.importer.target import ImportRefusedError, into_column, load_target
from sanshen.model.findings import finding

SUFFIX = ".md"


def import_markdown(
    source: Path,
    root: Path,
    site: str,
    column: str | None,
    mapping: Mapping,
    now: datetime,
    old_addresses: Sequence[str] = (),
) -> ImportReport:
    """Import every ``*.md`` below ``source`` into a site of the repository at ``root``.

    ``column`` is where all goes; None for a mapping that says which folder goes where. Writes
    items with their files, columns the mapping has settings for, the site's 存量登记 and
    转向清单; publishes and commits nothing; a second run writes nothing. Raises
    ``ImportRefusedError`` before anything is written when site, column, register or source
    folder can't be used.
    """
    mapping = into_column(column, mapping)
    target = load_target(root, site, mapping)
    documents, files = _read_folder(source)
    plan = plan_import(documents, target, mapping, now, files, old_addresses)
    write_plan(root, plan)
    taken = set(plan.taken)
    return report_of(plan, tuple(sorted(path for path in files if path not in taken)))


def read_addresses(file: Path) -> tuple[str, ...]:
    """原网址清单: the addresses in a YAML list, or one a line; ``ImportRefusedError``, M131.

    Lines that begin with ``#`` are remarks.
    """
    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        found = finding("M131", str(file), reason=str(error))
        raise ImportRefusedError((found,)) from error
    bare = (line.strip().removeprefix("- ").strip().strip("\"'") for line in lines)
    found_lines = (line for line in bare if line and not line.startswith("#"))
    return tuple(dict.fromkeys(found_lines))


def write_plan(root: Path, plan: ImportPlan) -> None:
    """Write the plan's settings, files and new items, then register and redirects.

    Never over an item or file that is there; each appears whole or not at all, so an
    interrupted import is completed by running it again. Raises ``FileExistsError`` when a file
    has come in between.
    """
    for path, data in (*plan.settings.items(), *plan.files.items()):
        _write(root / path, data, replace=False)
    for item in plan.items:
        if item.new:
            _write(root / item.path, item.data, replace=False)
    if plan.register is not None:
        _write(root / plan.register_path, plan.register, replace=True)
    if plan.redirects is not None:
        _write(root / plan.redirects_path, plan.redirects, replace=True)


def _read_folder(source: Path) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """(Markdown files, the others), by path below ``source``; hidden ones left out."""
    documents: dict[str, bytes] = {}
    others: dict[str, bytes] = {}
    for folder, folders, names in os.walk(source, onerror=_refuse):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for file in (Path(folder) / name for name in names if not name.startswith(".")):
            path = file.relative_to(source).as_posix()
            try:
                chosen = documents if file.suffix.lower() == SUFFIX else others
                chosen[path] = file.read_bytes()
            except OSError as error:
                _refuse(error)
    return documents, others


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
