"""Keys and signatures of the form of OpenSSH's, made without ssh-keygen.

Everything that reads them is the real code; what a signature proves is a digest instead of a
curve.
"""

from __future__ import annotations

import base64
import struct

from sanshen.gitio.ssh import FOOTER, HEADER, MAGIC, normal_key, signing_key
from sanshen.model.canonical import sha256_bytes
from sanshen.review.references import SUBMIT_REF

DOMAIN = "people.test.example"


def key_of(person: str) -> str:
    """A public key line of the form of OpenSSH's."""
    blob = b"".join(struct.pack(">I", len(p)) + p for p in (b"ssh-ed25519", person.encode()))
    return f"ssh-ed25519 {base64.b64encode(blob).decode()}"


def signature_of(person: str, namespace: str, data: bytes) -> str:
    """What ``verifier`` takes for the person's signature, in OpenSSH's armour."""
    blob = base64.b64decode(key_of(person).split()[1])
    proof = sha256_bytes(namespace.encode() + b"\0" + data).encode()
    raw = MAGIC + struct.pack(">II", 1, len(blob)) + blob + proof
    return f"{HEADER}\n{base64.b64encode(raw).decode()}\n{FOOTER}"


def verifier(key: str, namespace: str, data: bytes, signature: str) -> bool:
    """Stands for ``ssh.verify``: the same arguments, true for ``signature_of`` alone."""
    if signing_key(signature) != normal_key(key):
        return False
    raw = base64.b64decode("".join(signature[len(HEADER) : -len(FOOTER)].split()))
    return raw.endswith(sha256_bytes(namespace.encode() + b"\0" + data).encode())


def git_email(person: str) -> str:
    """A person's git identity; anything with an @ is taken as it is."""
    return person if "@" in person else f"{person}@{DOMAIN}"


def raw_commit(
    committer: str, author: str | None = None, message: str = "改稿", by: str | None = None
) -> str:
    """A raw commit object, signed ``by`` its committer unless told otherwise (``""``: nobody)."""
    head = f"tree {'1' * 40}\nparent {'2' * 40}\n"
    head += f"author 甲 <{git_email(author or committer)}> 1772413200 +0800\n"
    head += f"committer 乙 <{git_email(committer)}> 1772413200 +0800\n"
    signer = committer if by is None else by
    if not signer:
        return f"{head}\n{message}\n"
    armour = signature_of(signer, "git", f"{head}\n{message}\n".encode())
    folded = armour.replace("\n", "\n ")
    return f"{head}gpgsig {folded}\n\n{message}\n"


def certificate(person: str, commit: str, reference: str = SUBMIT_REF, nonce: str = "1-a") -> str:
    """A push certificate as ``git push --signed`` makes it."""
    text = (
        f"certificate version 0.1\npusher SHA256:x 1772413200 +0000\npushee test\nnonce {nonce}\n\n"
        f"{'0' * 40} {commit} {reference}\n"
    )
    return text + signature_of(person, "git", text.encode()) + "\n"
