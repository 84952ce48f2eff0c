"""制度与栏目的对应: rules for nothing, columns without somebody for each role."""

from __future__ import annotations

import pytest

from sanshen.catalogue import render_finding
from sanshen.content.source import MemorySource
from sanshen.content.tree import load_tree
from sanshen.model.findings import Finding
from sanshen.policy.coverage import check_coverage
from sanshen.policy.load import load_policy
from tests.city.content import city_files, column_text, policy_text

TREE = load_tree(MemorySource(city_files()))


def found(text: str) -> list[Finding]:
    """What coverage says of a policy that is right in itself."""
    policy, wrong = load_policy(text.encode())
    assert policy is not None, wrong
    return list(check_coverage(policy, TREE))


def with_rule(rule: str) -> str:
    """The city's policy with one rule more."""
    return policy_text().replace("guard:", f"  - {rule}\nguard:", 1)


def test_the_city_is_covered() -> None:
    assert found(policy_text()) == []


@pytest.mark.parametrize("scope", ["site: cs\n    column: gone", "site: gone",
                                   "site: gone\n    column: dt"])  # fmt: skip
def test_p105_a_rule_for_a_column_or_site_that_is_not_there(scope: str) -> None:
    (one,) = found(with_rule(f"{scope}\n    second: [second]"))
    assert one.code == "P105"
    assert policy_text().splitlines()[one.line - 2].strip() == "publisher: [publisher]"
    assert found(with_rule("site: cs\n    column: dt\n    second: [second]")) == []


@pytest.mark.parametrize(
    ("row", "role"),
    [
        ("    secrecy: [secrecy, first-b]\n", "保密审查"),
        ("    publisher: [publisher]\n", "发布"),
        ("    final: [final, final-b]\n", "三审（审发）"),
    ],
)
def test_p110_a_column_without_one_of_the_roles(row: str, role: str) -> None:
    findings = found(policy_text().replace(row, "", 1))
    assert [f.code for f in findings] == ["P110"] * 3
    assert all(f"“{role}”" in render_finding(f, "zh") for f in findings)
    column = "site: cs\n    column: {}\n" + row
    rules = "".join(f"  - {column.format(c)}" for c in ("dt", "gfxwj", "zcjd"))
    text = policy_text().replace(row, "", 1).replace("guard:", f"{rules}guard:", 1)
    assert found(text) == []


def test_p110_a_column_of_a_site_nobody_provides_for() -> None:
    files = city_files()
    files["content/xc/site.yml"] = files["content/cs/site.yml"].replace(b"www.cs", b"www.xc")
    files["content/xc/dt/column.yml"] = column_text("动态", "news").encode()
    policy, _ = load_policy(policy_text().encode())
    assert policy is not None
    codes = [f.code for f in check_coverage(policy, load_tree(MemorySource(files)))]
    assert codes == ["P110"] * 5


def test_p104_stages_put_together_from_two_rules_need_three_people_as_well() -> None:
    (one,) = found(with_rule("site: cs\n    column: dt\n    first: [final]\n    final: [final]"))
    assert one.code == "P104"
    assert "cs/dt" in dict(one.args)["scope"]
    twin = "site: cs\n    column: dt\n    first: [final]\n    final: [final, final-b]"
    assert found(with_rule(twin)) == []
