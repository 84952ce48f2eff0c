"""意见的登记 (intake): a pushed statement is checked, entered, and may complete a release."""

from __future__ import annotations

from dataclasses import dataclass

from sanshen.catalogue import blocking
from sanshen.gate.faults import fault
from sanshen.gate.gate import Gate
from sanshen.gate.judgement import judge
from sanshen.gate.release import release_if_ready
from sanshen.gitio import ssh
from sanshen.model.entries import Entry, EntryKind
from sanshen.model.findings import Finding, finding
from sanshen.model.statements import Conclusion, Statement, StatementType, parse_statement
from sanshen.review.references import SIGNATURE_FILE, STATEMENT_FILE, STATEMENT_REF
from sanshen.review.statements import check_statement


@dataclass(frozen=True, slots=True)
class Intake:
    """What became of a statement: its entry, the release it completed, or why it was refused."""

    statement: Statement | None
    entry: Entry | None
    released: Entry | None
    findings: tuple[Finding, ...]


def take_statement(gate: Gate, commit: str, pusher: str) -> Intake:
    """Enter the statement that ``commit`` holds; nothing is written when it is refused."""
    rows = {path: blob for path, _, blob in gate.repository.list_tree(commit)}
    if set(rows) != {STATEMENT_FILE, SIGNATURE_FILE}:
        return Intake(None, None, None, (finding("V201", STATEMENT_REF, reason="files"),))
    texts = gate.repository.read_blobs([rows[STATEMENT_FILE], rows[SIGNATURE_FILE]])
    text, signature = (data.decode("utf-8", "replace") for data in texts)
    found = check_statement(gate.state, text, signature.strip(), gate.at, ssh.verify)
    if found:
        return Intake(None, None, None, found)
    statement = parse_statement(text)
    if statement.person != pusher:
        where = f"refs/changes/{statement.change}"
        return Intake(None, None, None, (finding("V202", where, person=statement.person),))
    outdated = _check_again(gate, statement)
    if outdated:
        return Intake(None, None, None, outdated)
    return _enter(gate, statement, text, signature.strip())


def _check_again(gate: Gate, statement: Statement) -> tuple[Finding, ...]:
    """What was fine when submitted must be fine on today's main, or nobody signs it.

    Two changes, each right by itself, can be wrong together: one deletes an original, the
    other translates it.
    """
    change = gate.state.changes.get(statement.change)
    clears = statement.type is StatementType.APPROVE or statement.conclusion is Conclusion.OPEN
    if change is None or not clears or change.judged_on == gate.state.states[-1]:
        return ()
    return blocking(judge(gate, change.files, change.klass).findings)


def _enter(gate: Gate, statement: Statement, text: str, signature: str) -> Intake:
    body = {"statement": text, "signature": signature}
    if statement.type is StatementType.PUBLISH:
        entry = gate.append(EntryKind.PUBLISHED, body)
        fault("publish.entered")
        return Intake(statement, entry, None, ())
    body_on_change = {**body, "change": statement.change}
    entry = gate.append(EntryKind.STATED, body_on_change)
    fault("statement.entered")
    return Intake(statement, entry, release_if_ready(gate, statement.change), ())
