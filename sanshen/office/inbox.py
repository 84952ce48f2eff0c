"""待办 (inbox): what is under review, who holds it, and until when it is due."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sanshen.content.item import Item
from sanshen.content.source import MemorySource, Source, TreeSource
from sanshen.content.tree import load_tree
from sanshen.gate.house import DRAFT_PREFIX
from sanshen.gate.judgement import calendar_files
from sanshen.gitio.repository import Repository
from sanshen.ledger.reading import main_commit
from sanshen.model.changes import ChangeClass
from sanshen.office.clone import REMOTE
from sanshen.policy.policy import Role
from sanshen.review.state import ChangeState, ReviewState
from sanshen.review.verdict import Verdict, VerdictState, evaluate_change
from sanshen.workdays.calendar import WorkCalendar
from sanshen.workdays.clocks import Due, due_for
from sanshen.workdays.year_file import parse_calendar


@dataclass(frozen=True, slots=True)
class InboxRow:
    """待办事项: a change, its verdict, whether it waits for ``person``, its nearest due time."""

    change: ChangeState
    verdict: Verdict
    mine: bool
    due: Due | None


def draft_reference(change: ChangeState) -> str:
    """Where the server keeps the draft of this round."""
    return f"{DRAFT_PREFIX}{change.number}/{change.round}"


def fetch_drafts(repository: Repository) -> None:
    """Bring the drafts of all changes into this clone, under the names they have there."""
    repository.run("fetch", "--quiet", REMOTE, f"+{DRAFT_PREFIX}*:{DRAFT_PREFIX}*")


def read_inbox(
    repository: Repository, state: ReviewState, person: str, now: datetime
) -> tuple[InboxRow, ...]:
    """Every open change, those waiting for ``person`` first, then the nearest due."""
    main = TreeSource(repository, main_commit(repository))
    calendar = parse_calendar(calendar_files(main))
    rows = []
    for change in state.open_changes():
        verdict = evaluate_change(state, change, now)
        mine = waits_for(verdict, change, person)
        rows.append(InboxRow(change, verdict, mine, _due(repository, change, main, calendar)))
    return tuple(sorted(rows, key=_urgency))


def waits_for(verdict: Verdict, change: ChangeState, person: str) -> bool:
    """Whether ``person`` can do something about this change now."""
    if verdict.state in (VerdictState.OVERTAKEN, VerdictState.WITHHELD, VerdictState.RETURNED):
        return person in change.contributors
    return _may_act(verdict, person)


def _may_act(verdict: Verdict, person: str) -> bool:
    return any(person in step.may for step in verdict.waiting)


def _urgency(row: InboxRow) -> tuple[bool, float, int]:
    due = row.due.due.timestamp() if row.due else float("inf")
    return (not row.mine, due, row.change.number)


def _due(
    repository: Repository, change: ChangeState, main: Source, calendar: WorkCalendar
) -> Due | None:
    if change.klass is not ChangeClass.CONTENT:
        return None
    tree = load_tree(_only(repository, change, main))
    dues = []
    for path in change.paths & tree.items.keys():
        item = tree.items[path]
        if _is_covered(item, calendar):
            due = due_for(item, ZoneInfo(tree.sites[item.site].timezone), calendar)
            dues += [due] if due is not None else []
    return min(dues, key=lambda d: d.due, default=None)


def _is_covered(item: Item, calendar: WorkCalendar) -> bool:
    """Whether the calendar reaches back to the item: an old document's clock ran out long ago."""
    issued_on = getattr(item.header, "issued_on", None)
    return issued_on is None or issued_on.year >= calendar.first_year


def _only(repository: Repository, change: ChangeState, main: Source) -> MemorySource:
    """The changed items with the settings they are read by: enough to know their dates."""
    settings = [p for p in main.blobs() if p.startswith("content/") and p.endswith(".yml")]
    files: dict[str, bytes] = dict(main.read(settings))
    for file in change.files:
        if file.new is not None and file.path.endswith(".md"):
            files[file.path] = repository.read_blob(file.new.partition(":")[2])
    return MemorySource(files)


def holder_roles(verdict: Verdict) -> Mapping[Role, tuple[str, ...]]:
    """Who holds the change now, by role."""
    return {step.role: step.may for step in verdict.waiting}
