"""登记身份: a clone made to sign for one person, and a key prepared for registration."""

from __future__ import annotations

from pathlib import Path

import pytest

from sanshen.gitio.repository import Repository
from sanshen.gitio.ssh import fingerprint
from sanshen.office.clone import CloneError, setting
from sanshen.office.join import join, prepare_key, read_public_key
from sanshen.policy.load import load_policy
from tests.walks.office import Office, run

POLICY = "review_policy.yml"


@pytest.fixture
def plain(office: Office, tmp_path: Path) -> Repository:
    """A clone that has joined nobody yet."""
    assert run(tmp_path, "git", "clone", "-q", office.address, tmp_path / "plain").code == 0
    return Repository(tmp_path / "plain")


@pytest.fixture
def new_key(tmp_path: Path) -> Path:
    """A key nobody has registered."""
    key = tmp_path / "new"
    assert run(tmp_path, "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key).code == 0
    return key


def test_joining_sets_the_clone_up_to_sign_and_pins_the_repository(
    office: Office, plain: Repository
) -> None:
    joined = join(plain, "editor", office.city.keys["editor"])
    assert (joined.person, joined.post, joined.registered) == ("editor", "信息员", True)
    public = office.city.keys["editor"].with_name("editor.pub").read_text()
    assert joined.key_fingerprint == fingerprint(public)
    assert joined.repository_id == office.state().repository
    assert setting(plain, "sanshen.repository") == joined.repository_id
    assert setting(plain, "commit.gpgsign") == "true"
    (plain.path / "x.txt").write_text("x")
    plain.run("add", "x.txt")
    plain.run("commit", "-q", "-m", "x")
    raw = plain.text("cat-file", "commit", "HEAD")
    assert "gpgsig -----BEGIN SSH SIGNATURE-----" in raw
    assert "committer editor <editor@people.cs.example>" in raw


def test_a_key_that_is_not_registered_joins_and_is_told_so(
    plain: Repository, new_key: Path
) -> None:
    assert not join(plain, "editor", new_key).registered


def test_somebody_unknown_cannot_join_and_is_told_who_is_known(
    office: Office, plain: Repository
) -> None:
    with pytest.raises(CloneError) as caught:
        join(plain, "stranger", office.city.keys["editor"])
    assert caught.value.key == "join.unknown-person"
    assert "editor" in str(caught.value.values["people"])
    assert setting(plain, "sanshen.person") == ""


@pytest.mark.parametrize("content", [None, b"", b"no key", b"ssh-ed25519 ???", b"\xff"])
def test_a_file_that_is_no_public_key_is_refused(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "k.pub"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(CloneError) as caught:
        read_public_key(file)
    assert caught.value.key == "join.no-public-key"


def test_a_clone_that_pinned_one_city_cannot_join_another(
    office: Office, plain: Repository
) -> None:
    plain.run("config", "sanshen.repository", "0" * 64)
    with pytest.raises(CloneError) as caught:
        join(plain, "editor", office.city.keys["editor"])
    assert caught.value.key == "clone.other-repository"


def test_a_key_is_prepared_on_a_branch_that_changes_the_policy_alone(
    office: Office, new_key: Path
) -> None:
    desk = office.desk("colleague")
    head = desk.must("rev-parse", "HEAD")
    branch = prepare_key(desk.repository, "editor", new_key.with_name("new.pub"))
    changed = desk.must("diff", "--name-only", "origin/main", branch)
    assert changed == POLICY
    assert desk.must("rev-parse", "HEAD") == head
    assert "gpgsig" in desk.must("cat-file", "commit", branch)
    policy, found = load_policy(desk.repository.run("show", f"{branch}:{POLICY}"))
    assert found == ()
    assert policy is not None
    assert len(policy.people["editor"].keys) == 2


def test_a_key_that_is_registered_already_or_for_nobody_is_refused(
    office: Office, new_key: Path
) -> None:
    desk = office.desk("colleague")
    with pytest.raises(CloneError) as caught:
        prepare_key(desk.repository, "editor", office.city.keys["editor"].with_name("editor.pub"))
    assert caught.value.key == "join.already-registered"
    with pytest.raises(CloneError) as caught:
        prepare_key(desk.repository, "stranger", new_key.with_name("new.pub"))
    assert caught.value.key == "join.not-listed"


def test_who_has_not_joined_prepares_nothing(plain: Repository, new_key: Path) -> None:
    with pytest.raises(CloneError) as caught:
        prepare_key(plain, "editor", new_key.with_name("new.pub"))
    assert caught.value.key == "clone.not-joined"
