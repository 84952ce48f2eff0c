"""构建记录 (reports): what the last build of a site made and removed, and because of what."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from sanshen.index.inputs import PREVIEW, PUBLISH
from sanshen.index.rows import Changes
from sanshen.publish.work_plan import WorkPlan

PLACE = "build/plans"


def report_file(root: Path, site: str, publishing: bool) -> Path:
    """Where the account of a site's last build is."""
    return root / PLACE / f"{site}.{PUBLISH if publishing else PREVIEW}.report.json"


def changed_paths(changes: Changes) -> dict[str, str]:
    """Content path → what of it changed: ``added``, ``removed``, ``text``, ``release``."""
    found: dict[str, str] = {}
    for change in changes.items:
        row = change.new or change.old
        if row is not None:
            found[row.path] = _what(change.old is None, change.new is None, change.body)
    for old, new in changes.attachments:
        file = new or old
        if file is not None:
            found[file.path] = _what(old is None, new is None, True)
    found |= dict.fromkeys(changes.settings, "text")
    return found


def _what(added: bool, removed: bool, body: bool) -> str:
    if added or removed:
        return "added" if added else "removed"
    return "text" if body else "release"


def write_report(
    root: Path,
    plan: WorkPlan,
    made: Sequence[str],
    removed: Sequence[str],
    changed: Mapping[str, str],
) -> None:
    """Keep the account of a build, for ``--why``."""
    file = report_file(root, plan.site, plan.publishing)
    body = {"reason": plan.reason, "made": made, "removed": removed, "changed": dict(changed)}
    file.parent.mkdir(parents=True, exist_ok=True)
    temporary = file.with_name(f"{file.name}.new")
    temporary.write_text(json.dumps(body, ensure_ascii=False), encoding="utf-8")
    temporary.replace(file)
