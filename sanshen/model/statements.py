"""意见 (statement): what a person says of a change, in a form that is signed byte for byte."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sanshen.model.canonical import canonical_json, sha256_text

FORMAT = "sanshen/statement/1"
NAMESPACE = "sanshen.statement"


class StatementError(Exception):
    """The text is not a statement in canonical form."""


class StatementType(StrEnum):
    """意见种类: 保密审查, 同意, 退回修改, 上网登记."""

    SECRECY = "secrecy"
    APPROVE = "approve"
    RETURN = "return"
    PUBLISH = "publish"


class Stage(StrEnum):
    """审核环节 (§12.4): 一审（初审）, 二审（审核）, 三审（审发）."""

    FIRST = "first"
    SECOND = "second"
    FINAL = "final"


STAGES = (Stage.FIRST, Stage.SECOND, Stage.FINAL)


class Conclusion(StrEnum):
    """保密审查结论 (§12.0): 可公开, 删减后公开, 不公开; only the first lets a change pass."""

    OPEN = "open"
    AFTER_DELETION = "after-deletion"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement.

    ``repository`` is the id of the ledger, ``after`` the hash of the newest entry about this
    change (for a publish statement: about this site) that its maker had seen: so it can be
    neither repeated, nor moved to another change or repository. ``ledger`` is the head seen,
    a witness for later verification. ``content`` and ``policy`` are digests; ``made_at`` is
    the maker's clock and is never compared with anything.
    """

    type: StatementType
    repository: str
    change: int
    round: int
    person: str
    policy: str
    content: str
    after: str
    ledger_seq: int
    ledger_hash: str
    made_at: str
    stage: Stage | None = None
    conclusion: Conclusion | None = None
    note: str = ""
    site: str = ""
    pages: Mapping[str, str] = field(default_factory=dict)
    manifest: str = ""

    @property
    def text(self) -> str:
        """The canonical text that is signed."""
        return canonical_json(
            {
                "format": FORMAT,
                "type": self.type.value,
                "repository": self.repository,
                "change": self.change,
                "round": self.round,
                "person": self.person,
                "policy": self.policy,
                "content": self.content,
                "after": self.after,
                "ledger": [self.ledger_seq, self.ledger_hash],
                "made_at": self.made_at,
                "stage": self.stage.value if self.stage else None,
                "conclusion": self.conclusion.value if self.conclusion else None,
                "note": self.note,
                "site": self.site,
                "pages": dict(self.pages),
                "manifest": self.manifest,
            }
        )

    @property
    def digest(self) -> str:
        """SHA-256 of the signed text."""
        return sha256_text(self.text)


def parse_statement(text: str) -> Statement:
    """Read a statement; StatementError unless the text is exactly its canonical form."""
    try:
        body = json.loads(text)
        if body.pop("format") != FORMAT:
            raise StatementError(f"not a {FORMAT}")
        statement = _statement(body)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise StatementError(str(error)) from error
    if statement.text != text:
        raise StatementError("the text is not in canonical form")
    return statement


_TEXTS = (
    "repository",
    "person",
    "policy",
    "content",
    "after",
    "ledger_hash",
    "made_at",
    "note",
    "site",
    "manifest",
)


def _statement(body: dict[str, Any]) -> Statement:
    seq, head = body.pop("ledger")
    stage, conclusion = body.pop("stage"), body.pop("conclusion")
    statement = Statement(
        type=StatementType(body.pop("type")),
        stage=Stage(stage) if stage is not None else None,
        conclusion=Conclusion(conclusion) if conclusion is not None else None,
        ledger_seq=seq,
        ledger_hash=head,
        **body,
    )
    for name in ("change", "round", "ledger_seq"):
        if type(getattr(statement, name)) is not int:
            raise StatementError(f"{name} is not a whole number")
    for name in _TEXTS:
        if not isinstance(getattr(statement, name), str):
            raise StatementError(f"{name} is not text")
    if not all(isinstance(digest, str) for digest in statement.pages.values()):
        raise StatementError("pages is not a list of digests")
    return statement
