"""审核制度 read strictly: every code with a policy that has the fault and one that has not."""

from __future__ import annotations

import base64

import pytest

from sanshen.catalogue import LANGUAGES, render_finding
from sanshen.model.canonical import sha256_bytes
from sanshen.model.findings import Finding
from sanshen.policy.load import PolicyError, key_problem, load_policy, read_policy_blob
from sanshen.policy.policy import Role, Scope
from tests.city.city import City
from tests.city.content import policy_text
from tests.review.signatures import key_of

POLICY = policy_text()


def found(text: str) -> list[Finding]:
    """What is wrong with a policy; [] means that there is one."""
    policy, findings = load_policy(text.encode("utf-8", "surrogateescape"))
    assert (policy is None) == bool(findings)
    return list(findings)


def codes(text: str) -> list[str]:
    """The codes of what is wrong."""
    return [f.code for f in found(text)]


def with_keys(*keys: str, person: str = "editor", text: str = POLICY) -> str:
    """The policy with keys for a person."""
    rows = "".join(f"\n      - {key}" for key in keys)
    return text.replace(f"  {person}:\n", f"  {person}:\n    keys:{rows}\n", 1)


def replaced(old: str, new: str) -> str:
    """The policy with one passage replaced."""
    assert old in POLICY
    return POLICY.replace(old, new, 1)


def test_the_policy_of_the_city_is_read() -> None:
    policy, findings = load_policy(POLICY.encode())
    assert findings == ()
    assert policy is not None
    assert policy.digest == sha256_bytes(POLICY.encode())
    assert policy.holders(Scope("cs", "dt"), Role.FIRST) == ("first", "first-b", "colleague")
    assert policy.secrecy_may_hold_first_stage is False


@pytest.mark.parametrize("data", [None, b"", b" \n\n"])
def test_p101_a_missing_or_empty_policy_is_none(data: bytes | None) -> None:
    policy, findings = load_policy(data)
    assert policy is None
    assert [f.code for f in findings] == ["P101"]
    assert dict(findings[0].args)["reason"] == ("missing" if data is None else "empty")


@pytest.mark.parametrize(
    "data",
    [b"- a\n", b"# nothing\n", b"\xff\xfe\x00", "schema：1\n".encode(), b"schema: 1\nschema: 1\n"],
)
def test_an_unreadable_policy_is_none_and_says_why(data: bytes) -> None:
    policy, findings = load_policy(data)
    assert policy is None
    assert findings


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("schema: 1", "schema: 2"),
        ("schema: 1\n", ""),
        ("secrecy_may_hold_first_stage: 否", "secrecy_may_hold_first_stage: no"),
        ("secrecy_may_hold_first_stage: 否\n", ""),
        ("    from: 2020-01-01", "    from: 2020-13-01"),
        ("    from: 2020-01-01", "    form: 2020-01-01"),
        ("    publisher: [publisher]", "    publishers: [publisher]"),
        ("    publisher: [publisher]", "    publisher: publisher"),
        ("  final: [guard-c]\n", ""),
    ],
)
def test_any_deviation_from_the_form_means_no_policy(old: str, new: str) -> None:
    assert codes(replaced(old, new))


def test_all_faults_of_a_policy_are_said_at_once() -> None:
    text = replaced("first: [guard-a]", "first: [nobody]").replace("Asia/Shanghai", "Asia/Nowhere")
    assert {"P102", "P111"} <= set(codes(text.replace("  editor:", "  Editor:")))


@pytest.mark.parametrize("row", ["first: [nobody, first]", "publisher: [Publisher]"])
def test_p102_a_role_naming_somebody_unlisted(row: str) -> None:
    old = "first: [first, first-b, colleague]" if "first" in row else "publisher: [publisher]"
    assert codes(replaced(old, row)) == ["P102"]
    assert codes(POLICY) == []


@pytest.mark.parametrize(
    "row", ["first: [first, first-b, colleague]", "secrecy: [secrecy, first-b]",
            "publisher: [publisher]", "first: [guard-a]"],
)  # fmt: skip
def test_p103_a_role_naming_nobody(row: str) -> None:
    empty = f"{row.partition('[')[0]}[]"
    assert "P103" in codes(replaced(row, empty))
    assert codes(POLICY) == []


def test_p104_stages_that_three_people_cannot_fill() -> None:
    text = replaced("first: [guard-a]", "first: [guard-b]")
    assert codes(text) == ["P104"]
    assert codes(text.replace("second: [guard-b]", "second: [guard-b, guard-c]")) == ["P104"]
    assert codes(text.replace("second: [guard-b]", "second: [guard-b, guard-a]")) == []


def test_p106_a_key_that_is_none() -> None:
    good = key_of("editor")
    kind, blob = good.split()
    raw = base64.b64decode(blob)
    wrong = {
        "format": [kind, blob],
        "base64": [f"{kind} ???", f"{kind} 公钥", f"{kind} {blob[:-1]}"],
        "type": [f"ssh-rsa {blob}", f"ssh-* {blob}"],
        "incomplete": [
            f"{kind} {base64.b64encode(part).decode()}" for part in (raw[:15], raw[:-1], raw + b"x")
        ],
    }
    assert codes(with_keys(good)) == []
    assert codes(with_keys(f"{good} 一号密钥")) == []
    for reason, keys in wrong.items():
        for key in keys:
            findings = found(with_keys(key))
            assert [f.code for f in findings] == ["P106"], key
            assert dict(findings[0].args)["reason"] == reason
            assert key_problem(key) == reason


def test_p106_one_key_of_two_people() -> None:
    shared = with_keys(key_of("x"), person="first", text=with_keys(f"{key_of('x')} 备用"))
    assert codes(shared) == ["P106"]
    own = with_keys(key_of("y"), person="first", text=with_keys(key_of("x")))
    assert codes(own) == []


def test_p106_points_at_the_person() -> None:
    (one,) = found(with_keys("ssh-rsa AAAA"))
    assert POLICY.splitlines()[one.line - 1] == "  editor:"


@pytest.mark.parametrize("until", ["2020-01-01", "2019-12-31"])
def test_p107_a_term_that_ends_before_it_begins(until: str) -> None:
    term = "    from: 2020-01-01"
    assert codes(replaced(term, f"{term}\n    until: {until}")) == ["P107"]
    assert codes(replaced(term, f"{term}\n    until: 2020-01-02")) == []


@pytest.mark.parametrize("name", ["Editor", "editor_b", "编辑", "a" * 41, "e.d", "'*'", "a@b"])
def test_p108_a_person_id_with_other_characters(name: str) -> None:
    assert codes(replaced("  editor:", f"  {name}:")) == ["P108"]
    assert codes(replaced("  editor:", f"  {'a' * 40}:")) == []
    assert codes(replaced("  editor:", "  editor-2:")) == []


def test_p109_two_rules_for_one_scope() -> None:
    rule = "  - site: cs\n    column: dt\n    second: [second]\n"
    assert codes(replaced("guard:", f"{rule}{rule}guard:")) == ["P109"]
    other = rule.replace("dt", "zcjd")
    assert codes(replaced("guard:", f"{rule}{other}guard:")) == []


@pytest.mark.parametrize("zone", ["Asia/Nowhere", "../etc/passwd", "北京"])
def test_p111_a_time_zone_that_does_not_exist(zone: str) -> None:
    assert codes(replaced("Asia/Shanghai", zone)) == ["P111"]
    assert codes(replaced("Asia/Shanghai", "Asia/Urumqi")) == []


def test_every_finding_is_said_in_both_languages() -> None:
    for text in (replaced("first: [guard-a]", "first: []"), with_keys("ssh-rsa x")):
        for one in found(text):
            for lang in LANGUAGES:
                assert f"{one.code} " in render_finding(one, lang)


def test_a_policy_read_from_a_repository_is_that_of_the_blob(city: City) -> None:
    rows = {path: blob for path, _, blob in city.repository.list_tree("main")}
    policy = read_policy_blob(city.repository, rows["review_policy.yml"])
    assert policy == city.state().policy_in_force()
    with pytest.raises(PolicyError) as caught:
        read_policy_blob(city.repository, rows[".gitignore"])
    assert caught.value.exit_code == 2
    assert caught.value.findings
