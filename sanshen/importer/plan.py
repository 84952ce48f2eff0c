"""导入方案 (plan): what an import would write and what it refuses, before anything is written."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sanshen.importer.foreign import ForeignError
from sanshen.importer.mapping import Mapping as FieldMapping
from sanshen.importer.planner import Planner
from sanshen.importer.register import extend_register
from sanshen.importer.results import ImportPlan, PlannedItem, Refusal
from sanshen.importer.target import ImportRefusedError, Target
from sanshen.model.findings import finding


def plan_import(
    documents: Mapping[str, bytes], target: Target, mapping: FieldMapping, now: datetime
) -> ImportPlan:
    """What importing ``documents`` (path below the source folder to bytes) would do.

    Documents are taken in the order of their paths, so that numbered names come out the same
    each time. ``now`` is aware: no old publication time may be later. Raises
    ``ImportRefusedError`` when there is no document, or the register can't take the times.
    """
    if not documents:
        raise ImportRefusedError((finding("M130", "."),))
    planner = Planner(target, mapping, now)
    items: list[PlannedItem] = []
    refused: list[Refusal] = []
    for source in sorted(documents):
        try:
            items.append(planner.plan(source, documents[source]))
        except ForeignError as error:
            refused.append(Refusal(source, error.findings))
    times = {item.path: item.published for item in items}
    register = extend_register(target, mapping.origin, times)
    return ImportPlan(tuple(items), tuple(refused), target.register_path, register)
