"""The order of the dates of one header."""

from __future__ import annotations

import pytest

from sanshen.content.dates import check_dates
from sanshen.model.findings import Finding
from sanshen.model.sites import ItemKind
from sanshen.strictyaml import parse_yaml


def check(kind: ItemKind, text: str) -> list[Finding]:
    """The findings about the dates of ``text``."""
    return list(check_dates(kind, parse_yaml(text, "x.md", 2), "x.md"))


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ("written_on", "issued_on"),
        ("written_on", "effective_on"),
        ("promulgated_on", "effective_on"),
        ("effective_on", "expires_on"),
        ("written_on", "expires_on"),
        ("period_from", "period_until"),
    ],
)
def test_a_date_before_the_one_it_follows_is_found_at_its_line(earlier: str, later: str) -> None:
    wrong = check(ItemKind.LAW, f"{earlier}: 2026-03-01\n{later}: 2026-02-27\n")
    assert [(f.code, f.line, f.column) for f in wrong] == [("C130", 3, len(later) + 3)]
    assert check(ItemKind.LAW, f"{earlier}: 2026-03-01\n{later}: 2026-03-01\n") == []


def test_a_date_that_is_none_is_left_to_its_own_finding() -> None:
    assert check(ItemKind.POLICY, "written_on: 明天\nissued_on: 2026-02-27\n") == []


def test_a_public_notice_needs_both_ends_of_its_period() -> None:
    assert [f.code for f in check(ItemKind.NOTICE, "notice_type: 公示\n")] == ["C134", "C134"]
    text = "notice_type: 公示\nperiod_from: 2026-11-09\n"
    assert [dict(f.args)["field"] for f in check(ItemKind.NOTICE, text)] == [
        "period_until 公示结束日期"
    ]
    assert check(ItemKind.NOTICE, f"{text}period_until: 2026-11-15\n") == []
    assert check(ItemKind.NOTICE, "notice_type: 公告\n") == []


def test_the_year_of_a_document_number_is_that_of_writing_or_issuing() -> None:
    dates = "written_on: 2025-12-30\nissued_on: 2026-01-04\n"
    for year, codes in ((2025, []), (2026, []), (2024, ["C138"])):
        found = check(ItemKind.POLICY, f"doc_number: 示府发〔{year}〕12号\n{dates}")
        assert [f.code for f in found] == codes
