"""Reading ``review_policy.yml``, strictly: anything wrong with it means no policy at all."""

from __future__ import annotations

import base64
import itertools
import re
from collections.abc import Iterator, Mapping
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sanshen.catalogue import is_blocking, render_finding
from sanshen.gitio.repository import Repository
from sanshen.gitio.ssh import normal_key
from sanshen.model.canonical import sha256_bytes
from sanshen.model.changes import POLICY_PATH
from sanshen.model.findings import Finding, finding
from sanshen.model.stops import Stop
from sanshen.policy.file import PolicyFile
from sanshen.policy.policy import Person, ReviewPolicy, Role, RoleRule, Scope, said
from sanshen.strictyaml import ParsedYaml, parse_yaml_bytes, validate

_ID = re.compile(r"[a-z0-9-]{1,40}")
_STAGES = (Role.FIRST, Role.SECOND, Role.FINAL)


class PolicyError(Stop):
    """审核制度不可用: exit code 2; ``findings`` say what is wrong with it."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__("; ".join(render_finding(f, "zh") for f in findings[:3]))
        self.findings = findings


def load_policy(data: bytes | None) -> tuple[ReviewPolicy | None, tuple[Finding, ...]]:
    """The policy of a file's bytes, or None with every reason; None stands for a missing file."""
    if data is None or not data.strip():
        reason = "missing" if data is None else "empty"
        return None, (finding("P101", POLICY_PATH, reason=reason),)
    parsed = parse_yaml_bytes(data, POLICY_PATH)
    file, wrong = validate(PolicyFile, parsed, POLICY_PATH)
    found = list(wrong)
    if file is None:
        return None, wrong
    policy = _policy(file, parsed, sha256_bytes(data))
    found.extend(_check(policy, parsed))
    if any(is_blocking(f) for f in found):
        return None, tuple(found)
    return policy, tuple(found)


def read_policy_blob(repository: Repository, blob: str) -> ReviewPolicy:
    """The policy of a blob; PolicyError when it is unusable."""
    policy, found = load_policy(repository.read_blob(blob))
    if policy is None:
        raise PolicyError(found)
    return policy


def _policy(file: PolicyFile, parsed: ParsedYaml, digest: str) -> ReviewPolicy:
    people = {
        name: Person(name, row.post, row.unit, row.keys, row.from_day, row.until)
        for name, row in file.people.items()
    }
    rules = tuple(
        RoleRule(Scope(row.site, row.column), row.holders(), parsed.place_of_key(("roles", n))[0])
        for n, row in enumerate(file.roles)
    )
    return ReviewPolicy(
        digest=digest,
        identity_domain=file.identity_domain,
        timezone=file.timezone,
        secrecy_may_hold_first_stage=file.secrecy_may_hold_first_stage,
        people=people,
        rules=rules,
        guard=file.guard.holders(),
    )


def scope_name(scope: Scope) -> str:
    """A scope as people read it."""
    return f"{scope.site}/{scope.column}" if scope.column else scope.site


def _check(policy: ReviewPolicy, parsed: ParsedYaml) -> Iterator[Finding]:
    yield from _check_people(policy, parsed)
    seen: set[Scope] = set()
    for number, rule in enumerate(policy.rules):
        line = rule.line
        if rule.scope in seen:
            yield finding("P109", POLICY_PATH, line, scope=scope_name(rule.scope))
        seen.add(rule.scope)
        place = parsed.place_of_key(("roles", number))
        yield from _check_holders(policy, rule.holders, scope_name(rule.scope), place)
    yield from _check_holders(policy, policy.guard, "guard", parsed.place_of_key(("guard",)))


def _check_people(policy: ReviewPolicy, parsed: ParsedYaml) -> Iterator[Finding]:
    try:
        ZoneInfo(policy.timezone)
    except (ZoneInfoNotFoundError, ValueError):
        place = parsed.place_of_key(("timezone",))
        yield finding("P111", POLICY_PATH, *place, zone=policy.timezone)
    owners: dict[str, str] = {}
    for person in policy.people.values():
        place = parsed.place_of_key(("people", person.id))
        if not _ID.fullmatch(person.id):
            yield finding("P108", POLICY_PATH, *place, person=person.id)
        if person.until is not None and person.until <= person.from_day:
            yield finding("P107", POLICY_PATH, *place, person=person.id)
        for key in person.keys:
            reason = key_problem(key)
            other = owners.setdefault(normal_key(key), person.id)
            if reason is None and other != person.id:
                reason = other
            if reason is not None:
                yield finding("P106", POLICY_PATH, *place, person=person.id, reason=reason)


def key_problem(key: str) -> str | None:
    """Why a line is no usable SSH public key, or None."""
    parts = key.split()
    if len(parts) < 2 or "\n" in key:
        return "format"
    try:
        data = base64.b64decode(parts[1], validate=True)
    except ValueError:
        return "base64"
    fields = _key_fields(data)
    if len(fields) < 2:
        return "incomplete"
    return None if fields[0] == parts[0].encode() else "type"


def _key_fields(data: bytes) -> tuple[bytes, ...]:
    """The length-prefixed fields of a public key; none when they do not fill it exactly."""
    fields = []
    position = 0
    while position < len(data):
        start = position + 4
        position = start + int.from_bytes(data[position:start], "big")
        fields.append(data[start:position])
    return tuple(fields) if position == len(data) else ()


def _check_holders(
    policy: ReviewPolicy,
    holders: Mapping[Role, tuple[str, ...]],
    scope: str,
    place: tuple[int, int],
) -> Iterator[Finding]:
    for role, ids in holders.items():
        if not ids:
            yield finding("P103", POLICY_PATH, *place, role=said(role), scope=scope)
        for person in ids:
            if person not in policy.people:
                yield finding("P102", POLICY_PATH, *place, person=person, role=said(role))
    if all(role in holders for role in _STAGES) and not three_people(holders):
        yield finding("P104", POLICY_PATH, *place, scope=scope)


def three_people(holders: Mapping[Role, tuple[str, ...]]) -> bool:
    """Whether three different people can fill the three stages."""
    choices = itertools.product(*(holders[role] for role in _STAGES))
    return any(len(set(choice)) == len(_STAGES) for choice in choices)
