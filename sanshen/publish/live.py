"""取回核对 (live check): what the public address serves, compared byte for byte with the build."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import httpx

from sanshen.model.canonical import sha256_bytes
from sanshen.model.findings import Finding, finding

SECONDS = 15.0
"""Inspectors count a page that is not open after 15 seconds as failed (standards, V2)."""

GONE = (404, 410)


@dataclass(frozen=True, slots=True)
class LiveCheck:
    """核对结果: ``pages`` maps each fetched address to its SHA-256; ``findings`` what differs."""

    pages: Mapping[str, str]
    findings: tuple[Finding, ...]


def fetch_live(
    origin: str, expected: Mapping[str, str], gone: Iterable[str], client: httpx.Client
) -> LiveCheck:
    """Fetch every address of ``expected`` (address → SHA-256) from ``origin`` and compare.

    ``gone`` are addresses that must answer 404 or 410.
    """
    pages: dict[str, str] = {}
    found: list[Finding] = []
    for address in sorted(expected):
        status, data = _get(client, origin + address)
        if status != httpx.codes.OK:
            found.append(finding("B131", address, address=origin + address, status=status))
            continue
        pages[address] = sha256_bytes(data)
        if pages[address] != expected[address]:
            found.append(finding("B132", address, address=origin + address))
    for address in sorted(gone):
        status, _ = _get(client, origin + address)
        if status not in GONE:
            found.append(finding("B133", address, address=origin + address, status=status))
    return LiveCheck(pages, tuple(found))


def _get(client: httpx.Client, url: str) -> tuple[int | str, bytes]:
    """Status and body; the name of the error where there was no answer."""
    try:
        answer = client.get(url, headers={"Cache-Control": "no-cache"})
    except httpx.HTTPError as error:
        return type(error).__name__, b""
    return answer.status_code, answer.content


def open_client() -> httpx.Client:
    """A client that neither follows redirects nor waits longer than an inspector would."""
    return httpx.Client(timeout=SECONDS, follow_redirects=False, trust_env=False)
