"""撰稿与提交 (authorship): who wrote and committed a change, from its raw commit objects."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from sanshen.model.findings import Finding, finding
from sanshen.policy.policy import ReviewPolicy
from sanshen.review.statements import Verifier

GIT_NAMESPACE = "git"
_IDENTITY = re.compile(r"(?:author|committer) [^<>]*<([^<>]*)> [0-9]+ [+-][0-9]{4}")
_TRAILER = re.compile(r"^co-authored-by[ \t]*:(.*(?:\n[ \t].*)*)$", re.IGNORECASE | re.MULTILINE)
_ADDRESS = re.compile(r"<([^<>]*)>")


@dataclass(frozen=True, slots=True)
class RawCommit:
    """A commit object as git stores it; ``payload`` is what its signature covers."""

    id: str
    parents: tuple[str, ...]
    author: str
    committer: str
    coauthors: tuple[str, ...]
    signature: str
    payload: bytes

    @property
    def emails(self) -> tuple[str, ...]:
        """Everybody the commit names."""
        return (self.author, self.committer, *self.coauthors)


def parse_commit(raw: str) -> RawCommit:
    """Read a raw commit object; ValueError when a part that every commit has is missing."""
    head, _, message = raw.partition("\n\n")
    signature, kept = _split_signature(head)
    author = _email(kept, "author ")
    committer = _email(kept, "committer ")
    parents = tuple(line[7:] for line in kept if line.startswith("parent "))
    data = raw.encode("utf-8", "surrogateescape")
    object_id = hashlib.sha1(b"commit %d\0" % len(data) + data, usedforsecurity=False).hexdigest()
    payload = ("\n".join(kept) + "\n\n" + message).encode("utf-8", "surrogateescape")
    coauthors = tuple(name for line in _TRAILER.findall(message) for name in _coauthors(line))
    return RawCommit(object_id, parents, author, committer, coauthors, signature, payload)


def _split_signature(head: str) -> tuple[str, list[str]]:
    """The ``gpgsig`` header's value, and the header lines without it."""
    signature: list[str] = []
    kept: list[str] = []
    inside = False
    for line in head.split("\n"):
        if line.startswith("gpgsig "):
            inside = True
            signature.append(line[7:])
        elif inside and line.startswith(" "):
            signature.append(line[1:])
        else:
            inside = False
            kept.append(line)
    return "\n".join(signature).strip(), kept


def _coauthors(line: str) -> list[str]:
    """The addresses of a co-author line; its whole text where none can be read: unknown blocks."""
    return _ADDRESS.findall(line) or [line.strip()]


def _email(lines: list[str], prefix: str) -> str:
    named = [line for line in lines if line.startswith(prefix)]
    match = _IDENTITY.fullmatch(named[0]) if len(named) == 1 else None
    if match is None:
        raise ValueError(f"commit without one {prefix.strip()}")
    return match.group(1)


def check_commit(
    raw: RawCommit, policy: ReviewPolicy, where: str, verify: Verifier
) -> tuple[Finding, ...]:
    """Findings about one commit: every name known, and signed by the committer it claims."""
    short = raw.id[:10]
    unknown = [e for e in raw.emails if policy.person_for_email(e) is None]
    if unknown:
        return tuple(finding("V104", where, commit=short, email=e) for e in unknown)
    committer = policy.person_for_email(raw.committer)
    keys = committer.keys if committer else ()
    if not any(verify(key, GIT_NAMESPACE, raw.payload, raw.signature) for key in keys):
        return (finding("V105", where, commit=short, email=raw.committer),)
    return ()


def contributors_of(commits: tuple[RawCommit, ...], policy: ReviewPolicy) -> frozenset[str]:
    """撰稿、提交人员: the ids of authors, committers and co-authors; unknown names are left out."""
    people = (policy.person_for_email(e) for commit in commits for e in commit.emails)
    return frozenset(p.id for p in people if p is not None)
