"""政策解读 (§3.1): required interpretations are there, interpret a policy, and are no copies."""

from __future__ import annotations

from collections.abc import Iterator

from sanshen.content.item import Item
from sanshen.content.redirects import forwarded
from sanshen.content.targets import source_target
from sanshen.model.findings import CheckResult, Finding, finding
from sanshen.model.sites import ItemKind
from sanshen.rules.context import Context, result
from sanshen.rules.similarity import copied_share

POLICIES = (ItemKind.NORMATIVE, ItemKind.POLICY, ItemKind.LAW)
COPY_LIMIT = 0.6


def check_interpretation(context: Context) -> CheckResult:
    """E111 interpretation missing, E112 mostly a copy of the text, L110 of something else."""
    examined = 0
    findings: list[Finding] = []
    taken = _may_take_interpretations(context)
    for path in sorted(context.tree.items):
        item = context.tree.items[path]
        if item.original is not None:
            continue
        if item.kind is ItemKind.INTERPRETATION:
            findings += _check_interpretation(context, item)
        elif item.kind not in POLICIES:
            continue
        elif context.concerns(path) or taken:
            findings += _check_policy(context, item)
        examined += context.concerns(path)
    return result("interpretation", examined, findings)


def _may_take_interpretations(context: Context) -> bool:
    """Whether the change deletes items, edits interpretations or settings.

    A policy it does not touch may lose its interpretation by that.
    """
    items = context.tree.items
    return any(
        path.endswith(".yml") or path not in items or items[path].kind is ItemKind.INTERPRETATION
        for path in context.changed or ()
        if path.endswith((".md", ".yml"))
    )


def _check_policy(context: Context, item: Item) -> Iterator[Finding]:
    required = getattr(item.header, "interpretation_required", False)
    if required and not context.tree.interpretations_of(item.path):
        yield finding("E111", item.path, title=item.header.title)


def _check_interpretation(context: Context, item: Item) -> Iterator[Finding]:
    tree = context.tree
    text = tree.bodies[item.path].text
    for reference in tree.references[item.path]:
        found = source_target(item.path, reference.target)
        policy = tree.items.get(forwarded(tree, found).path) if found else None
        if reference.field != "interprets" or policy is None:
            continue
        if not context.concerns(item.path) and not context.concerns(policy.path):
            continue
        place = (item.path, reference.line, reference.column)
        if policy.kind not in POLICIES or policy.original is not None:
            yield finding("L110", *place, target=reference.target, kind=policy.kind)
            continue
        share = copied_share(text, tree.bodies[policy.path].text)
        if share > COPY_LIMIT:
            percent, limit = f"{share:.0%}", f"{COPY_LIMIT:.0%}"
            yield finding("E112", *place, policy=policy.path, share=percent, limit=limit)
