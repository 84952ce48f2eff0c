"""检查的依据 (context): all that a check may know; nothing else reaches it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sanshen.content.addresses import original_path
from sanshen.content.content_tree import ContentTree
from sanshen.content.item import Item
from sanshen.model.findings import CheckResult, Finding
from sanshen.workdays import WorkCalendar

WHOLE = "content"
"""The path of findings about the whole tree, which concern every change."""
_SETTINGS = ("/column.yml", "/site.yml")


@dataclass(frozen=True, slots=True)
class Context:
    """What checks are given.

    ``now`` is an aware instant. ``changed`` are the paths of one change, None for the whole
    tree. ``released`` maps a path to its first RELEASED time; None where there is no ledger,
    and checks of deadlines then are skipped with that reason, not passed. ``baseline`` are
    the paths registered as 存量, whose clocks ended before this ledger began.
    """

    tree: ContentTree
    now: datetime
    calendar: WorkCalendar
    changed: frozenset[str] | None = None
    released: Mapping[str, datetime] | None = None
    baseline: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        if self.now.tzinfo is None:
            raise ValueError("now must be an aware datetime")

    def concerns(self, path: str) -> bool:
        """Whether a path belongs to what is checked: always, or as part of the change.

        A file belongs to a change that touches it, its item (an attachment's), or the
        settings of its column or site: those decide how it is read. So what is wrong with
        settings, or with a folder, belongs to every change of what lies below: it is not read.
        """
        if self.changed is None or path in self.changed or path == WHOLE:
            return True
        folder = path.rpartition("/")[0] if path.endswith(_SETTINGS) else path
        return self._touches(folder) or any(g in self.changed for g in _governors(path))

    def concerned_items(self) -> Iterator[Item]:
        """The items to be checked, in the order of their paths."""
        for path in sorted(self.tree.items):
            item = self.tree.items[path]
            if self.concerns(path) or self._touches(item.folder):
                yield item

    def concerned_findings(self, findings: Iterable[Finding]) -> tuple[Finding, ...]:
        """Those findings that this change causes or touches.

        A finding may lie in an unchanged file and name a changed one: a second item with the
        same number, a link to a deleted file.
        """
        changed = self.changed
        if changed is None:
            return tuple(findings)
        return tuple(
            found
            for found in findings
            if self.concerns(found.path) or any(value in changed for _, value in found.args)
        )

    def _touches(self, folder: str) -> bool:
        return any(path.startswith(f"{folder}/") for path in self.changed or ())


def result(
    name: str,
    examined: int,
    findings: Iterable[Finding] = (),
    skipped: Iterable[tuple[str, str]] = (),
) -> CheckResult:
    """A check's result with its findings in order and none twice."""
    return CheckResult(name, examined, tuple(sorted(set(findings))), tuple(skipped))


def _governors(path: str) -> Iterator[str]:
    """The files that decide how ``path`` is read: its item, column and site."""
    parts = path.split("/")
    if len(parts) < 3:
        return
    yield f"content/{parts[1]}/site.yml"
    yield f"{path.rpartition('/')[0]}.md"
    if path.endswith(".md"):
        yield original_path(path)
    for end in range(len(parts) - 1, 2, -1):
        yield f"{'/'.join(parts[:end])}/column.yml"
