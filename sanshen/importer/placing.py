"""定路径 (placing): versions put together, and a path of its own for every one of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sanshen.importer.drafts import Draft
from sanshen.importer.results import Refusal
from sanshen.importer.slugs import numbered
from sanshen.importer.versions import original_language
from sanshen.model.findings import finding

OVERVIEW = "overview"


@dataclass(frozen=True, slots=True)
class Placed:
    """A draft and the path it goes to; ``lang`` is "" for an original."""

    draft: Draft
    path: str
    lang: str


def place(
    drafts: Iterable[Draft], languages: tuple[str, ...]
) -> tuple[dict[str, Placed], tuple[Refusal, ...]]:
    """(placed drafts by source, those refused: a version twice, or the same item twice).

    Drafts are taken in the order given, so that numbered names come out the same each time.
    Translations lie beside their original, which is the Chinese version where there is one.
    """
    groups: dict[str, dict[str, Draft]] = defaultdict(dict)
    refused: list[Refusal] = []
    for draft in drafts:
        versions = groups[draft.version.group]
        other = versions.setdefault(draft.version.lang, draft)
        if other is not draft:
            found = finding("M135", draft.source, other=other.source, lang=draft.version.lang)
            refused.append(Refusal(draft.source, (found,)))
    placed: dict[str, Placed] = {}
    given: dict[str, Draft] = {}
    for versions in groups.values():
        first = versions[original_language(versions, languages)]
        path = _path(first, given)
        if isinstance(path, Draft):
            found = finding("M116", first.source, other=path.source)
            refused.append(Refusal(first.source, (found,)))
            refused += _without_original(versions, first)
            continue
        given[path] = first
        for lang, draft in versions.items():
            ending = "" if draft is first else f".{lang}"
            place = path.removesuffix(".md") + f"{ending}.md"
            placed[draft.source] = Placed(draft, place, ending[1:])
    return placed, tuple(refused)


def _path(draft: Draft, given: Mapping[str, Draft]) -> str | Draft:
    """A path no other item of this import has, or the item that is the same as this one."""
    # index.html in a column's folder is the column's own page
    for slug in numbered(OVERVIEW if draft.slug == "index" and not draft.day else draft.slug):
        path = f"{draft.folder}/{draft.day}{slug}.md"
        if path not in given:
            return path
        if _same(given[path], draft):
            return given[path]
    raise AssertionError("numbers do not end")


def _same(one: Draft, other: Draft) -> bool:
    return (one.converted.fields, one.body.body.text, one.version.lang) == (
        other.converted.fields,
        other.body.body.text,
        other.version.lang,
    )


def _without_original(versions: Mapping[str, Draft], first: Draft) -> Iterable[Refusal]:
    for draft in versions.values():
        if draft is not first:
            found = finding("M136", draft.source, original=first.source)
            yield Refusal(draft.source, (found,))
