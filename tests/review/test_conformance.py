"""一致性: the published cases of other review tools, told in our language.

Each case of ``AGREED`` is played in the ledger and ends as it does there. ``DIFFERENT`` ones
end otherwise on purpose, ``ABSENT`` ones have no counterpart; ADR 0008 says why of every one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
import yaml

from tests.review import scenarios as s

PROJECT = Path(__file__).parents[2]
PUBLISHED = PROJECT.parent / "shared" / "conformance" / "cases.yaml"
DECISION = PROJECT / "docs" / "adr" / "0008-approval-semantics.md"
AGREED: Mapping[str, Callable[[], None]] = {
    "pb-02": s.a_rule_naming_nobody_is_never_met,
    "pb-03": s.contributors_do_not_count,
    "pb-05": s.contributors_do_not_count,
    "pb-08": s.one_holder_of_the_list_is_enough,
    "pb-09": s.an_unknown_approver_approves_nothing,
    "pb-10": s.one_holder_of_the_list_is_enough,
    "pb-13": s.a_push_voids_what_was_approved,
    "pb-14": s.a_push_voids_what_was_approved,
    "pb-16": s.a_move_of_main_elsewhere_voids_nothing,
    "pb-18": s.a_move_of_main_elsewhere_voids_nothing,
    "pb-19": s.a_reviewer_who_writes_becomes_a_contributor,
    "pb-21": s.contributors_do_not_count,
    "pb-29": s.conditions_without_people_release_nothing,
    "pb-30": s.conditions_and_people_release,
    "cb-01": s.each_column_has_to_be_met,
    "cb-02": s.conditions_and_people_release,
    "cb-03": s.a_step_that_does_not_apply_is_no_obstacle,
    "cb-04": s.where_nothing_applies_nothing_is_approved,
    "cb-05": s.an_error_is_no_yes,
    "cb-06": s.one_holder_of_the_list_is_enough,
    "cb-07": s.one_holder_of_the_list_is_enough,
    "cb-08": s.where_nothing_applies_nothing_is_approved,
    "cb-10": s.an_objection_wins,
    "cb-11": s.nothing_yet_is_pending,
    "cb-12": s.an_error_is_no_yes,
    "cb-13": s.an_empty_list_of_rules_is_refused,
    "cb-14": s.an_unknown_approver_approves_nothing,
    "cb-15": s.a_list_where_a_name_is_expected_is_refused,
    "cb-16": s.two_meanings_in_one_rule_are_refused,
    "da-01": s.an_objector_without_the_role_is_not_heard,
    "da-02": s.an_objection_wins,
    "da-03": s.the_objector_may_withdraw,
    "da-04": s.the_newest_objector_is_named,
    "da-05": s.a_colleague_of_the_stage_may_lift_the_objection,
    "da-06": s.an_objection_wins,
    "da-07": s.a_colleague_of_the_stage_may_lift_the_objection,
    "da-08": s.the_last_word_decides,
    "ts-01": s.conditions_and_people_release,
    "ts-03": s.the_same_person_twice_is_refused,
    "ts-05": s.a_push_voids_what_was_approved,
    "ts-07": s.a_reviewer_who_writes_becomes_a_contributor,
    "ts-09": s.each_column_has_to_be_met,
    "ts-11": s.the_rules_before_the_change_decide,
    "ts-13": s.a_replayed_approval_is_not_counted,
}

DIFFERENT: Mapping[str, Callable[[], None]] = {
    "pb-01": s.a_rule_naming_nobody_is_never_met,
    "pb-04": s.contributors_do_not_count,
    "pb-06": s.contributors_do_not_count,
    "pb-07": s.contributors_do_not_count,
    "pb-11": s.the_same_person_twice_is_refused,
    "pb-12": s.a_push_voids_what_was_approved,
    "pb-15": s.a_move_of_main_elsewhere_voids_nothing,
    "pb-17": s.a_move_of_main_elsewhere_voids_nothing,
    "pb-20": s.a_reviewer_who_writes_becomes_a_contributor,
    "pb-22": s.a_push_voids_what_was_approved,
    "pb-23": s.a_push_voids_what_was_approved,
    "pb-28": s.conditions_without_people_release_nothing,
    "cb-09": s.an_error_is_no_yes,
}

ABSENT = ("pb-24", "pb-25", "pb-26", "pb-27", "co-01", "co-02", "co-03", "co-04")


@pytest.mark.parametrize("case", AGREED)
def test_our_verdict_is_that_of_the_published_case(case: str) -> None:
    AGREED[case]()


@pytest.mark.parametrize("case", DIFFERENT)
def test_where_we_differ_we_do_what_the_decision_says(case: str) -> None:
    DIFFERENT[case]()


def test_every_difference_is_argued_in_the_decision_and_nothing_else_is() -> None:
    text = DECISION.read_text(encoding="utf-8")
    argued = {case for case in (*AGREED, *DIFFERENT, *ABSENT) if case in text}
    assert argued == {*DIFFERENT, *ABSENT}


def test_no_case_is_told_twice() -> None:
    told = [*AGREED, *DIFFERENT, *ABSENT]
    assert len(told) == len(set(told))


@pytest.mark.skipif(not PUBLISHED.exists(), reason="the published cases are not on this machine")
def test_every_published_case_is_answered() -> None:
    groups = yaml.safe_load(PUBLISHED.read_text(encoding="utf-8"))
    published = [case["id"] for cases in groups.values() for case in cases]
    assert published
    assert set(published) == {*AGREED, *DIFFERENT, *ABSENT}
