"""制度与栏目的对应 (coverage): rules that match nothing, columns that no rule provides for."""

from __future__ import annotations

from collections.abc import Iterator

from sanshen.content.content_tree import ContentTree
from sanshen.model.changes import POLICY_PATH
from sanshen.model.findings import Finding, finding
from sanshen.policy.load import scope_name
from sanshen.policy.policy import ReviewPolicy, Role, Scope, said


def check_coverage(policy: ReviewPolicy, tree: ContentTree) -> Iterator[Finding]:
    """P105 for a rule without a column, P110 for a column lacking one of the five roles."""
    columns = {Scope(site, path) for site, path in tree.columns}
    known = columns | {Scope(site) for site in tree.sites}
    for rule in policy.rules:
        if rule.scope not in known:
            yield finding("P105", POLICY_PATH, rule.line, scope=scope_name(rule.scope))
    for scope in sorted(columns):
        for role in Role:
            if not policy.holders(scope, role):
                yield finding("P110", POLICY_PATH, scope=scope_name(scope), role=said(role))
