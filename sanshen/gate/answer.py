"""给推送人的答复 (answer): what the pusher reads on the terminal, in seconds."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from sanshen.catalogue import message, render_finding
from sanshen.content.source import TreeSource
from sanshen.gate.gate import Gate
from sanshen.gate.house import MAIN_REF
from sanshen.gate.intake import Intake
from sanshen.gate.judgement import calendar_files
from sanshen.gate.refusal import render_refusal
from sanshen.gate.submission import Submission
from sanshen.model.changes import ChangeClass
from sanshen.model.statements import StatementType
from sanshen.policy.policy import Role
from sanshen.review.explain import person_name, render_movements, render_verdict, role_name
from sanshen.review.state import ChangeState
from sanshen.review.verdict import Verdict, VerdictState, evaluate_change
from sanshen.workdays.calendar import CalendarError
from sanshen.workdays.clocks import due_for
from sanshen.workdays.wording import render_due
from sanshen.workdays.year_file import parse_calendar


def render_submission(gate: Gate, taken: Submission, lang: str) -> str:
    """What a submission became: number, warnings, due time, who is next, how to preview."""
    change = taken.change
    if change is None:
        return render_refusal(taken.findings, lang)
    lines = [message("answer.submitted", lang, change=change.number, round=change.round,
                     title=change.title)]  # fmt: skip
    lines += [f"  {line}" for line in render_movements(change, lang)]
    lines += [f"  {render_finding(f, lang)}" for f in taken.findings]
    lines += _due_lines(gate, taken, lang)
    verdict = evaluate_change(gate.state, change, gate.now)
    lines += next_lines(gate, change, verdict, lang)
    lines.append(message("answer.preview", lang, change=change.number))
    return "\n".join(lines) + "\n"


def _due_lines(gate: Gate, taken: Submission, lang: str) -> list[str]:
    tree, change = taken.tree, taken.change
    if tree is None or change is None or change.klass is not ChangeClass.CONTENT:
        return []
    calendar = parse_calendar(calendar_files(TreeSource(gate.repository, MAIN_REF)))
    lines = []
    for path in sorted(change.paths & tree.items.keys()):
        item = tree.items[path]
        try:
            due = due_for(item, ZoneInfo(tree.sites[item.site].timezone), calendar)
        except CalendarError as error:
            lines += [f"  {render_finding(f, lang)}" for f in error.findings]
            continue
        if due is not None:
            wording = render_due(due, lang)
            lines.append(message("answer.due", lang, title=item.header.title, due=wording))
    return lines


def next_lines(gate: Gate, change: ChangeState, verdict: Verdict, lang: str) -> list[str]:
    """Who may act now, and with which command."""
    policy = gate.state.policy_in_force()
    comma = "、" if lang == "zh" else ", "
    lines = []
    for step in verdict.waiting:
        people = comma.join(person_name(policy, i, lang) for i in step.may)
        key = "answer.next-secrecy" if step.role is Role.SECRECY else "answer.next"
        if not people:
            key = "answer.nobody"
        lines.append(message(key, lang, role=role_name(step.role, lang), people=people,
                             change=change.number, stage=step.role.value))  # fmt: skip
    return lines


def render_intake(gate: Gate, taken: Intake, lang: str) -> str:
    """What a statement did: its entry, and either the release or what is still to come."""
    statement, entry = taken.statement, taken.entry
    if statement is None or entry is None:
        return render_refusal(taken.findings, lang)
    lines = [message("answer.entered", lang, entry=entry.seq)]
    if statement.type is StatementType.PUBLISH:
        lines.append(message("answer.published", lang, site=statement.site,
                             pages=len(statement.pages)))  # fmt: skip
        return "\n".join(lines) + "\n"
    change = gate.state.changes[statement.change]
    if taken.released is not None:
        lines.append(message("answer.released", lang, change=change.number, title=change.title,
                             entry=taken.released.seq))  # fmt: skip
        return "\n".join(lines) + "\n"
    verdict = evaluate_change(gate.state, change, gate.now)
    lines.append(render_verdict(change, verdict, gate.state.policy_in_force(), lang))
    if verdict.state is VerdictState.WAITING:
        lines += next_lines(gate, change, verdict, lang)
    return "\n".join(lines) + "\n"
