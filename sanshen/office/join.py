"""登记身份 (join): make this clone act, and sign, for one person."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sanshen.gitio.repository import Repository
from sanshen.gitio.ssh import fingerprint, normal_key
from sanshen.gitio.writing import write_blob, write_tree
from sanshen.model.changes import POLICY_PATH
from sanshen.office.clone import (
    MAIN,
    PERSON_SETTING,
    REPOSITORY_SETTING,
    CloneError,
    identity_of,
    read_joined_state,
)
from sanshen.policy.keys import KeyRegistrationError, add_key
from sanshen.policy.policy import Person


@dataclass(frozen=True, slots=True)
class Joined:
    """What ``join`` found: ``registered`` tells whether main already lists the key."""

    person: str
    post: str
    key_fingerprint: str
    repository_id: str
    registered: bool


def join(repository: Repository, person: str, key: Path) -> Joined:
    """Set this clone up for ``person`` with the private key file ``key``.

    Pins the repository id at first sight. CloneError when the person is not in the policy
    or the key has no public half beside it.
    """
    key = key.expanduser().resolve()
    public = read_public_key(key.with_name(key.name + ".pub"))
    state = read_joined_state(repository)
    policy = state.policy_in_force()
    known = policy.people.get(person)
    if known is None:
        raise CloneError("join.unknown-person", person=person, people="、".join(policy.people))
    owner = next((p.id for p in policy.people.values() if _has(p, public)), person)
    if owner != person:
        raise CloneError("join.others-key", owner=owner, person=person)
    settings = {
        PERSON_SETTING: person,
        REPOSITORY_SETTING: state.repository,
        "user.name": person,
        "user.email": policy.email_of(person),
        "user.signingkey": str(key),
        "gpg.format": "ssh",
        "commit.gpgsign": "true",
        "push.gpgsign": "true",
    }
    for name, value in settings.items():
        repository.run("config", name, value)
    return Joined(person, known.post, fingerprint(public), state.repository, _has(known, public))


def _has(person: Person, public: str) -> bool:
    return any(normal_key(k) == normal_key(public) for k in person.keys)


def read_public_key(file: Path) -> str:
    """One public key line; CloneError when the file cannot be read or holds none."""
    try:
        text = file.read_text(encoding="utf-8").strip()
        fingerprint(text)
    except (OSError, ValueError) as error:
        raise CloneError("join.no-public-key", file=file) from error
    return text


def prepare_key(repository: Repository, person: str, public_file: Path) -> str:
    """Commit, on a branch of its own, the guard change that registers a key; the branch's name.

    Done by somebody who has joined already; the change then goes through the guard's three
    reviews like any other.
    """
    identity = identity_of(repository)
    public = read_public_key(public_file)
    if person not in read_joined_state(repository).policy_in_force().people:
        raise CloneError("join.not-listed", person=person)
    text = repository.run("show", f"{MAIN}:{POLICY_PATH}").decode("utf-8")
    try:
        changed = add_key(text, person, public)
    except KeyRegistrationError as error:
        raise CloneError("join.cannot-register", person=person, reason=error) from error
    if changed == text:
        raise CloneError("join.already-registered", person=person)
    blob = write_blob(repository, changed.encode("utf-8"))
    tree = write_tree(repository, MAIN, {POLICY_PATH: ("100644", blob)})
    message = f"登记公钥：{person}（由 {identity.person} 办理）\n"
    commit = repository.text("commit-tree", "-S", "-p", MAIN, tree, stdin=message.encode())
    branch = f"register-{person}"
    repository.run("update-ref", f"refs/heads/{branch}", commit)
    return branch
