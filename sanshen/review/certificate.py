"""推送证书 (push certificate): what git's signed push says, read and verified by ourselves.

Git's own check needs a signers file kept in step with the policy; this one uses the policy.
"""

from __future__ import annotations

from dataclasses import dataclass

from sanshen.gitio.ssh import HEADER, signing_key

NAMESPACE = "git"


class CertificateError(Exception):
    """The text is no push certificate."""


@dataclass(frozen=True, slots=True)
class PushCertificate:
    """推送证书: ``commands`` are (old, new, reference); ``signed`` is the part that is signed."""

    signed: str
    signature: str
    nonce: str
    commands: tuple[tuple[str, str, str], ...]

    @property
    def key(self) -> str | None:
        """The public key the signature claims."""
        return signing_key(self.signature)


def signed_part(text: str) -> str:
    """The part of a certificate its signature covers: what follows can be spelt in many ways."""
    return text.partition(HEADER)[0]


def parse_certificate(text: str) -> PushCertificate:
    """Read a push certificate (git's ``certificate version 0.1``); CertificateError otherwise."""
    start = text.find(HEADER)
    if start < 0 or not text.startswith("certificate version 0.1\n"):
        raise CertificateError("no signed push certificate")
    signed, signature = text[:start], text[start:].strip()
    head, blank, tail = signed.partition("\n\n")
    if not blank:
        raise CertificateError("the certificate has no commands")
    nonces = [line[6:] for line in head.split("\n") if line.startswith("nonce ")]
    if len(nonces) != 1:
        raise CertificateError("the certificate has no nonce")
    commands = []
    for line in tail.removesuffix("\n").split("\n"):
        parts = line.split(" ")
        if len(parts) != 3:
            raise CertificateError(f"not a command: {line}")
        commands.append((parts[0], parts[1], parts[2]))
    return PushCertificate(signed, signature, nonces[0], tuple(commands))
