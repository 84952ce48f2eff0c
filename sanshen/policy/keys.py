"""登记公钥 (registering a key): put a public key into the text of ``review_policy.yml``.

The text is edited, not rewritten: comments and order are the office's own.
"""

from __future__ import annotations

from typing import Any

from sanshen.gitio.ssh import normal_key
from sanshen.model.changes import POLICY_PATH
from sanshen.policy.load import key_problem
from sanshen.strictyaml import ParsedYaml, parse_yaml


class KeyRegistrationError(Exception):
    """The key cannot be put in: no such person, or the file is written in another style."""


def add_key(text: str, person: str, public_key: str) -> str:
    """``text`` with ``public_key`` listed last for ``person``; unchanged when listed already.

    KeyRegistrationError when it cannot be done without touching anything else.
    """
    key = normal_key(public_key)
    problem = key_problem(public_key.strip())
    if problem is not None:
        raise KeyRegistrationError(f"{person}: {problem}")
    parsed = parse_yaml(text, POLICY_PATH)
    row = _row(parsed, person)
    if row is None:
        raise KeyRegistrationError(f"{POLICY_PATH}: {person}")
    listed = row.get("keys") or []
    if any(normal_key(str(k)) == key for k in listed):
        return text
    edited = _edited(text, parsed, person, key, len(listed))
    if not _only_added(parsed, parse_yaml(edited, POLICY_PATH), person, key):
        line = parsed.place_of_key(("people", person))[0]
        raise KeyRegistrationError(f"{POLICY_PATH}:{line}: keys: - …")
    return edited


def _row(parsed: ParsedYaml, person: str) -> dict[str, Any] | None:
    people = parsed.data.get("people") if isinstance(parsed.data, dict) else None
    row = people.get(person) if isinstance(people, dict) else None
    return row if isinstance(row, dict) else None


def _edited(text: str, parsed: ParsedYaml, person: str, key: str, count: int) -> str:
    """The text with one line more: behind the last key, or below a new or emptied ``keys:``."""
    lines = text.split("\n")
    here = ("people", person)
    if count:
        at = parsed.marks[*here, "keys", count - 1][0]
        margin = lines[at - 1].partition("- ")[0]
        lines.insert(at, f"{margin}- {key}")
        return "\n".join(lines)
    fields = [path for path in parsed.marks if path[:2] == here and len(path) == 3]
    indent = " " * (min(parsed.marks[path][1] for path in fields) - 1)
    if (*here, "keys") in parsed.marks:
        at = parsed.marks[*here, "keys"][0]
        lines[at - 1] = lines[at - 1].replace("[]", "", 1).rstrip()
    else:
        at = parsed.marks[here][0] + 1
        lines.insert(at - 1, f"{indent}keys:")
    lines.insert(at, f"{indent}  - {key}")
    return "\n".join(lines)


def _only_added(before: ParsedYaml, after: ParsedYaml, person: str, key: str) -> bool:
    """Whether the file still says what it said, and ``key`` besides."""
    row = _row(before, person)
    if row is None or [f.code for f in after.findings] != [f.code for f in before.findings]:
        return False
    row["keys"] = [*(row.get("keys") or []), key]
    return bool(after.data == before.data)
