"""登记公钥 (registering a key): put a public key into the text of ``review_policy.yml``.

The text is edited, not rewritten: comments and order are the office's own.
"""

from __future__ import annotations

from sanshen.gitio.ssh import normal_key
from sanshen.model.changes import POLICY_PATH
from sanshen.policy.load import key_problem
from sanshen.strictyaml import parse_yaml


class KeyRegistrationError(Exception):
    """The key cannot be put in: no such person, or the file is written in another style."""


def add_key(text: str, person: str, public_key: str) -> str:
    """``text`` with ``public_key`` listed for ``person``; unchanged when it is listed already."""
    key = normal_key(public_key)
    problem = key_problem(public_key.strip())
    if problem is not None:
        raise KeyRegistrationError(f"{person}: {problem}")
    parsed = parse_yaml(text, POLICY_PATH)
    people = parsed.data.get("people") if isinstance(parsed.data, dict) else None
    if not isinstance(people, dict) or not isinstance(people.get(person), dict):
        raise KeyRegistrationError(f"{POLICY_PATH}: {person}")
    listed = people[person].get("keys") or []
    if any(normal_key(str(k)) == key for k in listed):
        return text
    lines = text.split("\n")
    fields = [path for path in parsed.marks if path[:2] == ("people", person) and len(path) == 3]
    first_line, column = min(parsed.marks[path] for path in fields)
    indent = " " * (column - 1)
    if not listed:
        kept = [n for n in range(len(lines)) if n + 1 != _empty_keys_line(parsed.marks, person)]
        lines = [lines[n] for n in kept]
        lines[first_line - 1 : first_line - 1] = [f"{indent}keys:", f"{indent}  - {key}"]
        return "\n".join(lines)
    at = parsed.marks[("people", person, "keys", 0)][0]
    if not lines[at - 1].lstrip().startswith("- "):
        raise KeyRegistrationError(f"{POLICY_PATH}:{at}: keys: - …")
    margin = lines[at - 1][: len(lines[at - 1]) - len(lines[at - 1].lstrip())]
    lines.insert(at - 1, f"{margin}- {key}")
    return "\n".join(lines)


def _empty_keys_line(marks: object, person: str) -> int:
    """The line of an empty ``keys: []``, 0 where there is none."""
    place = marks.get(("people", person, "keys")) if isinstance(marks, dict) else None
    return place[0] if place else 0
