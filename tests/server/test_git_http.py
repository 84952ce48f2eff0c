"""送审入口: real repositories, real git clients, over the loopback door."""

from __future__ import annotations

import gzip
import os
import subprocess
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import httpx
import pytest

from sanshen.gitio.repository import Repository
from sanshen.server.git_http import MIB, GitDoor, git_app, run_git_server
from sanshen.server.loopback import NotLoopbackError, address, listen, running

Git = Callable[..., str]
Opened = Callable[..., AbstractContextManager[str]]


@pytest.fixture
def environment(tmp_path: Path) -> Mapping[str, str]:
    """An environment in which git knows nobody's configuration."""
    (tmp_path / "home").mkdir()
    own = {"HOME": str(tmp_path / "home"), "GIT_CONFIG_NOSYSTEM": "1", "GIT_TERMINAL_PROMPT": "0"}
    names = {f"GIT_{role}_NAME": "tester" for role in ("AUTHOR", "COMMITTER")}
    mails = {f"GIT_{role}_EMAIL": "tester@shili.example" for role in ("AUTHOR", "COMMITTER")}
    return {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", **own, **names, **mails}


@pytest.fixture
def git(environment: Mapping[str, str]) -> Git:
    def run(folder: Path, *words: str, fails: bool = False) -> str:
        command = ["git", "-C", str(folder), *words]
        done = subprocess.run(command, env=dict(environment), capture_output=True, text=True)
        assert (done.returncode != 0) == fails, done.stderr
        return done.stderr if fails else done.stdout

    return run


@pytest.fixture
def bare(tmp_path: Path, git: Git) -> Path:
    """A bare repository that takes pushes, with one commit on ``main``."""
    work, repository = tmp_path / "work", tmp_path / "srv" / "city.git"
    work.mkdir()
    repository.mkdir(parents=True)
    git(repository, "init", "-q", "--bare", "-b", "main")
    git(repository, "config", "http.receivepack", "true")
    git(work, "init", "-q", "-b", "main")
    (work / "a.md").write_text("甲\n", encoding="utf-8")
    git(work, "add", "a.md")
    git(work, "commit", "-q", "-m", "one")
    git(work, "push", "-q", str(repository), "main")
    return repository


@pytest.fixture
def opened(bare: Path, environment: Mapping[str, str]) -> Opened:
    @contextmanager
    def door(**limits: float) -> Iterator[str]:
        app = git_app(GitDoor(bare, environment, **limits))  # type: ignore[arg-type]
        with running([(app, listen())]) as (origin,):
            yield origin

    return door


def grown(git: Git, clone: Path, size: int) -> None:
    """Commit ``size`` bytes that do not compress."""
    (clone / "big.bin").write_bytes(os.urandom(size))
    git(clone, "add", "big.bin")
    git(clone, "commit", "-q", "-m", "big")


def test_a_clone_and_a_push_go_through_the_door(
    tmp_path: Path, bare: Path, git: Git, opened: Opened
) -> None:
    with opened() as origin:
        git(tmp_path, "clone", "-q", f"{origin}/city.git", "clone")
        assert (tmp_path / "clone" / "a.md").read_text(encoding="utf-8") == "甲\n"
        (tmp_path / "clone" / "b.md").write_text("乙\n", encoding="utf-8")
        git(tmp_path / "clone", "add", "b.md")
        git(tmp_path / "clone", "commit", "-q", "-m", "two")
        git(tmp_path / "clone", "push", "-q", "origin", "HEAD:refs/heads/two")
    pushed = git(tmp_path / "clone", "rev-parse", "HEAD").strip()
    assert Repository(bare).reference("refs/heads/two") == pushed


def test_protocol_version_two_is_spoken(tmp_path: Path, git: Git, opened: Opened) -> None:
    with opened() as origin:
        headers = {"Git-Protocol": "version=2"}
        url = f"{origin}/city.git/info/refs?service=git-upload-pack"
        assert b"version 2" in httpx.get(url, headers=headers).content
        assert b"version 2" not in httpx.get(url).content


def test_a_push_larger_than_the_post_buffer_arrives_in_chunks(
    tmp_path: Path, bare: Path, git: Git, opened: Opened
) -> None:
    with opened() as origin:
        git(tmp_path, "clone", "-q", f"{origin}/city.git", "clone")
        grown(git, tmp_path / "clone", 5 * MIB)
        git(tmp_path / "clone", "push", "-q", "origin", "HEAD:refs/heads/big")
    assert len(Repository(bare).run("cat-file", "blob", "refs/heads/big:big.bin")) == 5 * MIB


def test_a_signed_push_reaches_the_hook_with_its_verified_signer(
    tmp_path: Path, bare: Path, git: Git, opened: Opened
) -> None:
    key = tmp_path / "key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key)], check=True)
    public = key.with_suffix(".pub").read_text(encoding="utf-8")
    (tmp_path / "signers").write_text(f"editor {public}", encoding="utf-8")
    for name, value in {
        "receive.certNonceSeed": "seed",
        "receive.certNonceSlop": "300",
        "gpg.ssh.allowedSignersFile": str(tmp_path / "signers"),
    }.items():
        git(bare, "config", name, value)
    hook = bare / "hooks" / "pre-receive"
    seen = "$GIT_PUSH_CERT_SIGNER $GIT_PUSH_CERT_STATUS $GIT_PUSH_CERT_NONCE_STATUS"
    hook.write_text(f'#!/bin/sh\necho "{seen}" >{tmp_path}/seen\n', encoding="utf-8")
    hook.chmod(0o755)
    signing = ("-c", "gpg.format=ssh", "-c", f"user.signingKey={key}")
    with opened() as origin:
        git(tmp_path, "clone", "-q", f"{origin}/city.git", "clone")
        git(tmp_path / "clone", *signing, "push", "-q", "--signed", "origin", "HEAD:refs/heads/s")
    signer, status, nonce = (tmp_path / "seen").read_text(encoding="utf-8").split()
    assert (signer, status) == ("editor", "G")
    assert nonce in ("OK", "SLOP")


def test_a_gzip_request_is_understood_by_git(bare: Path, opened: Opened) -> None:
    head = Repository(bare).reference("refs/heads/main")
    body = f"0032want {head}\n00000009done\n".encode()
    with opened() as origin:
        answer = httpx.post(
            f"{origin}/city.git/git-upload-pack",
            content=gzip.compress(body),
            headers={
                "Content-Encoding": "gzip",
                "Content-Type": "application/x-git-upload-pack-request",
            },
        )
    assert answer.status_code == 200
    assert b"PACK" in answer.content


def test_a_request_over_the_limit_gets_413_and_a_sentence(opened: Opened) -> None:
    with opened(max_body=MIB) as origin:
        answer = httpx.post(f"{origin}/city.git/git-receive-pack", content=b"x" * (MIB + 1))
    assert answer.status_code == 413
    assert "1 MiB" in answer.text


def test_a_chunked_push_over_the_limit_is_told_413_and_leaves_no_reference(
    tmp_path: Path, bare: Path, git: Git, opened: Opened
) -> None:
    with opened(max_body=MIB) as origin:
        git(tmp_path, "clone", "-q", f"{origin}/city.git", "clone")
        grown(git, tmp_path / "clone", 3 * MIB)
        said = git(tmp_path / "clone", "push", "origin", "HEAD:refs/heads/big", fails=True)
    assert "413" in said
    assert Repository(bare).reference("refs/heads/big") is None


@pytest.mark.parametrize(
    "path",
    [
        "/other.git/info/refs?service=git-upload-pack",
        "/city.git/HEAD",
        "/city.git/objects/info/packs",
        "/city.git/config",
        "/city.git/../work/.git/info/refs?service=git-upload-pack",
        "/city.git/%2e%2e/work/.git/info/refs?service=git-upload-pack",
        "/info/refs?service=git-upload-pack",
        "/",
    ],
)
def test_anything_but_the_smart_protocol_of_this_repository_is_not_there(
    opened: Opened, path: str
) -> None:
    with opened() as origin, httpx.Client() as client:
        url = httpx.URL(origin).copy_with(raw_path=path.encode())
        answer = client.get(url)
    assert answer.status_code == 404
    assert ".git" in answer.text


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("query", ["", "?service=git-upload-archive", "?service=upload-pack"])
def test_the_dumb_protocol_and_other_services_are_refused(
    opened: Opened, method: str, query: str
) -> None:
    with opened() as origin:
        answer = httpx.request(method, f"{origin}/city.git/info/refs{query}")
    assert answer.status_code == 403


def test_a_repository_that_takes_no_pushes_says_so(bare: Path, git: Git, opened: Opened) -> None:
    git(bare, "config", "http.receivepack", "false")
    with opened() as origin:
        answer = httpx.get(f"{origin}/city.git/info/refs?service=git-receive-pack")
    assert answer.status_code == 403


def test_a_git_that_takes_too_long_is_stopped_with_all_its_children(
    tmp_path: Path, bare: Path, git: Git, opened: Opened
) -> None:
    hook = bare / "hooks" / "pre-receive"
    hook.write_text(f"#!/bin/sh\necho $$ > {tmp_path}/pid\nexec tail -f /dev/null\n")
    hook.chmod(0o755)
    with opened(seconds=2.0) as origin:
        git(tmp_path, "clone", "-q", f"{origin}/city.git", "clone")
        git(tmp_path / "clone", "push", "-q", "origin", "HEAD:refs/heads/slow", fails=True)
        pid = int((tmp_path / "pid").read_text())
        state = Path(f"/proc/{pid}/stat")
        assert not state.exists() or state.read_text().rpartition(")")[2].split()[0] == "Z"
    assert Repository(bare).reference("refs/heads/slow") is None


def test_the_servers_own_git_variables_do_not_reach_git(
    tmp_path: Path, bare: Path, environment: Mapping[str, str]
) -> None:
    leaky = {**environment, "GIT_DIR": str(tmp_path / "elsewhere")}
    app = git_app(GitDoor(bare, leaky))
    with running([(app, listen())]) as (origin,):
        answer = httpx.get(f"{origin}/city.git/info/refs?service=git-upload-pack")
    assert answer.status_code == 200
    assert b"refs/heads/main" in answer.content


def test_pushes_at_the_same_time_all_arrive(
    tmp_path: Path, bare: Path, git: Git, opened: Opened
) -> None:
    with opened() as origin:
        clones = [tmp_path / f"clone{n}" for n in range(4)]
        for clone in clones:
            git(tmp_path, "clone", "-q", f"{origin}/city.git", clone.name)
            grown(git, clone, 10_000)
        pushes = [
            threading.Thread(
                target=git, args=(c, "push", "-q", "origin", f"HEAD:refs/heads/{c.name}")
            )
            for c in clones
        ]
        for push in pushes:
            push.start()
        for push in pushes:
            push.join()
    for clone in clones:
        head = git(clone, "rev-parse", "HEAD").strip()
        assert Repository(bare).reference(f"refs/heads/{clone.name}") == head


def test_an_address_others_can_reach_is_refused_unless_allowed(bare: Path) -> None:
    with pytest.raises(NotLoopbackError, match=r"0\.0\.0\.0"):
        run_git_server(GitDoor(bare), host="0.0.0.0")
    with listen("0.0.0.0", outside=True) as listening:
        assert address(listening).startswith("http://0.0.0.0:")


def test_a_taken_port_is_an_error_and_not_another_port(bare: Path) -> None:
    with listen() as listening, pytest.raises(OSError, match="in use"):
        run_git_server(GitDoor(bare), port=listening.getsockname()[1])
