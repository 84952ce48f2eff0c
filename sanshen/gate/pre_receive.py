"""Git's ``pre-receive``: prove the signer of a push, screen what it brings, hand over."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from typing import TextIO

from sanshen.catalogue import blocking
from sanshen.gate.handover import Handover, write_handover
from sanshen.gate.house import MAIN_REF, house_of
from sanshen.gate.language import environment_options, push_language
from sanshen.gate.refusal import render_refusal
from sanshen.gate.screening import screen
from sanshen.gitio import ssh
from sanshen.gitio.repository import Repository
from sanshen.model.changes import POLICY_PATH
from sanshen.model.findings import Finding, finding
from sanshen.policy.load import load_policy
from sanshen.policy.policy import ReviewPolicy
from sanshen.review.certificate import (
    NAMESPACE,
    CertificateError,
    PushCertificate,
    parse_certificate,
)

FRESH = ("OK", "SLOP")


def pre_receive(stream: TextIO, out: TextIO, now: datetime) -> int:
    """Refuse (1) an unsigned, unproved or unclean push; else hand its signer over (0)."""
    house = house_of(Path.cwd())
    # The objects of the push lie in quarantine; git's variables lead there.
    repository = Repository(Path.cwd())
    lines = stream.read().removesuffix("\n").split("\n")
    commands = tuple(_command(line) for line in lines)
    language = push_language(environment_options(os.environ))
    found = _prove(repository, commands, now)
    if isinstance(found, Handover):
        wrong = _screen_all(repository, commands)
        if not wrong:
            write_handover(house, found)
            return 0
        found = wrong
    out.write(render_refusal(found, language))
    return 1


def _command(line: str) -> tuple[str, str, str]:
    old, new, reference = line.split(" ", 2)
    return old, new, reference


def _prove(
    repository: Repository, commands: tuple[tuple[str, str, str], ...], now: datetime
) -> Handover | tuple[Finding, ...]:
    """The handover of a push whose signature holds, or why it does not."""
    if not os.environ.get("GIT_PUSH_CERT"):
        return (finding("V101", commands[0][2]),)
    policy = _policy_on_main(repository)
    if not isinstance(policy, ReviewPolicy):
        return policy
    text = repository.read_blob(os.environ["GIT_PUSH_CERT"]).decode("utf-8", "surrogateescape")
    try:
        certificate = parse_certificate(text)
    except CertificateError as error:
        return (finding("V102", commands[0][2], reason=error),)
    if os.environ.get("GIT_PUSH_CERT_NONCE_STATUS") not in FRESH:
        return (finding("V103", commands[0][2]),)
    pusher = _pusher(certificate, policy, now)
    if pusher is None or set(certificate.commands) != set(commands):
        return (finding("V102", commands[0][2], reason="key" if pusher is None else "commands"),)
    language = push_language(environment_options(os.environ))
    return Handover(pusher, text, certificate.nonce, commands, language)


def _pusher(certificate: PushCertificate, policy: ReviewPolicy, now: datetime) -> str | None:
    key = certificate.key or ""
    person = policy.person_for_key(key, policy.day(now))
    signed = certificate.signed.encode("utf-8", "surrogateescape")
    if person is None or not ssh.verify(key, NAMESPACE, signed, certificate.signature):
        return None
    return person.id


def _policy_on_main(repository: Repository) -> ReviewPolicy | tuple[Finding, ...]:
    rows = {path: blob for path, _, blob in repository.list_tree(MAIN_REF)}
    data = repository.read_blob(rows[POLICY_PATH]) if POLICY_PATH in rows else None
    policy, found = load_policy(data)
    return policy if policy is not None else found


def _screen_all(
    repository: Repository, commands: tuple[tuple[str, str, str], ...]
) -> tuple[Finding, ...]:
    # What only proc-receive refuses can still be fetched by its id, so what it would refuse
    # for its reference alone is turned away here.
    if len(commands) > 1:
        return (finding("V112", commands[0][2], count=len(commands)),)
    _, new, reference = commands[0]
    return blocking(screen(repository, new, reference))
