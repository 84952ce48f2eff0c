"""立账 (founding): one city's repository, its gate key, entry 0, and change 0 with the 存量."""

from __future__ import annotations

import secrets
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sanshen import __version__
from sanshen.catalogue import blocking
from sanshen.content.settings import parse_legacy
from sanshen.content.source import Source
from sanshen.content.tree import load_tree
from sanshen.gate.gate import Gate, open_gate
from sanshen.gate.house import DRAFT_PREFIX, MAIN_REF, GateHouse
from sanshen.gitio.repository import Repository
from sanshen.gitio.ssh import fingerprint, normal_key
from sanshen.gitio.writing import Identity, move_reference, write_blob, write_commit, write_tree
from sanshen.ledger.book import GATE_EMAIL, GATE_NAME
from sanshen.model.changes import (
    BASELINE_CHANGE,
    POLICY_PATH,
    ChangeClass,
    FileChange,
    class_of,
    content_digest,
    state_digest,
)
from sanshen.model.entries import EntryKind
from sanshen.model.findings import Finding
from sanshen.model.stops import Stop
from sanshen.policy.coverage import check_coverage
from sanshen.policy.keys import KeyRegistrationError, add_key
from sanshen.policy.load import PolicyError, load_policy
from sanshen.review.legacy import FOLDER as LEGACY_FOLDER
from sanshen.review.legacy import check_times, legacy_times
from sanshen.review.places import is_known_place

NONCE_SLOP = 300
PUSH_LIMIT = 256 * 1024 * 1024
SETTINGS: Mapping[str, str] = {
    "receive.procReceiveRefs": "refs/",
    "receive.advertisePushOptions": "true",
    "receive.certNonceSlop": str(NONCE_SLOP),
    "receive.maxInputSize": str(PUSH_LIMIT),
    "receive.autogc": "false",
    "transfer.fsckObjects": "true",
    "http.receivepack": "true",
    "gpg.format": "ssh",
    "core.logAllRefUpdates": "true",
}


class FoundingError(Stop):
    """The repository was not founded; ``findings`` say why, nothing was left behind."""

    def __init__(self, reason: str, findings: tuple[Finding, ...] = ()) -> None:
        super().__init__(reason)
        self.findings = findings
        self.exit_code = 1 if findings else self.exit_code


@dataclass(frozen=True, slots=True)
class Founded:
    """What founding gives: the house, the repository id, the gate key's fingerprint."""

    house: GateHouse
    repository_id: str
    gate_fingerprint: str
    baseline_items: int


def found_city(folder: Path, source: Source, keys: Mapping[str, str], now: datetime) -> Founded:
    """Found a city's repository in ``folder`` from ``source``.

    ``keys`` are public keys by person id. Everything is made beside ``folder`` and renamed
    into place at the end. FoundingError, PolicyError when it cannot be.
    """
    if folder.exists() and any(folder.iterdir()):
        raise FoundingError(f"{folder}: not empty")
    files = _chosen_files(source)
    files[POLICY_PATH] = _policy_with_keys(files.get(POLICY_PATH), keys)
    policy, found = load_policy(files[POLICY_PATH])
    if policy is None:
        raise PolicyError(found)
    _check_content(source, tuple(check_coverage(policy, load_tree(source))))
    building = folder.with_name(f".{folder.name}.founding")
    shutil.rmtree(building, ignore_errors=True)
    house = GateHouse(building)
    try:
        _make_house(house)
        with open_gate(house, now) as gate:
            count = _write_history(gate, files)
            repository_id = gate.state.repository
    except BaseException:
        shutil.rmtree(building, ignore_errors=True)
        raise
    if folder.exists():
        folder.rmdir()
    building.rename(folder)
    final = GateHouse(folder)
    key = final.key.with_suffix(".pub").read_text(encoding="utf-8")
    return Founded(final, repository_id, fingerprint(key), count)


def _chosen_files(source: Source) -> dict[str, bytes]:
    paths = [p for p in source.blobs() if is_known_place(p)]
    return dict(source.read(sorted(paths)))


def _policy_with_keys(data: bytes | None, keys: Mapping[str, str]) -> bytes:
    if data is None:
        return b""
    text = data.decode("utf-8", "surrogateescape")
    for person in sorted(keys):
        try:
            text = add_key(text, person, keys[person])
        except KeyRegistrationError as error:
            raise FoundingError(f"{person}.pub: {error}") from error
    return text.encode("utf-8", "surrogateescape")


def _check_content(source: Source, coverage: tuple[Finding, ...]) -> None:
    """Refuse to found on content that could not be pushed either."""
    tree = load_tree(source)
    wrong = blocking((*tree.findings, *coverage))
    if wrong:
        raise FoundingError("findings", wrong)


def _make_house(house: GateHouse) -> None:
    house.gate_folder.mkdir(parents=True, mode=0o700)
    subprocess.run(
        ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", GATE_NAME, "-f", str(house.key)],
        check=True,
        capture_output=True,
    )
    Repository(house.folder).run("init", "-q", "--bare", "--initial-branch=main", "city.git")
    # An empty signers file: who may push is read from the policy, not from here.
    (house.gate_folder / "signers").touch()
    settings = {
        **SETTINGS,
        "receive.certNonceSeed": secrets.token_hex(32),
        "gpg.ssh.allowedSignersFile": "../gate/signers",
    }
    for name, value in settings.items():
        house.repository.run("config", name, value)
    write_hooks(house)


def write_hooks(house: GateHouse) -> None:
    """Install the two hooks: they run this very package with this very interpreter."""
    hooks = house.folder / "city.git" / "hooks"
    shutil.rmtree(hooks, ignore_errors=True)
    hooks.mkdir()
    for name in ("pre-receive", "proc-receive"):
        hook = hooks / name
        hook.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m sanshen {name}\n')
        hook.chmod(0o755)


def _write_history(gate: Gate, files: Mapping[str, bytes]) -> int:
    """Main with the guard's files, entry 0, and the content as change 0; the items it holds."""
    repository = gate.repository
    blobs = {path: write_blob(repository, data) for path, data in files.items()}
    guard = {p: b for p, b in blobs.items() if class_of(p) is ChangeClass.GUARD}
    content = {p: b for p, b in blobs.items() if p not in guard}
    at = gate.now.astimezone(UTC).replace(microsecond=0)
    by = Identity(GATE_NAME, GATE_EMAIL, at)
    tree = write_tree(repository, None, {p: ("100644", b) for p, b in guard.items()})
    main = write_commit(repository, tree, (), "FOUNDED\n", by)
    move_reference(repository, MAIN_REF, main, None)
    rows = [FileChange(p, None, f"100644:{b}") for p, b in sorted(guard.items())]
    key = normal_key(gate.house.key.with_suffix(".pub").read_text(encoding="utf-8"))
    state = state_digest({r.path: r.new for r in rows if r.new})
    body = {"gate_key": key, "files": [r.row() for r in rows], "state": state,
            "software": f"sanshen {__version__}"}  # fmt: skip
    gate.append(EntryKind.FOUNDED, body)
    if content:
        _submit_baseline(gate, files, content, main, by)
    return sum(1 for path in content if path.endswith(".md"))


def _submit_baseline(
    gate: Gate, files: Mapping[str, bytes], content: Mapping[str, str], main: str, by: Identity
) -> None:
    repository = gate.repository
    rows = tuple(FileChange(p, None, f"100644:{b}") for p, b in sorted(content.items()))
    registers = []
    for path in sorted(files):
        if path.startswith(LEGACY_FOLDER):
            register, wrong = parse_legacy(path, files[path])
            if register is None:
                raise FoundingError("legacy", wrong)
            registers.append(register)
    zone = gate.state.policy_in_force().timezone
    legacy, origin = legacy_times(registers, rows, zone)
    wrong = check_times(legacy, gate.now, zone, LEGACY_FOLDER)
    if wrong:
        raise FoundingError("legacy", wrong)
    tree = write_tree(repository, main, {p: ("100644", b) for p, b in content.items()})
    draft = write_commit(repository, tree, (main,), "BASELINE\n", by)
    move_reference(repository, f"{DRAFT_PREFIX}{BASELINE_CHANGE}/1", draft, None)
    sites = "、".join(sorted({path.split("/")[1] for path in content}))
    gate.append(
        EntryKind.SUBMITTED,
        {
            "change": BASELINE_CHANGE,
            "round": 1,
            "class": ChangeClass.BASELINE.value,
            "title": f"存量登记：{sites}",
            "matter": "registry/legacy",
            "files": [r.row() for r in rows],
            "legacy": legacy,
            "legacy_from": origin,
            "digest": content_digest(rows, legacy),
            "contributors": [],
            "pusher": "",
        },
    )
