"""导入方案 (plan): what an import would write and what it refuses, before anything is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sanshen.importer.drafts import Draft, Drafter, texts_of
from sanshen.importer.foreign import ForeignError, parse_foreign
from sanshen.importer.mapping import Mapping as FieldMapping
from sanshen.importer.old_site import OldSite
from sanshen.importer.placing import Placed, place
from sanshen.importer.planner import PlannedPlaces, Planner, relinker_for
from sanshen.importer.redirecting import Redirecting, plan_redirects
from sanshen.importer.register import extend_register
from sanshen.importer.results import ImportPlan, PlannedItem, Refusal
from sanshen.importer.target import ImportRefusedError, Target
from sanshen.model.findings import finding


@dataclass(frozen=True, slots=True)
class _Round:
    """One attempt at all drafts that are left: who got through, and where to."""

    items: tuple[PlannedItem, ...]
    refused: tuple[Refusal, ...]
    placed: Mapping[str, Placed]
    old_site: OldSite
    files: Mapping[str, bytes]
    refused_files: Mapping[str, str]
    came: frozenset[str]


def plan_import(
    documents: Mapping[str, bytes],
    target: Target,
    mapping: FieldMapping,
    now: datetime,
    files: Mapping[str, bytes] | None = None,
    old_addresses: Sequence[str] = (),
) -> ImportPlan:
    """What importing ``documents`` (path below the source folder to bytes) would do.

    Documents are taken in the order of their paths, so that numbered names come out the same
    each time. ``now`` is aware: no old publication time may be later. ``files`` are the other
    files of the source folder, ``old_addresses`` further addresses that must lead on. Raises
    ``ImportRefusedError`` when there is no document, or register or redirects can't be added to.
    """
    if not documents:
        raise ImportRefusedError((finding("M130", "."),))
    drafts, refused, redirecting = _drafts(documents, target, mapping, now)
    planner = Planner(target, mapping, now)
    while True:
        done = _attempt(drafts, planner, files or {})
        refused += done.refused
        if not done.refused:
            break
        # What pointed at the refused has to point elsewhere: again, without them.
        gone = {refusal.source for refusal in done.refused}
        drafts = [draft for draft in drafts if draft.source not in gone]
    times = {item.path: item.published for item in done.items}
    register = extend_register(target, mapping.origin, times) if times else None
    target = _with_used_columns(target, done.placed)
    redirects = plan_redirects(
        target, mapping, done.old_site, done.placed, redirecting, old_addresses
    )
    return ImportPlan(
        done.items,
        tuple(sorted(refused, key=lambda refusal: refusal.source)),
        target.register_path,
        register,
        target.new_settings,
        _new_files(done.files, target),
        target.redirects_path,
        redirects.data,
        redirects.addresses,
        redirects.lost,
        tuple(source for source, _ in redirecting),
        tuple(sorted(done.refused_files.items())),
        tuple(sorted(done.came)),
    )


def _drafts(
    documents: Mapping[str, bytes], target: Target, mapping: FieldMapping, now: datetime
) -> tuple[list[Draft], list[Refusal], list[Redirecting]]:
    drafter = Drafter(target, mapping, now)
    drafts: list[Draft] = []
    refused: list[Refusal] = []
    redirecting: list[Redirecting] = []
    for source in sorted(documents):
        try:
            document = parse_foreign(source, documents[source], mapping.encoding, mapping.header)
            key = mapping.redirected_by
            if key and texts_of(document, key).texts:
                redirecting.append((source, document))
            else:
                drafts.append(drafter.draft(document))
        except ForeignError as error:
            refused.append(Refusal(source, error.findings))
    return drafts, refused, redirecting


def _attempt(drafts: Sequence[Draft], planner: Planner, files: Mapping[str, bytes]) -> _Round:
    target, mapping = planner.target, planner.mapping
    placed, twice = place(drafts, target.site.languages)
    refused = list(twice)
    accepted = {}
    for source, each in placed.items():
        try:
            accepted[source] = planner.accept(each)
        except ForeignError as error:
            refused.append(Refusal(source, error.findings))
    there = {source: each for source, each in placed.items() if source in accepted}
    used = _with_used_columns(target, there).columns
    columns = [
        (address, f"content/{target.site.code}/{rule.to}/column.yml")
        for rule in mapping.columns
        for address in rule.addresses
        if rule.to in used
    ]
    old_site = OldSite(there, columns, mapping.addresses, files)
    taken: dict[str, bytes] = {}
    relinker = relinker_for(mapping, old_site, there, files, taken)
    places = PlannedPlaces(target, there, taken)
    items: list[PlannedItem] = []
    for source in sorted(accepted) if not refused else ():
        try:
            items.append(planner.plan(accepted[source], relinker, places))
        except ForeignError as error:
            refused.append(Refusal(source, error.findings))
    came = frozenset(relinker.came)
    return _Round(tuple(items), tuple(refused), there, old_site, taken, relinker.refused, came)


def _with_used_columns(target: Target, placed: Mapping[str, Placed]) -> Target:
    """``target`` without the new columns that nothing goes into, not even below them."""
    used: set[str] = set()
    for each in placed.values():
        path = each.draft.column.path
        while path:
            used.add(path)
            path = path.rpartition("/")[0]

    def stays(path: str) -> bool:
        return path in used or f"content/{target.site.code}/{path}/column.yml" in target.existing

    columns = {path: column for path, column in target.columns.items() if stays(path)}
    settings = {
        path: data
        for path, data in target.new_settings.items()
        if path.removeprefix(f"content/{target.site.code}/").rpartition("/")[0] in columns
    }
    return replace(target, columns=columns, new_settings=settings)


def _new_files(files: Mapping[str, bytes], target: Target) -> dict[str, bytes]:
    """Files to write; one that is there with other bytes stops the import."""
    wrong = [path for path, data in files.items() if target.existing.get(path, data) != data]
    if wrong:
        raise ImportRefusedError(
            tuple(finding("M111", path, path_there=path) for path in sorted(wrong))
        )
    return {path: data for path, data in files.items() if path not in target.existing}
