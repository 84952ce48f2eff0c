"""审核制度 in use: who holds what where, who may act today, whose key and e-mail it is."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanshen.model.changes import ChangeClass
from sanshen.policy.policy import GUARD_SCOPE, Person, Role, Scope, scopes_of
from tests.review.builders import GUARD, make_policy
from tests.review.signatures import DOMAIN, key_of

CONTENT = ChangeClass.CONTENT
COLUMNS = (Scope("cs", "dt"), Scope("cs", "zw"), Scope("cs", "zw/gf"), Scope("xc", "dt"))


def test_the_narrowest_rule_that_names_a_role_decides() -> None:
    policy = make_policy(
        columns={"zw": {Role.FIRST: ("a",), Role.SECOND: ("b",)}, "zw/gf": {Role.FIRST: ("c",)}}
    )
    assert policy.holders(Scope("cs", "zw/gf"), Role.FIRST) == ("c",)
    assert policy.holders(Scope("cs", "zw/gf"), Role.SECOND) == ("b",)
    assert policy.holders(Scope("cs", "zw"), Role.FIRST) == ("a",)
    assert policy.holders(Scope("cs", "dt"), Role.FIRST) == ("first", "first-b", "both")
    assert policy.holders(Scope("xc", "zw"), Role.FIRST) == ()


@pytest.mark.parametrize(
    ("wide", "narrow", "covers"),
    [
        (Scope("cs"), Scope("cs", "dt"), True),
        (Scope("cs", "zw"), Scope("cs", "zw/gf"), True),
        (Scope("cs", "zw"), Scope("cs", "zw"), True),
        (Scope("cs", "zw"), Scope("cs", "zwgk"), False),
        (Scope("cs", "zw/gf"), Scope("cs", "zw"), False),
        (Scope("cs", "dt"), Scope("cs"), False),
        (Scope("cs"), Scope("xc"), False),
    ],
)
def test_a_scope_covers_itself_and_what_lies_below(
    wide: Scope, narrow: Scope, covers: bool
) -> None:
    assert wide.covers(narrow) is covers


def test_the_guard_has_its_own_reviewers_and_nobody_else() -> None:
    policy = make_policy()
    for role in Role:
        assert policy.holders(GUARD_SCOPE, role) == GUARD.get(role, ())


@pytest.mark.parametrize(
    ("day", "active"),
    [("2024-12-31", False), ("2025-01-01", True), ("2025-06-29", True), ("2025-06-30", False)],
)
def test_a_term_holds_from_its_first_day_up_to_its_last_exclusively(day: str, active: bool) -> None:
    person = Person("a", "", "", (), date(2025, 1, 1), date(2025, 6, 30))
    assert person.active(date.fromisoformat(day)) is active
    assert replace(person, until=None).active(date(2999, 1, 1))


def test_the_day_is_that_of_the_citys_zone() -> None:
    """16:00 UTC is midnight in China."""
    policy = make_policy()
    assert policy.day(datetime(2026, 12, 31, 15, 59, tzinfo=UTC)) == date(2026, 12, 31)
    assert policy.day(datetime(2026, 12, 31, 16, 0, tzinfo=UTC)) == date(2027, 1, 1)


def test_only_who_is_in_office_and_has_a_key_is_able() -> None:
    start, now = date(2025, 1, 1), datetime(2026, 1, 1, tzinfo=UTC)
    policy = make_policy(
        a=Person("a", "", "", (key_of("a"),), start, None),
        b=Person("b", "", "", (), start, None),
        c=Person("c", "", "", (key_of("c"),), start, date(2025, 2, 1)),
    )
    assert policy.able(("c", "b", "a", "nobody"), now) == ("a",)


def test_a_key_is_its_persons_while_in_office() -> None:
    person = Person("a", "", "", (key_of("old"), f"{key_of('new')} 新"), date(2025, 1, 1), None)
    policy = make_policy(a=person)
    for line in (key_of("old"), f"{key_of('new')} 别的备注"):
        assert policy.person_for_key(line, date(2025, 1, 1)) == person
        assert policy.person_for_key(line, date(2024, 12, 31)) is None
    assert policy.person_for_key(key_of("other"), date(2025, 1, 1)) is None
    assert policy.person_for_key("", date(2025, 1, 1)) is None


@pytest.mark.parametrize(
    ("email", "person"),
    [
        (f"editor@{DOMAIN}", "editor"),
        (f" editor@{DOMAIN} ", "editor"),
        (f"Editor@{DOMAIN}", None),
        (f"editor@sub.{DOMAIN}", None),
        ("editor@elsewhere.example", None),
        (f"editor@x@{DOMAIN}", None),
        ("editor", None),
        (f"@{DOMAIN}", None),
        ("", None),
    ],
)
def test_an_address_names_a_person_exactly_or_nobody(email: str, person: str | None) -> None:
    found = make_policy().person_for_email(email)
    assert (found.id if found else None) == person


def test_everybodys_address_is_his_own() -> None:
    policy = make_policy()
    for name in policy.people:
        found = policy.person_for_email(policy.email_of(name))
        assert found is not None
        assert found.id == name


def test_a_path_belongs_to_the_deepest_column_above_it() -> None:
    paths = ("content/cs/zw/gf/2026/0110-a.md", "content/cs/zw/x.md", "content/cs/zw/gf2/x.md")
    assert scopes_of(CONTENT, paths[:1], COLUMNS) == (Scope("cs", "zw/gf"),)
    assert scopes_of(CONTENT, paths[1:], COLUMNS) == (Scope("cs", "zw"),)
    assert scopes_of(CONTENT, paths, COLUMNS) == (Scope("cs", "zw"), Scope("cs", "zw/gf"))


def test_a_path_in_no_known_column_belongs_to_its_site() -> None:
    assert scopes_of(CONTENT, ("content/cs/x/y.md", "content/cs/z.md"), COLUMNS) == (Scope("cs"),)
    assert scopes_of(CONTENT, ("content/neu/dt/y.md",), COLUMNS) == (Scope("neu"),)


@pytest.mark.parametrize("klass", [ChangeClass.GUARD, ChangeClass.BASELINE])
def test_settings_and_baselines_are_the_guards(klass: ChangeClass) -> None:
    assert scopes_of(klass, ("content/cs/dt/a.md", "review_policy.yml"), COLUMNS) == (GUARD_SCOPE,)


@given(st.lists(st.sampled_from(["cs/dt", "cs/zw/gf", "cs/zw", "cs", "xc/dt/a"]), min_size=1))
def test_every_path_falls_under_one_of_the_scopes_named(folders: list[str]) -> None:
    """Law: no path of a change escapes its reviewers."""
    paths = [f"content/{folder}/x.md" for folder in folders]
    scopes = scopes_of(CONTENT, paths, COLUMNS)
    for folder in folders:
        site, _, column = folder.partition("/")
        assert any(scope.covers(Scope(site, column)) for scope in scopes)
