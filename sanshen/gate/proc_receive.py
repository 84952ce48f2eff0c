"""Git's ``proc-receive``: decide every reference of a push; they move here and nowhere else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, TextIO

from sanshen.catalogue import blocking
from sanshen.gate.answer import render_intake, render_submission
from sanshen.gate.gate import Gate, GateStopped
from sanshen.gate.handover import Handover, take_handover
from sanshen.gate.house import GateHouse, house_of
from sanshen.gate.intake import take_statement
from sanshen.gate.language import push_language
from sanshen.gate.pktline import PushAnswer, PushRequest, read_request, write_answers
from sanshen.gate.refusal import render_refusal
from sanshen.gate.release import open_recovered
from sanshen.gate.submission import take_submission
from sanshen.gitio.repository import ZERO_ID
from sanshen.model.findings import Finding, finding
from sanshen.policy.load import PolicyError
from sanshen.review.references import STATEMENT_REF, SUBMIT_REF
from sanshen.workdays.calendar import CalendarError


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
