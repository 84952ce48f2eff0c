"""审核结论的说明 (explanation): a verdict as one paragraph and as JSON."""

from __future__ import annotations

from typing import Any

from sanshen.catalogue import message
from sanshen.content.addresses import split_item_path
from sanshen.content.old_addresses import address_of
from sanshen.model.statements import Conclusion
from sanshen.policy.policy import ReviewPolicy, Role
from sanshen.review.moves import origins
from sanshen.review.state import ChangeState
from sanshen.review.verdict import StepView, Verdict, VerdictState


def role_name(role: Role | str, lang: str) -> str:
    """一审（初审） or “first review”."""
    return message(f"role.{Role(role).value}", lang)


def render_verdict(change: ChangeState, verdict: Verdict, policy: ReviewPolicy, lang: str) -> str:
    """The verdict as one paragraph: what it is, who did what, who comes next, what blocks."""
    stop = "。" if lang == "zh" else ". "
    state = message(f"verdict.{verdict.state.value}", lang)
    parts = [
        message("verdict.head", lang, change=change.number, title=change.title,
                round=change.round, state=state)
    ]  # fmt: skip
    parts += [_step(step, change.round, policy, lang) for step in verdict.steps]
    for path, other in verdict.overtaken:
        number = other if other is not None else "?"
        parts.append(message("verdict.overtaken-by", lang, file=path, other=number))
    return (stop.join(parts) + stop).strip()


def _step(step: StepView, number: int, policy: ReviewPolicy, lang: str) -> str:
    comma = "、" if lang == "zh" else ", "
    role = role_name(step.role, lang)
    if step.returned is not None and not step.done:
        statement = step.returned.statement
        reason = " ".join(statement.note.split())
        earlier = statement.round < number and bool(step.may)
        people = comma.join(person_name(policy, i, lang) for i in step.may)
        key = "verdict.step-again" if earlier else "verdict.step-returned"
        said = {"person": statement.person, "reason": reason, "people": people}
        return message(key, lang, role=role, **said)
    if step.done:
        people = comma.join(a.statement.person for a in step.by)
        return message("verdict.step-done", lang, role=role, people=people)
    held = [a.statement for a in step.by if a.statement.conclusion is not Conclusion.OPEN]
    if held and step.role is Role.SECRECY:
        statement = held[0]
        conclusion = statement.conclusion.value if statement.conclusion else "open"
        shown = message(f"conclusion.{conclusion}", lang)
        return message("verdict.secrecy-held", lang, person=statement.person, conclusion=shown)
    if not step.may:
        return message("verdict.step-nobody", lang, role=role)
    people = comma.join(person_name(policy, i, lang) for i in step.may)
    return message("verdict.step-waiting", lang, role=role, people=people)


def person_name(policy: ReviewPolicy, person: str, lang: str) -> str:
    """An id with the post it stands for."""
    known = policy.people.get(person)
    if known is None:
        return person
    return f"{person}（{known.post}）" if lang == "zh" else f"{person} ({known.post})"


def render_movements(change: ChangeState, lang: str) -> tuple[str, ...]:
    """A line for each item that moves, is merged or goes for good: its address is public."""
    lines = []
    rows = {file.path: file for file in change.files}
    moved = origins(change.files, change.moves)
    for old, new in change.moves:
        key = "moves.moved" if moved.get(new) == old else "moves.merged"
        lines.append(message(key, lang, old=_address(old), new=_address(new)))
    taken = {move.old for move in change.moves}
    for path in sorted(rows.keys() - taken):
        if rows[path].new is None and split_item_path(path) is not None:
            lines.append(message("moves.gone", lang, address=_address(path)))
    return tuple(lines)


def _address(path: str) -> str:
    place = address_of(path)
    return place[1] if place is not None else path


def verdict_json(change: ChangeState, verdict: Verdict) -> dict[str, Any]:
    """The verdict as plain data, keys stable."""
    return {
        "change": change.number,
        "title": change.title,
        "class": change.klass.value,
        "round": change.round,
        "digest": change.digest,
        "state": verdict.state.value,
        "publishable": verdict.state is VerdictState.READY,
        "contributors": sorted(change.contributors),
        "steps": [_step_json(step) for step in verdict.steps],
        "overtaken": [{"path": path, "by": other} for path, other in verdict.overtaken],
        "moves": [{"old": old, "new": new} for old, new in change.moves],
    }


def _step_json(step: StepView) -> dict[str, Any]:
    returned = step.returned.statement if step.returned else None
    return {
        "role": step.role.value,
        "done": step.done,
        "by": [{"person": a.statement.person, "entry": a.seq} for a in step.by],
        "may": list(step.may),
        "returned": {"person": returned.person, "reason": returned.note} if returned else None,
    }
