"""预先验签 (signatures ahead): each signature is a process of its own, so several run at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from sanshen.gitio import ssh
from sanshen.ledger.book import SealedEntry
from sanshen.model.entries import NAMESPACE as ENTRY_NAMESPACE
from sanshen.model.entries import Entry
from sanshen.model.statements import NAMESPACE as STATEMENT_NAMESPACE
from sanshen.review.authorship import GIT_NAMESPACE, parse_commit
from sanshen.review.certificate import CertificateError, parse_certificate
from sanshen.review.statements import Verifier

WORKERS = 4
Question = tuple[str, str, bytes, str]
"""(public key, namespace, data, signature), as ``ssh.verify`` takes them."""


@contextmanager
def verified_ahead(entries: Sequence[SealedEntry]) -> Iterator[Verifier]:
    """A verifier that has begun with the signatures of ``entries`` by the keys they claim.

    It answers what ``ssh.verify`` answers, only sooner. The replay stays sequential and asks
    in its own order, so the first wrong entry is the same with or without it.
    """
    with ThreadPoolExecutor(WORKERS) as pool:
        asked = dict.fromkeys(question for sealed in entries for question in questions(sealed))
        answers = {question: pool.submit(ssh.verify, *question) for question in asked}

        def verify(key: str, namespace: str, data: bytes, signature: str) -> bool:
            question = (key, namespace, data, signature)
            if question in answers:
                return answers[question].result()
            return ssh.verify(*question)

        try:
            yield verify
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def questions(sealed: SealedEntry) -> Iterator[Question]:
    """What the replay will probably ask of an entry; a wrong guess costs time and nothing else."""
    entry, body = sealed.entry, sealed.entry.body
    yield from _claimed(ENTRY_NAMESPACE, entry.text, sealed.signature)
    if isinstance(body.get("statement"), str) and isinstance(body.get("signature"), str):
        yield from _claimed(STATEMENT_NAMESPACE, body["statement"], body["signature"])
    if isinstance(body.get("certificate"), str):
        yield from _evidence(entry)


def _evidence(entry: Entry) -> Iterator[Question]:
    try:
        certificate = parse_certificate(entry.body["certificate"])
        commits = [parse_commit(raw) for raw in entry.body["commits"]]
    except (CertificateError, ValueError, KeyError, TypeError, AttributeError):
        return  # the replay will find it and say it
    yield from _claimed(GIT_NAMESPACE, certificate.signed, certificate.signature)
    for commit in commits:
        claimed = ssh.signing_key(commit.signature)
        if claimed is not None:
            yield claimed, GIT_NAMESPACE, commit.payload, commit.signature


def _claimed(namespace: str, text: str, signature: str) -> Iterator[Question]:
    claimed = ssh.signing_key(signature)
    if claimed is not None:
        yield claimed, namespace, text.encode("utf-8", "surrogateescape"), signature
