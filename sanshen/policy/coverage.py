"""制度与栏目的对应 (coverage): rules that match nothing, columns that no rule provides for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sanshen.content.content_tree import ContentTree
from sanshen.model.changes import POLICY_PATH
from sanshen.model.findings import Finding, finding
from sanshen.policy.load import scope_name, three_people
from sanshen.policy.policy import STAGE_ROLES, ReviewPolicy, Role, Scope, said


def check_coverage(policy: ReviewPolicy, tree: ContentTree) -> Iterator[Finding]:
    """P105 a rule without a column, P110 a column lacking a role, P104 one lacking three people.

    What a column's own rule leaves out comes from the rule above, so only here do the stages
    of a column stand together.
    """
    columns = {Scope(site, path) for site, path in tree.columns}
    known = columns | {Scope(site) for site in tree.sites}
    for rule in policy.rules:
        if rule.scope not in known:
            yield finding("P105", POLICY_PATH, rule.line, scope=scope_name(rule.scope))
    for scope in sorted(columns):
        for role in Role:
            if not policy.holders(scope, role):
                yield finding("P110", POLICY_PATH, scope=scope_name(scope), role=said(role))
        holders = {role: policy.holders(scope, role) for role in STAGE_ROLES.values()}
        if all(holders.values()) and not three_people(holders):
            yield finding("P104", POLICY_PATH, scope=scope_name(scope))


def check_guard(policy: ReviewPolicy, now: datetime) -> Iterator[Finding]:
    """P112 a policy that nobody could change again: its guard cannot sign at ``now``."""
    able = {role: policy.able(policy.guard.get(role, ()), now) for role in STAGE_ROLES.values()}
    if not three_people(able):
        people = sorted({person for ids in able.values() for person in ids})
        yield finding("P112", POLICY_PATH, people="、".join(people) or "—")
