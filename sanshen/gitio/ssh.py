"""OpenSSH signatures: made and verified by ``ssh-keygen -Y``, never by code of our own."""

from __future__ import annotations

import base64
import hashlib
import struct
import subprocess
import tempfile
from pathlib import Path

from sanshen.model.stops import Stop

MAGIC = b"SSHSIG"
HEADER = "-----BEGIN SSH SIGNATURE-----"
FOOTER = "-----END SSH SIGNATURE-----"
PRINCIPAL = "signer"
ARMOUR_WIDTH = 70


class SigningError(Stop):
    """ssh-keygen could not sign: no such key, no agent, wrong passphrase."""


def sign(key: Path, namespace: str, data: bytes) -> str:
    """The armoured signature of ``data`` by the key file ``key``; SigningError on failure."""
    done = subprocess.run(
        ["ssh-keygen", "-q", "-Y", "sign", "-f", str(key), "-n", namespace],
        input=data,
        capture_output=True,
        check=False,
    )
    if done.returncode != 0:
        raise SigningError(done.stderr.decode("utf-8", "replace").strip())
    return done.stdout.decode("ascii").strip()


def verify(public_key: str, namespace: str, data: bytes, signature: str) -> bool:
    """Whether ``signature`` is that key's over ``data`` in ``namespace``.

    ``public_key`` is one line ``<type> <base64>``. The allowed-signers file names one fixed
    principal and this one key, so neither wildcards nor other keys can answer.
    """
    if len(public_key.split()) < 2 or "\n" in public_key.strip():
        return False
    with tempfile.TemporaryDirectory(prefix="sanshen-") as folder:
        signers = Path(folder) / "signers"
        kind, key = public_key.split()[:2]
        signers.write_text(f"{PRINCIPAL} {kind} {key}\n", encoding="utf-8")
        armour = Path(folder) / "signature"
        armour.write_text(signature + "\n", encoding="utf-8", errors="surrogateescape")
        done = subprocess.run(
            ["ssh-keygen", "-q", "-Y", "verify", "-f", str(signers), "-I", PRINCIPAL,
             "-n", namespace, "-s", str(armour)],
            input=data,
            capture_output=True,
            check=False,
        )  # fmt: skip
    return done.returncode == 0


def signing_key(signature: str) -> str | None:
    """The public key a signature claims (``<type> <base64>``), None when it is no signature.

    Only to choose whose key to verify with: a claim proves nothing.
    """
    body = signature.strip()
    if not (body.startswith(HEADER) and body.endswith(FOOTER)):
        return None
    try:
        raw = base64.b64decode("".join(body[len(HEADER) : -len(FOOTER)].split()), validate=True)
        if raw[:6] != MAGIC:
            return None
        (length,) = struct.unpack(">I", raw[10:14])
        key = raw[14 : 14 + length]
        (name_length,) = struct.unpack(">I", key[:4])
        kind = key[4 : 4 + name_length].decode("ascii")
    except (ValueError, struct.error):
        return None
    return f"{kind} {base64.b64encode(key).decode('ascii')}"


def normal_signature(signature: str) -> str | None:
    """The one armour ssh-keygen writes for what ``signature`` holds; None when it is none."""
    try:
        text = "".join(signature.removeprefix(HEADER).removesuffix(FOOTER).split())
        body = base64.b64encode(base64.b64decode(text, validate=True)).decode("ascii")
    except ValueError:
        return None
    lines = [body[at : at + ARMOUR_WIDTH] for at in range(0, len(body), ARMOUR_WIDTH)]
    return "\n".join([HEADER, *lines, FOOTER])


def normal_key(public_key: str) -> str:
    """``<type> <base64>`` of a public key line, its comment left out."""
    return " ".join(public_key.split()[:2])


def fingerprint(public_key: str) -> str:
    """``SHA256:…`` as ssh-keygen prints it; ValueError when the line holds no key."""
    parts = public_key.split()
    if len(parts) < 2:
        raise ValueError("not a public key line")
    digest = hashlib.sha256(base64.b64decode(parts[1], validate=True)).digest()
    return "SHA256:" + base64.b64encode(digest).decode("ascii").rstrip("=")
