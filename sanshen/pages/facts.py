"""目录信息 (facts): the labelled values a page shows of an item's header, by kind."""

from __future__ import annotations

from collections.abc import Mapping

from sanshen.content.addresses import ORIGINAL_LANGUAGE
from sanshen.content.schemas import Header
from sanshen.model.sites import ItemKind
from sanshen.pages.moments import render_value
from sanshen.pages.views import Field
from sanshen.pages.wording import Sentence, html_language

RELEASED = "released_on"

# 公开目录块 (standards §3.1): order as on the pages of 国务院 and provincial governments.
_DOCUMENT = (
    "index_number", "subject", "issuers", "written_on", "doc_number", RELEASED,
    "effective_on", "expires_on", "validity",
)  # fmt: skip
FACTS: Mapping[ItemKind, tuple[str, ...]] = {
    ItemKind.NORMATIVE: _DOCUMENT,
    ItemKind.POLICY: _DOCUMENT,
    ItemKind.LAW: (
        "issuers", "doc_number", "promulgated_on", RELEASED, "effective_on", "validity",
        "amendments",
    ),
    ItemKind.NOTICE: ("notice_type", "doc_number", "issued_on", "period_from", "period_until"),
    ItemKind.ACTIVITY: ("activity_ended_at", "place"),
    ItemKind.INTERPRETATION: ("form", "drafting_unit"),
}  # fmt: skip
GUIDE = (
    "item_name", "legal_basis", "conditions", "materials", "place", "hours", "phone", "process",
)  # fmt: skip
CHOICES = frozenset({"validity", "notice_type", "form"})
LISTS = frozenset({"materials", "process", "amendments"})


def document_fields(
    kind: ItemKind, header: Header, original: Header, released: str, t: Sentence
) -> tuple[Field, ...]:
    """The rows of the catalogue block; a translation shows its own words, else the original's.

    A value nobody gives has no row.
    """
    names = list(FACTS.get(kind, ()))
    if kind is ItemKind.NORMATIVE and not vars(original).get("doc_number"):
        names.append("no_doc_number_reason")
    rows = []
    for name in names:
        given = name == RELEASED
        rows += _row(name, released, "") if given else _fact(name, header, original, t)
    return tuple(rows)


def guide_fields(
    kind: ItemKind, header: Header, original: Header, t: Sentence
) -> tuple[Field, ...]:
    """办事指南八要素, in the prescribed order; empty for other kinds."""
    if kind is not ItemKind.SERVICE_GUIDE:
        return ()
    return tuple(row for name in GUIDE for row in _fact(name, header, original, t))


def _fact(name: str, header: Header, original: Header, t: Sentence) -> list[Field]:
    # ``vars``: to say that a header has no such field takes it twenty times as long.
    given = vars(original).get(name)
    if name in CHOICES and given:
        return _row(name, t(f"value.{given}"), "")
    own = vars(header).get(name)
    if own is not None:
        return _row(name, own, "")
    foreign = header is not original and not name.endswith("_on")
    lang = html_language(ORIGINAL_LANGUAGE) if foreign else ""
    return _row(name, given, lang)


def _row(name: str, value: object, lang: str) -> list[Field]:
    parts = value if name in LISTS and isinstance(value, tuple) else (value,)
    values = tuple(filter(None, map(render_value, parts)))
    return [Field(name, values, lang)] if values else []
