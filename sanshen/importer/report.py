"""导入报告 (report): what was imported, changed and refused, with reasons and counts."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sanshen.catalogue import finding_texts, message, render_finding
from sanshen.content.settings import UNKNOWN
from sanshen.importer.results import ImportPlan, OldAddress, PlannedItem, Refusal

SHOWN = 60


@dataclass(frozen=True, slots=True)
class ImportReport:
    """导入报告. ``imported`` were written now, ``unchanged`` were there already.

    ``changed`` are those of both whose body or header values differ from the source,
    ``waiting`` those without an old publication time, which stay unpublished; ``others`` are
    the files of the source folder that aren't Markdown and were left. ``addresses`` are old
    addresses that lead on, ``lost`` those that can't with the reason, ``redirecting`` sources
    that are only a redirect, ``refused_files`` files our rules refuse, with the code.
    ``counts`` has ``examined``, the length of each list, ``guessed`` (addresses to be
    confirmed), ``lang:<code>``, ``refused:<code>``, ``edit:<kind>`` (places in bodies) and
    ``note:<kind>`` (places in headers).
    """

    imported: tuple[PlannedItem, ...]
    changed: tuple[PlannedItem, ...]
    refused: tuple[Refusal, ...]
    counts: Mapping[str, int]
    unchanged: tuple[PlannedItem, ...]
    waiting: tuple[PlannedItem, ...]
    others: tuple[str, ...]
    addresses: tuple[OldAddress, ...] = ()
    lost: tuple[tuple[str, str], ...] = ()
    redirecting: tuple[str, ...] = ()
    refused_files: tuple[tuple[str, str], ...] = ()


def report_of(plan: ImportPlan, others: tuple[str, ...]) -> ImportReport:
    """The report of a plan that has been carried out."""
    imported = tuple(item for item in plan.items if item.new)
    unchanged = tuple(item for item in plan.items if not item.new)
    changed = tuple(item for item in plan.items if item.changed)
    waiting = tuple(item for item in plan.items if item.published == UNKNOWN)
    counts = Counter(
        examined=len(plan.items) + len(plan.refused) + len(plan.redirecting),
        imported=len(imported),
        unchanged=len(unchanged),
        changed=len(changed),
        waiting=len(waiting),
        refused=len(plan.refused),
        others=len(others),
        redirecting=len(plan.redirecting),
        addresses=len(plan.addresses),
        guessed=sum(not old.sure for old in plan.addresses),
        lost=len(plan.lost),
    )
    counts.update(f"lang:{item.lang}" for item in plan.items)
    counts.update(f"refused:{each.findings[0].code}" for each in plan.refused)
    for item in changed:
        counts.update(f"edit:{edit.kind}" for edit in item.body.edits)
        counts.update(f"note:{note.kind}" for note in item.notes)
    return ImportReport(
        imported, changed, plan.refused, dict(counts), unchanged, waiting, others,
        plan.addresses, plan.lost, plan.redirecting, plan.refused_files,
    )  # fmt: skip


def render_report(report: ImportReport, lang: str) -> str:
    """The report as text: totals, every refusal with its reasons, every kind of change."""
    lines = [message("import.totals", lang, **_totals(report.counts))]
    lines += _rendered_classes(report, lang)
    for refusal in report.refused:
        lines += [f"  {render_finding(found, lang)}" for found in refusal.findings]
    lines += _rendered_changes(report, lang)
    for item in report.waiting:
        lines.append(message("import.waiting", lang, path=item.path, source=item.source))
    lines += _rendered_addresses(report, lang)
    lines += [message("import.redirecting", lang, path=path) for path in report.redirecting]
    for path, code in report.refused_files:
        lines.append(message("import.file-refused", lang, path=path, code=code))
    lines += [message("import.other-file", lang, path=path) for path in report.others]
    return "\n".join(lines) + "\n"


def report_json(report: ImportReport) -> str:
    """The whole report as JSON, with the exact text of every change before and after."""
    value: dict[str, Any] = {
        "counts": report.counts,
        "items": [_item_json(item, True) for item in report.imported]
        + [_item_json(item, False) for item in report.unchanged],
        "refused": [
            {
                "source": refusal.source,
                "reasons": [render_finding(found, "zh") for found in refusal.findings],
            }
            for refusal in report.refused
        ],
        "others": report.others,
        "addresses": [
            {"address": old.address, "target": old.target, "sure": old.sure}
            for old in report.addresses
        ],
        "lost": [{"address": address, "reason": reason} for address, reason in report.lost],
        "redirecting": report.redirecting,
        "refused_files": [{"path": path, "code": code} for path, code in report.refused_files],
    }
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def _totals(counts: Mapping[str, int]) -> dict[str, int]:
    names = ("examined", "imported", "unchanged", "changed", "waiting", "refused", "others")
    return {name: counts[name] for name in names}


def _rendered_classes(report: ImportReport, lang: str) -> Iterator[str]:
    """How many were refused for each first reason."""
    for key, n in sorted(report.counts.items()):
        if key.startswith("refused:"):
            code = key.partition(":")[2]
            title = finding_texts()[code].parts["title"][lang]
            yield message("import.refusal-count", lang, what=title, code=code, n=n)


def _rendered_addresses(report: ImportReport, lang: str) -> Iterator[str]:
    if not report.addresses and not report.lost:
        return
    guessed, lost = report.counts["guessed"], report.counts["lost"]
    sure = report.counts["addresses"] - guessed
    yield message("import.addresses", lang, sure=sure, guessed=guessed, lost=lost)
    for old in report.addresses:
        if not old.sure:
            yield message("import.address-guess", lang, address=old.address, target=old.target)
    for address, reason in report.lost:
        shown = _reason(reason, lang)
        yield message("import.address-lost", lang, address=address, reason=shown)


def _reason(reason: str, lang: str) -> str:
    """What a code, or the word of an unreadable address, means."""
    found = finding_texts().get(reason)
    return message(f"redirect.{reason}", lang) if found is None else found.parts["title"][lang]


def _rendered_changes(report: ImportReport, lang: str) -> Iterator[str]:
    for key in sorted(report.counts):
        if key.startswith(("edit:", "note:")):
            what = message(f"import.{key.replace(':', '-')}", lang)
            yield message("import.change-count", lang, what=what, n=report.counts[key])
    for item in report.changed:
        befores: dict[str, list[str]] = {}
        for what, before in _changes(item):
            befores.setdefault(what, []).append(before)
        for what, texts in befores.items():
            shown = message(f"import.{what}", lang)
            first = _short(texts[0])
            yield message(
                "import.change", lang, source=item.source, what=shown, n=len(texts), before=first
            )


def _changes(item: PlannedItem) -> Iterator[tuple[str, str]]:
    """(kind, text before) of every change of an item."""
    for note in item.notes:
        yield f"note-{note.kind}", ": ".join(part for part in (note.name, note.before) if part)
    for edit in item.body.edits:
        yield f"edit-{edit.kind}", edit.before


def _short(text: str) -> str:
    shown = json.dumps(text, ensure_ascii=False)
    return shown if len(shown) <= SHOWN else f"{shown[: SHOWN - 1]}…"


def _item_json(item: PlannedItem, new: bool) -> dict[str, Any]:
    return {
        "source": item.source,
        "path": item.path,
        "published": item.published,
        "lang": item.lang,
        "new": new,
        "notes": [{"kind": n.kind, "name": n.name, "before": n.before} for n in item.notes],
        "rounds": [
            [
                {"kind": e.kind, "offset": e.offset, "before": e.before, "after": e.after}
                for e in made
            ]
            for made in item.body.rounds
        ],
    }
