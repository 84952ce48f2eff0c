"""A ledger in memory: entries are folded as the gate folds them, without git and ssh-keygen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sanshen.model.canonical import sha256_text
from sanshen.model.changes import (
    POLICY_PATH,
    ChangeClass,
    FileChange,
    content_digest,
    state_digest,
)
from sanshen.model.entries import Entry, EntryKind
from sanshen.model.statements import NAMESPACE, Conclusion, Stage, Statement, StatementType
from sanshen.policy.policy import Person, ReviewPolicy, Role, RoleRule, Scope
from sanshen.review.state import ChangeState, ReviewState, apply_files, fold
from sanshen.review.statements import check_statement, publish_predecessor
from sanshen.review.verdict import Verdict, VerdictState, evaluate_change
from tests.review.signatures import DOMAIN, key_of, signature_of, verifier

START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
FIRST, SECOND, FINAL = Stage.FIRST, Stage.SECOND, Stage.FINAL
A, B, C = "content/cs/dt/2026/0105-a.md", "content/cs/dt/2026/0106-b.md", "content/cs/jd/c.md"
TERM = date(2020, 1, 1)
ROLES: Mapping[Role, tuple[str, ...]] = {
    Role.FIRST: ("first", "first-b", "both"),
    Role.SECOND: ("second", "second-b", "both"),
    Role.FINAL: ("final", "final-b", "both"),
    Role.SECRECY: ("secrecy", "first-b"),
    Role.PUBLISHER: ("publisher",),
}
GUARD: Mapping[Role, tuple[str, ...]] = {
    Role.FIRST: ("guard-a",),
    Role.SECOND: ("guard-b",),
    Role.FINAL: ("guard-c",),
}
WRITERS = ("editor", "colleague")


def make_policy(
    roles: Mapping[Role, tuple[str, ...]] | None = None,
    columns: Mapping[str, Mapping[Role, tuple[str, ...]]] | None = None,
    double: bool = False,
    **persons: Person,
) -> ReviewPolicy:
    """A policy for site ``cs``; ``columns`` holds rules of single columns."""
    whole = {**ROLES, **(roles or {})}
    rules = [RoleRule(Scope("cs"), whole, 1)]
    rules += [RoleRule(Scope("cs", name), row, 1) for name, row in (columns or {}).items()]
    names = {n for row in (*[r.holders for r in rules], GUARD) for ids in row.values() for n in ids}
    people = {
        n: Person(n, f"职务{n}", "测试市人民政府办公室", (key_of(n),), TERM, None)
        for n in sorted({*names, *WRITERS})
    }
    people.update({p.id: p for p in persons.values()})
    digest = sha256_text(repr((rules, GUARD, double, sorted(people.items()))))
    return ReviewPolicy(digest, DOMAIN, "Asia/Shanghai", double, people, tuple(rules), GUARD)


def blob(text: str) -> str:
    """``mode:blob id`` of a text that exists only here."""
    return f"100644:{sha256_text(text)[:40]}"


class Book:
    """A city's ledger in memory; ``now`` moves a minute with every entry."""

    def __init__(self, policy: ReviewPolicy | None = None) -> None:
        self.policies: dict[str, ReviewPolicy] = {}
        self.entries: list[Entry] = []
        self.review = ReviewState()
        self.now = START
        files = {POLICY_PATH: self._keep(policy or make_policy())}
        for path in ("content/cs/site.yml", "content/cs/dt/column.yml", "content/cs/jd/column.yml"):
            files[path] = blob(path)
        rows = [[p, None, v] for p, v in sorted(files.items())]
        body = {"gate_key": key_of("gate"), "files": rows, "state": state_digest(files)}
        self.append(EntryKind.FOUNDED, body)

    def _keep(self, policy: ReviewPolicy) -> str:
        self.policies[blob(policy.digest).partition(":")[2]] = policy
        return blob(policy.digest)

    def append(self, kind: EntryKind, body: Mapping[str, Any]) -> Entry:
        """One entry more, unchecked."""
        self.now += timedelta(minutes=1)
        entry = Entry(self.review.seq + 1, self.review.head, self.now, kind, body)
        self.entries.append(entry)
        fold(self.review, entry, lambda b: self.policies[b])
        return entry

    def file(self, path: str, text: str | None) -> FileChange:
        """``path`` from what main holds to ``text``."""
        return FileChange(path, self.review.files.get(path), None if text is None else blob(text))

    def body(
        self,
        files: Sequence[FileChange],
        people: Iterable[str] = ("editor",),
        number: int | None = None,
        klass: ChangeClass = ChangeClass.CONTENT,
        legacy: Mapping[str, str | None] | None = None,
    ) -> dict[str, Any]:
        """The body of a SUBMITTED entry as the gate makes it, certificate and commits apart."""
        names = sorted(people)
        number = max(self.review.changes, default=0) + 1 if number is None else number
        before = self.review.changes.get(number)
        body: dict[str, Any] = {
            "change": number,
            "round": before.round + 1 if before else 1,
            "class": klass.value,
            "title": "示范项目开工",
            "matter": files[0].path if files else "",
            "files": [f.row() for f in files],
            "contributors": names,
            "pusher": names[0] if names else "",
            "digest": content_digest(files, legacy),
        }
        return body if legacy is None else {**body, "legacy": dict(legacy), "legacy_from": "旧网站"}

    def submit(
        self, texts: Mapping[str, str | None], people: Iterable[str] = ("editor",), **more: Any
    ) -> int:
        """A change, or a new round of one; its number."""
        body = self.body([self.file(p, t) for p, t in sorted(texts.items())], people, **more)
        self.append(EntryKind.SUBMITTED, body)
        return int(body["change"])

    def change(self, number: int) -> ChangeState:
        """The change as it stands."""
        return self.review.changes[number]

    def statement(self, person: str, kind: StatementType, number: int, **more: Any) -> Statement:
        """What a person would say of a change now."""
        change = self.change(number)
        made = Statement(
            type=kind,
            repository=self.review.repository,
            change=number,
            round=change.round,
            person=person,
            policy=self.review.policy_in_force().digest,
            content=change.digest,
            after=change.last_entry,
            ledger_seq=self.review.seq,
            ledger_hash=self.review.head,
            made_at=self.now.isoformat(),
        )
        return replace(made, **more)

    def publishing(self, person: str = "publisher", site: str = "cs") -> Statement:
        """A publish statement for a site."""
        return Statement(
            type=StatementType.PUBLISH,
            repository=self.review.repository,
            change=0,
            round=0,
            person=person,
            policy=self.review.policy_in_force().digest,
            content=self.review.states[-1],
            after=publish_predecessor(self.review, site),
            ledger_seq=self.review.seq,
            ledger_hash=self.review.head,
            made_at=self.now.isoformat(),
            site=site,
            pages={"/": "0" * 64},
            manifest="1" * 64,
        )

    def check(self, statement: Statement, by: str | None = None) -> list[str]:
        """The codes for which a statement, signed ``by`` somebody, is refused."""
        signature = signature_of(by or statement.person, NAMESPACE, statement.text.encode())
        found = check_statement(self.review, statement.text, signature, self.now, verifier)
        return [f.code for f in found]

    def enter(self, statement: Statement) -> None:
        """Take a statement in without checking it."""
        publishes = statement.type is StatementType.PUBLISH
        body = {"statement": statement.text, "signature": "", "change": statement.change}
        self.append(EntryKind.PUBLISHED if publishes else EntryKind.STATED, body)

    def say(self, statement: Statement) -> list[str]:
        """Take a statement in if nothing is against it; what is."""
        codes = self.check(statement)
        if not codes:
            self.enter(statement)
        return codes

    def approve(self, person: str, number: int, stage: Stage) -> list[str]:
        """Approve a stage; the codes for which it is refused."""
        return self.say(self.statement(person, StatementType.APPROVE, number, stage=stage))

    def give_back(self, person: str, number: int, stage: Stage, note: str = "请核对") -> list[str]:
        """退回修改; the codes for which it is refused."""
        made = self.statement(person, StatementType.RETURN, number, stage=stage, note=note)
        return self.say(made)

    def secrecy(
        self, number: int, conclusion: Conclusion = Conclusion.OPEN, person: str = "secrecy"
    ) -> list[str]:
        """保密审查; the codes for which it is refused."""
        kind = StatementType.SECRECY
        return self.say(self.statement(person, kind, number, conclusion=conclusion, note="依据"))

    def pass_reviews(self, number: int) -> None:
        """保密审查 and three reviews."""
        assert self.secrecy(number) == []
        for person, stage in (("first", FIRST), ("second", SECOND), ("final", FINAL)):
            assert self.approve(person, number, stage) == []

    def release(self, number: int) -> None:
        """RELEASING and RELEASED, whatever the verdict says."""
        change = self.change(number)
        after = dict(self.review.files)
        apply_files(after, change.files)
        row = {"change": number, "round": change.round, "digest": change.digest}
        before = state_digest(self.review.files)
        self.append(EntryKind.RELEASING, {**row, "before": before, "after": state_digest(after)})
        self.append(EntryKind.RELEASED, {**row, "state": state_digest(after)})

    def put_in_force(self, policy: ReviewPolicy) -> int:
        """Release a change of the policy; its number."""
        old = self.review.files[POLICY_PATH]
        files = [FileChange(POLICY_PATH, old, self._keep(policy))]
        body = self.body(files, ("colleague",), klass=ChangeClass.GUARD)
        self.append(EntryKind.SUBMITTED, body)
        self.release(body["change"])
        return int(body["change"])

    def verdict(self, number: int) -> Verdict:
        """The verdict now."""
        return evaluate_change(self.review, self.change(number), self.now)

    def stands(self, number: int) -> VerdictState:
        """What the verdict says."""
        return self.verdict(number).state

    def done(self, number: int) -> list[Role]:
        """The steps that are done."""
        return [step.role for step in self.verdict(number).steps if step.done]
