"""推送证书: read as git writes it, refused when a part is missing."""

from __future__ import annotations

import pytest

from sanshen.gitio.ssh import normal_key
from sanshen.review.certificate import CertificateError, parse_certificate
from tests.city.city import City
from tests.review.signatures import certificate, key_of

COMMIT = "3" * 40


def test_commands_nonce_and_key_are_those_of_the_text() -> None:
    read = parse_certificate(certificate("editor", COMMIT, "refs/for/main", "17-ab"))
    assert read.commands == (("0" * 40, COMMIT, "refs/for/main"),)
    assert read.nonce == "17-ab"
    assert read.key == normal_key(key_of("editor"))


def test_what_is_signed_ends_where_the_signature_begins() -> None:
    text = certificate("editor", COMMIT)
    read = parse_certificate(text)
    assert text == f"{read.signed}{read.signature}\n"


def test_a_certificate_of_git_itself_names_its_key(city: City) -> None:
    read = parse_certificate(city.certificate("editor", COMMIT))
    assert read.key == normal_key(city.keys["editor"].with_name("editor.pub").read_text())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("certificate version 0.1", "certificate version 0.2"),
        ("nonce ", "once "),
        ("nonce 1-a\n", "nonce 1-a\nnonce 2-b\n"),
        ("\n\n", "\n"),
        (" refs/for/main", ""),
        (" refs/for/main", " refs/for/main and more"),
        ("-----BEGIN SSH SIGNATURE-----", "-----BEGIN"),
    ],
)
def test_a_certificate_lacking_a_part_is_none(old: str, new: str) -> None:
    text = certificate("editor", COMMIT)
    assert parse_certificate(text)
    with pytest.raises(CertificateError):
        parse_certificate(text.replace(old, new, 1))


def test_bytes_behind_the_signature_leave_no_key() -> None:
    assert parse_certificate(certificate("editor", COMMIT) + "更多").key is None
