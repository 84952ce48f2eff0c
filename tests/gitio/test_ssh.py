"""OpenSSH signatures: made by one key, verified with it, for one purpose, over those bytes."""

from __future__ import annotations

import base64
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanshen.gitio import ssh
from tests.review.signatures import key_of, signature_of

TEXT = "同意。\n".encode()


@pytest.fixture(scope="module")
def keys(city_keys: dict[str, Path]) -> tuple[Path, str, str]:
    """A private key file, its public key, and somebody else's."""
    mine = city_keys["editor"]
    other = city_keys["first"].with_name("first.pub").read_text().strip()
    return mine, mine.with_name("editor.pub").read_text().strip(), other


@pytest.fixture(scope="module")
def signature(keys: tuple[Path, str, str]) -> str:
    """A signature over ``TEXT``."""
    return ssh.sign(keys[0], "sanshen.statement", TEXT)


def test_a_signature_holds_for_its_key_purpose_and_bytes(
    keys: tuple[Path, str, str], signature: str
) -> None:
    _, mine, other = keys
    assert ssh.verify(mine, "sanshen.statement", TEXT, signature)
    assert not ssh.verify(other, "sanshen.statement", TEXT, signature)
    assert not ssh.verify(mine, "git", TEXT, signature)
    assert not ssh.verify(mine, "sanshen.statement", TEXT + b" ", signature)
    assert not ssh.verify(mine, "sanshen.statement", b"", signature)


@pytest.mark.parametrize(
    "public",
    [
        "",
        "ssh-ed25519",
        "* {}",
        "{}\n{}",
        "cert-authority {}",
        "ssh-rsa {}",
        "ssh-ed25519 公钥",
    ],
)
def test_a_line_that_is_not_one_plain_key_verifies_nothing(
    keys: tuple[Path, str, str], signature: str, public: str
) -> None:
    blob = keys[1].split()[1] if public.count("{}") == 1 else keys[1]
    assert not ssh.verify(public.format(blob, blob), "sanshen.statement", TEXT, signature)


def test_the_comment_of_a_key_plays_no_role(keys: tuple[Path, str, str], signature: str) -> None:
    bare = ssh.normal_key(keys[1])
    assert len(bare.split()) == 2
    assert ssh.verify(bare, "sanshen.statement", TEXT, signature)
    assert ssh.verify(f"{bare} 张三 的 密钥", "sanshen.statement", TEXT, signature)


@pytest.mark.parametrize("put", ["", "x", "\udcff", "公", "-----BEGIN SSH SIGNATURE-----\n"])
def test_an_altered_or_empty_signature_verifies_nothing(
    keys: tuple[Path, str, str], signature: str, put: str
) -> None:
    altered = signature[:60] + put + signature[61:] if put else ""
    assert not ssh.verify(keys[1], "sanshen.statement", TEXT, altered)


def test_a_signature_names_the_key_that_made_it(
    keys: tuple[Path, str, str], signature: str
) -> None:
    assert ssh.signing_key(signature) == ssh.normal_key(keys[1])


def test_the_key_a_signature_names_proves_nothing(keys: tuple[Path, str, str]) -> None:
    claimed = signature_of("editor", "sanshen.statement", TEXT)
    assert ssh.signing_key(claimed) == key_of("editor")
    assert not ssh.verify(key_of("editor"), "sanshen.statement", TEXT, claimed)


@given(st.text(st.characters(codec="utf-8"), max_size=60) | st.binary(max_size=60))
def test_reading_the_key_of_anything_gives_a_key_or_none(inside: str | bytes) -> None:
    """Law: never an exception, whatever stands in the armour."""
    text = inside if isinstance(inside, str) else base64.b64encode(ssh.MAGIC + inside).decode()
    found = ssh.signing_key(f"{ssh.HEADER}\n{text}\n{ssh.FOOTER}")
    assert found is None or len(found.split(" ")) == 2
    assert ssh.signing_key(text) is None


def test_a_key_that_cannot_sign_is_a_stop_with_the_reason(tmp_path: Path) -> None:
    with pytest.raises(ssh.SigningError, match="missing"):
        ssh.sign(tmp_path / "missing", "git", TEXT)


def test_the_fingerprint_is_the_one_ssh_keygen_prints(keys: tuple[Path, str, str]) -> None:
    command = ["ssh-keygen", "-l", "-f", str(keys[0].with_name("editor.pub"))]
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert ssh.fingerprint(keys[1]) == printed.split()[1]


@pytest.mark.parametrize("line", ["", "ssh-ed25519", "ssh-ed25519 ???", "ssh-ed25519 公钥"])
def test_a_line_without_a_key_has_no_fingerprint(line: str) -> None:
    with pytest.raises(ValueError):
        ssh.fingerprint(line)
