"""``review``: what waits for me, who holds what until when, and one change in full."""

from __future__ import annotations

import argparse
import json

from sanshen.catalogue import message
from sanshen.cli.common import CLEAN, Verb, city_clone, now, tell
from sanshen.gitio.repository import Repository
from sanshen.office.clone import CloneError, fetch, identity_of, read_joined_state
from sanshen.office.inbox import InboxRow, fetch_drafts, holder_roles, read_inbox
from sanshen.office.showing import show_change
from sanshen.policy.policy import ReviewPolicy
from sanshen.review.explain import (
    person_name,
    render_movements,
    render_verdict,
    role_name,
    verdict_json,
)
from sanshen.review.state import ReviewState
from sanshen.review.verdict import VerdictState, evaluate_change
from sanshen.workdays.wording import render_due

WITH_AUTHOR = (VerdictState.RETURNED, VerdictState.OVERTAKEN, VerdictState.WITHHELD)


def _arguments(parser: argparse.ArgumentParser, lang: str) -> None:
    parser.add_argument("change", type=int, nargs="?", help=message("cli.review.change", lang))
    parser.add_argument("--show", action="store_true", help=message("cli.review.show", lang))
    parser.add_argument("--json", action="store_true", help=message("cli.review.json", lang))


def _run(arguments: argparse.Namespace) -> int:
    repository = city_clone(arguments)
    identity = identity_of(repository)
    fetch(repository)
    fetch_drafts(repository)
    state = read_joined_state(repository)
    if arguments.change is None:
        rows = read_inbox(repository, state, identity.person, now())
        _print_inbox(rows, state, arguments)
        return CLEAN
    _print_change(repository, state, arguments)
    return CLEAN


def _print_inbox(
    rows: tuple[InboxRow, ...], state: ReviewState, arguments: argparse.Namespace
) -> None:
    lang = arguments.lang
    if arguments.json:
        shown = [{**verdict_json(r.change, r.verdict), "mine": r.mine,
                  "due": r.due.due.isoformat() if r.due else None} for r in rows]  # fmt: skip
        tell(json.dumps(shown, ensure_ascii=False, indent=1))
        return
    if not rows:
        tell(message("review.none", lang))
        return
    policy = state.policy_in_force()
    for key, mine in (("review.mine", True), ("review.others", False)):
        group = [row for row in rows if row.mine is mine]
        if group:
            tell(message(key, lang, count=len(group)))
        for row in group:
            tell(_row(row, policy, lang))
    tell(message("review.how", lang))


def _row(row: InboxRow, policy: ReviewPolicy, lang: str) -> str:
    due = render_due(row.due, lang) if row.due else message("review.no-due", lang)
    return message(
        "review.row", lang, change=row.change.number, title=row.change.title,
        round=row.change.round, state=message(f"verdict.{row.verdict.state.value}", lang),
        holder=_holder(row, policy, lang), due=due,
    )  # fmt: skip


def _holder(row: InboxRow, policy: ReviewPolicy, lang: str) -> str:
    comma = "、" if lang == "zh" else ", "
    if row.verdict.state in WITH_AUTHOR:
        return message("review.holder-author", lang)
    holders = [
        message("review.holder", lang, role=role_name(role, lang),
                people=comma.join(person_name(policy, i, lang) for i in ids) or "—")
        for role, ids in holder_roles(row.verdict).items()
    ]  # fmt: skip
    return ("；" if lang == "zh" else "; ").join(holders)


def _print_change(
    repository: Repository, state: ReviewState, arguments: argparse.Namespace
) -> None:
    lang, change = arguments.lang, state.changes.get(arguments.change)
    if change is None:
        raise CloneError("clone.no-change", change=arguments.change)
    verdict = evaluate_change(state, change, now())
    if arguments.json:
        tell(json.dumps(verdict_json(change, verdict), ensure_ascii=False, indent=1))
    else:
        tell(render_verdict(change, verdict, state.policy_in_force(), lang))
        for line in render_movements(change, lang):
            tell(line)
        for path in sorted(change.paths):
            tell(f"  {path}")
    if arguments.show:
        shown = show_change(repository, change, lang)
        pages = "\n".join(str(page) for page in shown.pages) or "—"
        tell(message("review.shown", lang, page=pages, diff=shown.diff))


REVIEW = Verb("review", _arguments, _run)
