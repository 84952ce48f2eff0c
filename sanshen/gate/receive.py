"""Git's two hooks: ``pre-receive`` proves the signer and screens, ``proc-receive`` decides."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, TextIO

from sanshen.catalogue import LANGUAGES, blocking, chosen_language
from sanshen.gate.answer import render_intake, render_refusal, render_submission
from sanshen.gate.gate import Gate, GateStopped
from sanshen.gate.handover import Handover, take_handover, write_handover
from sanshen.gate.house import MAIN_REF, GateHouse, house_of
from sanshen.gate.intake import STATEMENT_REF, take_statement
from sanshen.gate.pktline import PushAnswer, PushRequest, read_request, write_answers
from sanshen.gate.release import open_recovered
from sanshen.gate.screening import screen
from sanshen.gate.submission import take_submission
from sanshen.gitio import ssh
from sanshen.gitio.repository import ZERO_ID, Repository
from sanshen.model.changes import POLICY_PATH
from sanshen.model.findings import Finding, finding
from sanshen.policy.load import PolicyError, load_policy
from sanshen.policy.policy import ReviewPolicy
from sanshen.review.certificate import (
    NAMESPACE,
    CertificateError,
    PushCertificate,
    parse_certificate,
)
from sanshen.review.submissions import SUBMIT_REF
from sanshen.workdays.calendar import CalendarError

LANGUAGE_OPTION = "lang="
FRESH = ("OK", "SLOP")


def push_language(options: tuple[str, ...]) -> str:
    """The language a pusher asked for by ``-o lang=…``, else the server's."""
    asked = [o.removeprefix(LANGUAGE_OPTION) for o in options if o.startswith(LANGUAGE_OPTION)]
    return asked[-1] if asked and asked[-1] in LANGUAGES else chosen_language()


def environment_options(environment: Mapping[str, str]) -> tuple[str, ...]:
    """The push options git hands a hook."""
    count = int(environment.get("GIT_PUSH_OPTION_COUNT", "0"))
    return tuple(environment[f"GIT_PUSH_OPTION_{n}"] for n in range(count))


def pre_receive(stream: TextIO, out: TextIO, now: datetime) -> int:
    """Refuse (1) an unsigned, unproved or unclean push; else hand its signer over (0)."""
    house = house_of(Path.cwd())
    # The objects of the push lie in quarantine; git's variables lead there.
    repository = Repository(Path.cwd())
    commands = tuple(_command(line) for line in stream.read().splitlines())
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
    found = [f for _, new, ref in commands if ref == SUBMIT_REF for f in screen(repository, new)]
    return blocking(found)


def proc_receive(source: BinaryIO, answer: BinaryIO, out: TextIO, now: datetime) -> int:
    """Decide every reference of a push; refs move here and nowhere else. Always 0 once read."""
    house = house_of(Path.cwd())
    request = read_request(source, answer)
    handover = take_handover(house)
    language = handover.language if handover else push_language(request.options)
    write_answers(answer, _decide(house, request, handover, out, language, now))
    return 0


def _decide(
    house: GateHouse,
    request: PushRequest,
    handover: Handover | None,
    out: TextIO,
    language: str,
    now: datetime,
) -> list[PushAnswer]:
    references = [ref for _, _, ref in request.commands]
    refusal: tuple[Finding, ...] = ()
    if handover is None or set(handover.commands) != set(request.commands):
        refusal = (finding("V116", references[0], ref=references[0]),)
    elif len(references) > 1:
        refusal = (finding("V112", references[0], count=len(references)),)
    elif references[0] not in (SUBMIT_REF, STATEMENT_REF) or request.commands[0][1] == ZERO_ID:
        refusal = (finding("V111", references[0], ref=references[0]),)
    if refusal or handover is None:
        out.write(render_refusal(refusal, language))
        return [PushAnswer(ref, refusal[0].code) for ref in references]
    return [_guarded(house, request, handover, out, now)]


def _guarded(
    house: GateHouse, request: PushRequest, handover: Handover, out: TextIO, now: datetime
) -> PushAnswer:
    """One reference under the gate's lock; what stops the gate is said and refuses the push."""
    reference = request.commands[0][2]
    act: Callable[..., PushAnswer] = _submit if reference == SUBMIT_REF else _state
    try:
        with open_recovered(house, now) as gate:
            return act(gate, request, handover, out)
    except GateStopped as stopped:
        found: tuple[Finding, ...] = (stopped.finding,)
    except (CalendarError, PolicyError) as error:
        found = error.findings
    out.write(render_refusal(found, handover.language))
    return PushAnswer(reference, found[0].code)


def _submit(gate: Gate, request: PushRequest, handover: Handover, out: TextIO) -> PushAnswer:
    _, commit, reference = request.commands[0]
    taken = take_submission(gate, commit, handover, request.options)
    if taken.change is None:
        out.write(render_refusal(taken.findings, handover.language))
        return PushAnswer(reference, blocking(taken.findings)[0].code)
    out.write(render_submission(gate, taken, handover.language))
    return PushAnswer(reference, None, taken.draft_ref, ZERO_ID, commit)


def _state(gate: Gate, request: PushRequest, handover: Handover, out: TextIO) -> PushAnswer:
    _, commit, reference = request.commands[0]
    taken = take_statement(gate, commit, handover.pusher)
    if taken.statement is None:
        out.write(render_refusal(taken.findings, handover.language))
        return PushAnswer(reference, taken.findings[0].code)
    out.write(render_intake(gate, taken, handover.language))
    return PushAnswer(reference)
