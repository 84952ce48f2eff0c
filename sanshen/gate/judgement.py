"""提交的检查 (judgement): what the checks say of a change, laid over main, before it opens."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sanshen.content.content_tree import ContentTree
from sanshen.content.redirects import NAME as REDIRECTS
from sanshen.content.settings import parse_legacy
from sanshen.content.source import Source, TreeSource
from sanshen.content.tree import load_tree
from sanshen.gate.gate import Gate
from sanshen.gate.house import MAIN_REF
from sanshen.gate.moves import check_former, check_led_here, check_lists, check_moved
from sanshen.gate.release import tree_changes
from sanshen.gitio.repository import Repository
from sanshen.gitio.writing import write_tree
from sanshen.model.changes import POLICY_PATH, ChangeClass, FileChange, Move
from sanshen.model.findings import Finding, finding
from sanshen.policy.coverage import check_coverage, check_guard
from sanshen.policy.load import load_policy
from sanshen.review.legacy import FOLDER as LEGACY_FOLDER
from sanshen.review.matter import group_matters
from sanshen.review.moves import carried_times, find_moves
from sanshen.review.references import SUBMIT_REF
from sanshen.review.state import ReviewState
from sanshen.rules import Context, run_checks
from sanshen.workdays.calendar import FOLDER as CALENDAR_FOLDER
from sanshen.workdays.year_file import parse_calendar

BASELINE_KEY = "registry/legacy"


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a change is about (``key``, ``title``), what is wrong with it, and the tree judged.

    ``moves`` are the items whose address another one takes over.
    """

    key: str
    title: str
    findings: tuple[Finding, ...]
    tree: ContentTree | None = None
    moves: tuple[Move, ...] = ()


def judge(gate: Gate, files: tuple[FileChange, ...], klass: ChangeClass) -> Judgement:
    """What the checks say of a change of class ``klass``, laid over main as it is now."""
    if klass is ChangeClass.GUARD:
        return judge_guard(gate, files)
    return judge_content(gate, files, klass)


def judge_content(gate: Gate, files: tuple[FileChange, ...], klass: ChangeClass) -> Judgement:
    """Check content laid over main; a baseline is one migration, anything else one matter."""
    repository = gate.repository
    result = result_source(repository, files)
    new = load_tree(result)
    changed = frozenset(f.path for f in files)
    old = load_tree(TreeSource(repository, MAIN_REF))
    moves = find_moves(new, changed) if klass is ChangeClass.CONTENT else ()
    carried = carried_times(gate.state.released, files, moves)
    found: list[Finding] = []
    context = Context(
        tree=new,
        now=gate.now,
        calendar=parse_calendar(calendar_files(result)),
        changed=changed,
        released=release_times(gate.state, carried),
        baseline=changed if klass is ChangeClass.BASELINE else frozenset(),
    )
    for checked in run_checks(context):
        found.extend(checked.findings)
    if klass is ChangeClass.CONTENT:
        found.extend(check_moved(repository, gate.state, files, moves))
        found.extend(check_former(gate.state, old, new, changed, moves))
        found.extend(check_led_here(old, new, changed))
    found.extend(check_registers(result, files))
    if klass is ChangeClass.BASELINE:
        title = "、".join(sorted({p.split("/")[1] for p in changed if p.startswith("content/")}))
        return Judgement(BASELINE_KEY, f"存量登记：{title}", tuple(sorted(set(found))), new)
    matters = group_matters(old, new, changed)
    if len(matters) > 1:
        first, second = matters[0].title, matters[1].title
        found.append(finding("V107", SUBMIT_REF, first=first, second=second))
    leading = matters[0] if matters else None
    key, title = (leading.key, leading.title) if leading else ("", "")
    return Judgement(key, title, tuple(sorted(set(found))), new, moves)


def judge_guard(gate: Gate, files: tuple[FileChange, ...]) -> Judgement:
    """Check settings and policy as they would be on main after the change."""
    result = result_source(gate.repository, files)
    changed = frozenset(f.path for f in files)
    tree = load_tree(result)
    calendar = parse_calendar(calendar_files(result))
    context = Context(tree=tree, now=gate.now, calendar=calendar, changed=changed)
    # Settings decide how what lies below is read: what that breaks is part of the change.
    found = [*context.concerned_findings(tree.findings), *check_registers(result, files)]
    if any(path.endswith(f"/{REDIRECTS}") for path in changed):
        found.extend(check_lists(load_tree(TreeSource(gate.repository, MAIN_REF)), tree))
    text = dict(result.read([p for p in (POLICY_PATH,) if p in result.blobs()])).get(POLICY_PATH)
    policy, wrong = load_policy(text)
    found.extend(wrong)
    if policy is not None:
        found.extend(check_coverage(policy, tree))
        found.extend(check_guard(policy, gate.now))
    paths = sorted(changed)
    return Judgement(paths[0] if paths else "", "制度变更：" + "、".join(paths), tuple(found), tree)


def check_registers(result: Source, files: tuple[FileChange, ...]) -> Iterator[Finding]:
    """What is wrong with the legacy registers a change brings: an unread one gives no times."""
    plain = [f.path for f in files if f.new is not None and f.new.startswith("100644:")]
    for path, data in result.read([p for p in plain if p.startswith(LEGACY_FOLDER)]):
        yield from parse_legacy(path, data)[1]


def result_source(repository: Repository, files: tuple[FileChange, ...]) -> TreeSource:
    """Main's tree with exactly these paths replaced, as a source."""
    return TreeSource(repository, write_tree(repository, MAIN_REF, tree_changes(files)))


def calendar_files(source: Source) -> dict[str, bytes]:
    """The calendar's year files of a source, by file name."""
    paths = [p for p in source.blobs() if p.startswith(CALENDAR_FOLDER + "/")]
    return {path.rpartition("/")[2]: data for path, data in source.read(paths)}


def release_times(
    state: ReviewState, carried: Mapping[str, str] | None = None
) -> dict[str, datetime]:
    """First publication of every released path; a day counts from its start in the city's zone.

    ``carried`` are the times of what moves in the change under judgement.
    """
    zone = ZoneInfo(state.policy_in_force().timezone)
    published = {path: file.published for path, file in state.released.items()}
    times = {}
    for path, time in {**published, **(carried or {})}.items():
        instant = datetime.fromisoformat(time)
        times[path] = instant if "T" in time else instant.replace(tzinfo=zone)
    return times
