"""提交的受理 (taking in a submission): what the ledger can prove of it, checked without git."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sanshen.model.changes import (
    BASELINE_CHANGE,
    ChangeClass,
    FileChange,
    class_of,
    content_digest,
    file_changes,
    move_rows,
)
from sanshen.model.findings import Finding, finding
from sanshen.review.authorship import check_commit, contributors_of, parse_commit
from sanshen.review.certificate import NAMESPACE, CertificateError, parse_certificate
from sanshen.review.legacy import check_times
from sanshen.review.moves import check_moves
from sanshen.review.places import check_places
from sanshen.review.references import SUBMIT_REF
from sanshen.review.state import ReviewState
from sanshen.review.statements import Verifier, change_path

LEGACY_FOLDER = "registry/legacy/"


def check_submission(
    state: ReviewState, body: Mapping[str, Any], at: datetime, verify: Verifier
) -> tuple[Finding, ...]:
    """Why a SUBMITTED entry with ``body`` may not stand at ``at``; empty when it may.

    The gate asks before it appends, verification asks again: the same function.
    """
    where = change_path(body["change"])
    files = file_changes(body["files"])
    found = [
        *_check_round(state, body, where),
        *check_places(files, where),
        *check_classes(files, ChangeClass(body["class"]), where),
        *_check_digest(body, files, where),
        *check_moves(files, move_rows(body.get("moves", ())), where),
        *check_times(body.get("legacy") or {}, at, state.policy_in_force().timezone, where),
    ]
    if not found and not _is_founding(state, body):
        found.extend(_check_evidence(state, body, at, verify, where))
        found.extend(() if found else _check_neighbours(state, body, files, where))
    return tuple(found)


def _is_founding(state: ReviewState, body: Mapping[str, Any]) -> bool:
    """Change 0 is made by the founding itself: nobody pushed it, three people sign it."""
    is_zero = body["change"] == BASELINE_CHANGE and body["class"] == ChangeClass.BASELINE.value
    return is_zero and state.seq == 0 and not body["contributors"]


def _check_round(state: ReviewState, body: Mapping[str, Any], where: str) -> tuple[Finding, ...]:
    number = body["change"]
    before = state.changes.get(number)
    if before is None:
        following = max(state.changes, default=BASELINE_CHANGE) + 1
        fresh = BASELINE_CHANGE if _is_founding(state, body) else following
        if number == fresh and body["round"] == 1:
            return ()
    elif before.released is None and before.releasing is None and body["round"] == before.round + 1:
        if before.klass.value == body["class"]:
            return ()
        held, given = ("@" + f"class.{name}" for name in (before.klass.value, body["class"]))
        return (finding("V125", where, change=number, held=held, given=given),)
    return (finding("V122", where, round=body["round"]),)


def _check_neighbours(
    state: ReviewState, body: Mapping[str, Any], files: tuple[FileChange, ...], where: str
) -> tuple[Finding, ...]:
    """No file is in two open changes, no baseline brings back what was released before.

    Else 退回修改 could be left behind by submitting the same files under another number, and a
    deleted item could come back with another time of publication.
    """
    paths = frozenset(f.path for f in files)
    number = body["change"]
    found = [
        finding("V113", where, first=number, second=other.number)
        for other in state.open_changes()
        if other.number != number and other.paths & paths
    ]
    if body["class"] == ChangeClass.BASELINE.value:
        released = [c.paths for c in state.changes.values() if c.released is not None]
        known = frozenset(p for p in paths if class_of(p) is ChangeClass.CONTENT).intersection(
            frozenset().union(*released)
        )
        found += [finding("V115", where, file=path) for path in sorted(known)]
    return tuple(found)


def check_classes(
    files: tuple[FileChange, ...], klass: ChangeClass, where: str
) -> tuple[Finding, ...]:
    """Plain files only; content and guard never travel together; a baseline adds new content."""
    if not files:
        return (finding("V108", where),)
    modes = tuple(
        finding("V121", where, file=f.path, mode=f.new.partition(":")[0])
        for f in files
        if f.new is not None and not f.new.startswith("100644:")
    )
    if klass is ChangeClass.BASELINE:
        return modes + tuple(
            finding("V115", where, file=f.path)
            for f in files
            if not (f.path.startswith(LEGACY_FOLDER) and f.new)
            and (class_of(f.path) is not ChangeClass.CONTENT or f.old is not None)
        )
    wrong = [f for f in files if class_of(f.path) is not klass]
    right = [f for f in files if class_of(f.path) is klass]
    if wrong:
        kept = right[0].path if right else klass.value
        return (*modes, finding("V106", where, file=wrong[0].path, other=kept))
    return modes


def _check_digest(
    body: Mapping[str, Any], files: tuple[FileChange, ...], where: str
) -> tuple[Finding, ...]:
    moves = move_rows(body.get("moves", ()))
    if content_digest(files, body.get("legacy"), moves) != body["digest"]:
        return (finding("V123", where),)
    return ()


def _check_evidence(
    state: ReviewState, body: Mapping[str, Any], at: datetime, verify: Verifier, where: str
) -> tuple[Finding, ...]:
    policy = state.policy_in_force()
    try:
        certificate = parse_certificate(body["certificate"])
        commits = tuple(parse_commit(raw) for raw in body["commits"])
    except (CertificateError, ValueError) as error:
        return (finding("V102", where, reason=error),)
    pusher = policy.person_for_key(certificate.key or "", policy.day(at))
    signed = certificate.signed.encode("utf-8", "surrogateescape")
    if pusher is None or pusher.id != body["pusher"]:
        return (finding("V102", where, reason="key"),)
    if not verify(certificate.key or "", NAMESPACE, signed, certificate.signature):
        return (finding("V102", where, reason="signature"),)
    if certificate.signed in state.certificates:
        return (finding("V103", where),)
    heads = [new for _, new, ref in certificate.commands if ref == SUBMIT_REF]
    if not commits or heads != [commits[0].id]:
        return (finding("V102", where, reason="commit"),)
    found = [f for commit in commits for f in check_commit(commit, policy, where, verify)]
    named = contributors_of(commits, policy) | {pusher.id}
    if set(body["contributors"]) != named:
        found.append(finding("V124", where))
    return tuple(found)
