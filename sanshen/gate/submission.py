"""提交 (submission): a pushed commit becomes a change, or a new round of one, or is refused."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sanshen.catalogue import is_blocking
from sanshen.content.content_tree import ContentTree
from sanshen.content.layout import shown_path
from sanshen.content.settings import LegacyRegister, parse_legacy
from sanshen.gate.faults import fault
from sanshen.gate.gate import Gate
from sanshen.gate.handover import Handover
from sanshen.gate.house import DRAFT_PREFIX, MAIN_REF
from sanshen.gate.judgement import Judgement, judge
from sanshen.gitio import ssh
from sanshen.gitio.repository import GitError, Repository
from sanshen.model.changes import ChangeClass, FileChange, class_of, content_digest
from sanshen.model.entries import EntryKind
from sanshen.model.findings import Finding, finding
from sanshen.review.authorship import contributors_of, parse_commit
from sanshen.review.legacy import FOLDER as LEGACY_FOLDER
from sanshen.review.legacy import legacy_times
from sanshen.review.references import SUBMIT_REF
from sanshen.review.state import ChangeState, ReviewState
from sanshen.review.submissions import check_submission

BASELINE_OPTION = "baseline"
CHANGE_OPTION = "change="
_NUMBER = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True, slots=True)
class Submission:
    """What became of a push: the change (None when refused), all findings, the tree judged."""

    change: ChangeState | None
    findings: tuple[Finding, ...]
    tree: ContentTree | None = None
    draft_ref: str = ""


def take_submission(
    gate: Gate, commit: str, handover: Handover, options: tuple[str, ...]
) -> Submission:
    """Open or update a change from ``commit``; nothing is written when a finding blocks."""
    history = _history(gate.repository, commit)
    if isinstance(history, Finding):
        return Submission(None, (history,))
    files, raw_commits = history
    baseline = BASELINE_OPTION in options
    klass = _class_of(files, baseline)
    overtaken = _overtaken(gate.state, files)
    if overtaken:
        return Submission(None, overtaken)
    judgement = judge(gate, files, klass)
    target = _target(gate.state, files, judgement.key, options, handover.pusher)
    if isinstance(target, Finding):
        return Submission(None, (*judgement.findings, target))
    body = _body(gate, files, klass, judgement, target, raw_commits, handover)
    found = (*judgement.findings, *_check(gate, body, target))
    if any(is_blocking(f) for f in found):
        return Submission(None, found, judgement.tree)
    return _enter(gate, body, commit, found, judgement.tree)


def _history(
    repository: Repository, commit: str
) -> tuple[tuple[FileChange, ...], list[str]] | Finding:
    """What ``commit`` changes against where it left main, and its raw commits, newest first."""
    try:
        base = repository.text("merge-base", MAIN_REF, commit)
    except GitError:
        return finding("V110", SUBMIT_REF)
    listed = repository.text("rev-list", "--topo-order", commit, "--not", MAIN_REF).split()
    if not listed:
        return finding("V108", SUBMIT_REF)
    raw = [b.decode("utf-8", "surrogateescape") for b in repository.read_blobs(listed)]
    files = changed_files(repository, base, commit)
    # Entries are UTF-8: what could not be written into one must not reach it.
    named = [(commit_id[:10], text) for commit_id, text in zip(listed, raw, strict=True)]
    for name, text in [*named, *((f.path, f.path) for f in files)]:
        if any(0xD800 <= ord(c) <= 0xDFFF for c in text):
            return finding("V119", SUBMIT_REF, name=shown_path(name))
    try:
        for text in raw:
            parse_commit(text)
    except ValueError as error:
        return finding("V102", SUBMIT_REF, reason=error)
    return files, raw


def changed_files(repository: Repository, old: str, new: str) -> tuple[FileChange, ...]:
    """The files that differ between two commits, renames as one gone and one come."""
    output = repository.run("diff-tree", "-r", "-z", "--no-renames", "--no-commit-id", old, new)
    fields = output.split(b"\0")[:-1]
    files = []
    for meta, name in zip(fields[::2], fields[1::2], strict=True):
        old_mode, new_mode, old_id, new_id, _ = meta.decode().lstrip(":").split(" ")
        before = None if old_mode == "000000" else f"{old_mode}:{old_id}"
        after = None if new_mode == "000000" else f"{new_mode}:{new_id}"
        files.append(FileChange(name.decode("utf-8", "surrogateescape"), before, after))
    return tuple(sorted(files))


def _class_of(files: tuple[FileChange, ...], baseline: bool) -> ChangeClass:
    if baseline:
        return ChangeClass.BASELINE
    return class_of(files[0].path) if files else ChangeClass.CONTENT


def _overtaken(state: ReviewState, files: tuple[FileChange, ...]) -> tuple[Finding, ...]:
    found = []
    for file in files:
        if state.files.get(file.path) != file.old:
            others = [c for c in state.changes.values() if c.released and file.path in c.paths]
            last = max(others, key=lambda c: c.released or 0).number if others else "?"
            found.append(finding("V109", SUBMIT_REF, file=file.path, other=last))
    return tuple(found)


def _target(
    state: ReviewState,
    files: tuple[FileChange, ...],
    key: str,
    options: tuple[str, ...],
    pusher: str,
) -> int | Finding:
    """The number of the change a push is about: the one named, else overlapped, else a new one."""
    open_numbers = {c.number for c in state.open_changes()}
    named = [o.removeprefix(CHANGE_OPTION) for o in options if o.startswith(CHANGE_OPTION)]
    if named:
        number = int(named[-1]) if _NUMBER.fullmatch(named[-1]) else -1
        if number in open_numbers:
            return number
        return finding("V117", SUBMIT_REF, number=named[-1])
    paths = {f.path for f in files}
    mine = [c for c in state.open_changes() if c.paths & paths or c.matter == key]
    if len(mine) > 1:
        return finding("V113", SUBMIT_REF, first=mine[0].number, second=mine[1].number)
    if mine and mine[0].contributors and pusher not in mine[0].contributors:
        people = "、".join(sorted(mine[0].contributors))
        return finding("V131", SUBMIT_REF, change=mine[0].number, people=people)
    return mine[0].number if mine else max(state.changes, default=0) + 1


def _body(
    gate: Gate,
    files: tuple[FileChange, ...],
    klass: ChangeClass,
    judgement: Judgement,
    number: int,
    raw_commits: list[str],
    handover: Handover,
) -> dict[str, Any]:
    before = gate.state.changes.get(number)
    policy = gate.state.policy_in_force()
    commits = tuple(parse_commit(raw) for raw in raw_commits)
    body: dict[str, Any] = {
        "change": number,
        "round": before.round + 1 if before else 1,
        "class": klass.value,
        "title": judgement.title,
        "matter": judgement.key,
        "files": [f.row() for f in files],
        "contributors": sorted(contributors_of(commits, policy) | {handover.pusher}),
        "pusher": handover.pusher,
        "certificate": handover.certificate,
        "commits": raw_commits,
    }
    if klass is ChangeClass.BASELINE:
        registers = _registers(gate.repository, files)
        body["legacy"], body["legacy_from"] = legacy_times(registers, files, policy.timezone)
    if judgement.moves:
        body["moves"] = [list(move) for move in judgement.moves]
    body["digest"] = content_digest(files, body.get("legacy"), judgement.moves)
    return body


def _registers(repository: Repository, files: tuple[FileChange, ...]) -> tuple[LegacyRegister, ...]:
    """The registers that come with a baseline; what is wrong with one the checks have said."""
    read = [
        parse_legacy(f.path, repository.read_blob(f.new.partition(":")[2]))[0]
        for f in files
        if f.new is not None and f.path.startswith(LEGACY_FOLDER)
    ]
    return tuple(register for register in read if register is not None)


def _check(gate: Gate, body: Mapping[str, Any], number: int) -> tuple[Finding, ...]:
    before = gate.state.changes.get(number)
    if before is not None and before.digest == body["digest"]:
        return (finding("V120", SUBMIT_REF, change=number),)
    return check_submission(gate.state, body, gate.at, ssh.verify)


def _enter(
    gate: Gate,
    body: Mapping[str, Any],
    commit: str,
    found: tuple[Finding, ...],
    tree: ContentTree | None,
) -> Submission:
    """Keep the draft, then enter it: an entry never names a draft that is not there."""
    reference = f"{DRAFT_PREFIX}{body['change']}/{body['round']}"
    gate.repository.run("update-ref", "--no-deref", reference, commit)
    fault("submission.draft-written")
    gate.append(EntryKind.SUBMITTED, body)
    fault("submission.entered")
    return Submission(gate.state.changes[body["change"]], found, tree, reference)
