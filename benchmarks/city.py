"""测速城市 (city): a real repository, ledger and keys around the corpus, made in this process.

Founding, entries, signatures and releases are the platform's own; only the content reaches git
by ``fast-import``, and nobody judges the baseline item by item: that is not what is measured.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks import sources
from benchmarks.corpus import articles
from sanshen.content.source import MemorySource
from sanshen.gate.gate import Gate
from sanshen.gate.house import DRAFT_PREFIX, MAIN_REF, GateHouse
from sanshen.gate.intake import take_statement
from sanshen.gate.release import open_recovered
from sanshen.gitio import ssh
from sanshen.gitio.repository import ZERO_ID, Repository
from sanshen.gitio.writing import Identity, write_blob, write_commit, write_tree
from sanshen.model.changes import BASELINE_CHANGE, ChangeClass, FileChange, content_digest
from sanshen.model.entries import EntryKind
from sanshen.model.statements import NAMESPACE, Conclusion, Stage, Statement, StatementType
from sanshen.review.references import SIGNATURE_FILE, STATEMENT_FILE, SUBMIT_REF
from sanshen.server.founding import found_city

FOUNDED_AT = datetime(2026, 7, 1, 1, 0, tzinfo=UTC)
REST_CHANGE = BASELINE_CHANGE + 1
REST_REF = f"{DRAFT_PREFIX}{REST_CHANGE}/1"
STAGES = (Stage.FIRST, Stage.SECOND, Stage.FINAL)


class CityError(RuntimeError):
    """The gate refused what the measuring needed; the text says why."""


@dataclass
class City:
    """A founded city of ``size`` articles in ``folder``; ``now`` moves a minute with every act."""

    folder: Path
    size: int
    now: datetime = FOUNDED_AT

    @property
    def house(self) -> GateHouse:
        """The server's folder."""
        return GateHouse(self.folder / "server")

    def key(self, person: str) -> Path:
        """A person's private key file."""
        return self.folder / "keys" / person

    def tick(self) -> datetime:
        """One minute later."""
        self.now += timedelta(minutes=1)
        return self.now


def lay_down_city(folder: Path, size: int, theme: Path) -> City:
    """Found a city on its first article, bring the others as a second baseline, and pack it.

    Three sign each baseline; all ``size`` articles are released afterwards.
    """
    city = City(folder, size)
    keys = _make_keys(city)
    files = sources.guard_files(theme) | sources.first_files(size)
    found_city(city.house.folder, MemorySource(files), keys, city.now)
    with open_recovered(city.house, city.tick()) as gate:
        _pass_baseline(city, gate, BASELINE_CHANGE)
        gate.append(EntryKind.SUBMITTED, _baseline(city, gate, size))
        _pass_baseline(city, gate, REST_CHANGE)
    city.house.repository.run("gc", "--quiet")
    return city


def _pass_baseline(city: City, gate: Gate, number: int) -> None:
    for person, stage in zip(sources.GUARD, STAGES, strict=True):
        _state(city, gate, person, StatementType.APPROVE, number, stage=stage)
    _require_release(gate, number)


def _make_keys(city: City) -> dict[str, str]:
    (city.folder / "keys").mkdir(parents=True)
    for person in sources.PEOPLE:
        command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", person, "-f"]
        subprocess.run([*command, str(city.key(person))], check=True)
    return {p: city.key(p).with_suffix(".pub").read_text().strip() for p in sources.PEOPLE}


def import_files(
    repository: Repository, files: Iterable[tuple[str, bytes]], reference: str, at: datetime
) -> None:
    """Commit ``files`` over main as ``reference``, by one ``git fast-import``."""
    command = ["git", "fast-import", "--quiet", "--force"]
    with subprocess.Popen(command, cwd=repository.path, stdin=subprocess.PIPE) as process:
        if process.stdin is None:
            raise CityError("git fast-import")
        process.stdin.writelines(_stream(files, reference, at))
    if process.returncode:
        raise CityError(f"git fast-import: {process.returncode}")


def _stream(files: Iterable[tuple[str, bytes]], reference: str, at: datetime) -> Iterator[bytes]:
    by = f"committer gate <gate@{sources.IDENTITY_DOMAIN}> {int(at.timestamp())} +0000"
    yield f"commit {reference}\n{by}\ndata 8\nBASELINE\nfrom {MAIN_REF}^0\n".encode()
    for path, data in files:
        yield f"M 100644 inline {path}\ndata {len(data)}\n".encode()
        yield data + b"\n"


def _baseline(city: City, gate: Gate, size: int) -> Mapping[str, Any]:
    """The second baseline, committed and pushed: the body of its entry."""
    repository, main = gate.repository, gate.repository.resolve(MAIN_REF)
    import_files(repository, sources.corpus_files(size), REST_REF, gate.at)
    tree = repository.resolve(f"{REST_REF}^{{tree}}")
    held = gate.state.files
    listed = repository.list_tree(tree)
    rows = tuple(FileChange(p, None, f"{m}:{b}") for p, m, b in listed if p not in held)
    new = {row.path for row in rows}
    times = {path: time for path, time in _times(size) if path in new}
    body = _pushed(city, gate, REST_CHANGE, rows, tree, main, "存量登记：测速语料")
    return body | {
        "class": ChangeClass.BASELINE.value,
        "matter": "registry/legacy",
        "legacy": times,
        "legacy_from": "测速语料",
        "digest": content_digest(rows, times),
    }


def _times(size: int) -> Iterator[tuple[str, str]]:
    for article in articles(size):
        for path, _ in sources.article_files(article):
            yield path, article.place.time.isoformat()


def release_change(city: City, files: Mapping[str, bytes], title: str) -> int:
    """Submit, review and release a change of content through the gate; its number."""
    with open_recovered(city.house, city.tick()) as gate:
        number = max(gate.state.changes) + 1
        gate.append(EntryKind.SUBMITTED, _submission(city, gate, number, files, title))
        clears = {"conclusion": Conclusion.OPEN, "note": "测速语料"}
        _state(city, gate, sources.SECRECY, StatementType.SECRECY, number, **clears)
        for person, stage in zip(sources.REVIEWERS, STAGES, strict=True):
            _state(city, gate, person, StatementType.APPROVE, number, stage=stage)
        _require_release(gate, number)
        city.now = gate.at
    return number


def _submission(
    city: City, gate: Gate, number: int, files: Mapping[str, bytes], title: str
) -> Mapping[str, Any]:
    repository, main = gate.repository, gate.repository.resolve(MAIN_REF)
    blobs = {path: write_blob(repository, data) for path, data in files.items()}
    tree = write_tree(repository, main, {p: ("100644", b) for p, b in blobs.items()})
    held = gate.state.files
    rows = tuple(FileChange(p, held.get(p), f"100644:{b}") for p, b in sorted(blobs.items()))
    return _pushed(city, gate, number, rows, tree, main, title)


def _pushed(
    city: City,
    gate: Gate,
    number: int,
    rows: tuple[FileChange, ...],
    tree: str,
    main: str,
    title: str,
) -> dict[str, Any]:
    """The entry of a change the editor pushes: commit and certificate are signed as by git."""
    commit = _signed_commit(city, gate, tree, main, title)
    gate.repository.run("update-ref", f"{DRAFT_PREFIX}{number}/1", commit)
    return {
        "change": number,
        "round": 1,
        "class": ChangeClass.CONTENT.value,
        "title": title,
        "matter": rows[0].path,
        "files": [row.row() for row in rows],
        "digest": content_digest(rows),
        "contributors": [sources.EDITOR],
        "pusher": sources.EDITOR,
        "certificate": _certificate(city, gate, commit),
        "commits": [gate.repository.text("cat-file", "commit", commit) + "\n"],
    }


def _signed_commit(city: City, gate: Gate, tree: str, parent: str, title: str) -> str:
    person = f"{sources.EDITOR} <{sources.EDITOR}@{sources.IDENTITY_DOMAIN}>"
    stamp = f"{person} {int(gate.at.timestamp())} +0000"
    head = f"tree {tree}\nparent {parent}\nauthor {stamp}\ncommitter {stamp}\n"
    armour = ssh.sign(city.key(sources.EDITOR), "git", f"{head}\n{title}\n".encode())
    folded = armour.replace("\n", "\n ")
    text = f"{head}gpgsig {folded}\n\n{title}\n"
    return gate.repository.text("hash-object", "-t", "commit", "-w", "--stdin", stdin=text.encode())


def _certificate(city: City, gate: Gate, commit: str) -> str:
    key = city.key(sources.EDITOR)
    public = ssh.normal_key(key.with_suffix(".pub").read_text())
    stamp = int(gate.at.timestamp())
    text = (
        f"certificate version 0.1\npusher {ssh.fingerprint(public)} {stamp} +0000\n"
        f"pushee {sources.IDENTITY_DOMAIN}\nnonce {stamp}-{gate.state.seq:040x}\n\n"
        f"{ZERO_ID} {commit} {SUBMIT_REF}\n"
    )
    return text + ssh.sign(key, "git", text.encode()) + "\n"


def _state(
    city: City, gate: Gate, person: str, kind: StatementType, number: int, **more: Any
) -> None:
    """Make, sign and enter a person's statement on a change; CityError when it is refused."""
    change = gate.state.changes[number]
    statement = Statement(
        type=kind,
        repository=gate.state.repository,
        change=number,
        round=change.round,
        person=person,
        policy=gate.state.policy_in_force().digest,
        content=change.digest,
        after=change.last_entry,
        ledger_seq=gate.state.seq,
        ledger_hash=gate.state.head,
        made_at=gate.at.isoformat(),
        **more,
    )
    signature = ssh.sign(city.key(person), NAMESPACE, statement.text.encode())
    texts = {STATEMENT_FILE: statement.text, SIGNATURE_FILE: signature + "\n"}
    rows = {n: ("100644", write_blob(gate.repository, t.encode())) for n, t in texts.items()}
    tree = write_tree(gate.repository, None, dict(rows))
    by = Identity(person, f"{person}@{sources.IDENTITY_DOMAIN}", gate.at)
    commit = write_commit(gate.repository, tree, (), "statement\n", by)
    taken = take_statement(gate, commit, person)
    if taken.findings:
        raise CityError("; ".join(f"{f.code} {f.path}" for f in taken.findings))


def _require_release(gate: Gate, number: int) -> None:
    if gate.state.changes[number].released is None:
        raise CityError(f"change {number} was not released")
