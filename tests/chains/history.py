"""A history of main and ledger, written as the gate writes it, with nobody's signatures.

The entries are right in everything that builds read; what only ``verify`` and the gate look at
(certificates, statements, who signed) is left out or stands for itself. Each act is one run of
``git fast-import``.
"""

from __future__ import annotations

import base64
import hashlib
import shutil
import subprocess
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sanshen.gitio.ssh import FOOTER, HEADER, normal_signature
from sanshen.ledger.book import SealedEntry, entry_path, render_sealed
from sanshen.model.changes import (
    ChangeClass,
    FileChange,
    Move,
    class_of,
    content_digest,
    state_digest,
)
from sanshen.model.entries import FIRST_PREVIOUS, Entry, EntryKind

START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
MAIN, LEDGER = "refs/heads/main", "refs/heads/ledger"
BY = "gate <gate@sanshen.invalid>"
SIGNATURE = normal_signature(HEADER + base64.b64encode(b"nobody" * 30).decode() + FOOTER) or ""


def blob_id(data: bytes) -> str:
    """The id git gives a blob."""
    return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


def git(folder: Path, *arguments: str, stdin: bytes | None = None) -> str:
    """Run git as nobody in particular."""
    who = ("-c", "user.name=t", "-c", "user.email=t@t.example", "-c", "gc.auto=0")
    done = subprocess.run(
        ["git", *who, *arguments], cwd=folder, check=True, capture_output=True, input=stdin
    )
    return done.stdout.decode().strip()


class History:
    """One city's repository at ``root``: ``files`` is what main holds, by path."""

    def __init__(self, root: Path, now: datetime = START) -> None:
        self.root = root
        self.now = now
        self.files: dict[str, bytes] = {}
        self.state: dict[str, str] = {}
        self.seq = -1
        self.head = FIRST_PREVIOUS
        self.changes = -1

    @classmethod
    def found(
        cls, root: Path, files: Mapping[str, bytes], legacy: Mapping[str, str | None]
    ) -> History:
        """A new repository whose content is its baseline, released with the times of ``legacy``."""
        root.mkdir(parents=True)
        git(root, "init", "-q", "-b", "main")
        history = cls(root)
        guard = {p: d for p, d in files.items() if class_of(p) is not ChangeClass.CONTENT}
        rows = history._rows(guard)
        history._take_in(rows, guard)
        body = {
            "gate_key": "ssh-ed25519 AAAA",
            "software": "test",
            "files": [row.row() for row in rows],
            "state": state_digest(history.state),
        }
        history._write(guard, [history._entry(EntryKind.FOUNDED, body)])
        rest = {p: d for p, d in files.items() if p not in guard}
        times = {path: legacy.get(path) for path in rest}
        history.release(rest, klass=ChangeClass.BASELINE, legacy=times)
        return history

    def copy(self, root: Path) -> History:
        """The same history elsewhere."""
        shutil.copytree(self.root, root, symlinks=True)
        other = History(root, self.now)
        other.files, other.state = dict(self.files), dict(self.state)
        other.seq, other.head, other.changes = self.seq, self.head, self.changes
        return other

    def later(self, **time: int) -> None:
        """Let time pass."""
        self.now += timedelta(**time)

    def submit(self, files: Mapping[str, bytes | None]) -> None:
        """Submit a change that nobody releases."""
        self.changes += 1
        rows = self._rows(files)
        self._write({}, [self._submission(rows, ChangeClass.CONTENT, (), None)])

    def release(
        self,
        files: Mapping[str, bytes | None],
        moves: tuple[Move, ...] = (),
        klass: ChangeClass = ChangeClass.CONTENT,
        legacy: Mapping[str, str | None] | None = None,
    ) -> None:
        """Submit a change, pass it, and move main: all in one commit of each branch."""
        self.changes += 1
        rows = self._rows(files)
        submitted = self._submission(rows, klass, moves, legacy)
        self.later(seconds=7)
        self._take_in(rows, files)
        body = {"change": self.changes, "state": state_digest(self.state)}
        body["digest"] = submitted.body["digest"]
        self._write(files, [submitted, self._entry(EntryKind.RELEASED, body)])

    def _rows(self, files: Mapping[str, bytes | None]) -> tuple[FileChange, ...]:
        found = []
        for path, data in sorted(files.items()):
            new = None if data is None else f"100644:{blob_id(data)}"
            found.append(FileChange(path, self.state.get(path), new))
        return tuple(found)

    def _take_in(self, rows: tuple[FileChange, ...], files: Mapping[str, bytes | None]) -> None:
        for row in rows:
            data = files[row.path]
            if row.new is None or data is None:
                del self.state[row.path], self.files[row.path]
            else:
                self.state[row.path], self.files[row.path] = row.new, data

    def _submission(
        self,
        rows: tuple[FileChange, ...],
        klass: ChangeClass,
        moves: tuple[Move, ...],
        legacy: Mapping[str, str | None] | None,
    ) -> Entry:
        body: dict[str, object] = {
            "change": self.changes, "round": 1, "class": klass.value, "title": "改稿",
            "matter": "", "files": [row.row() for row in rows], "contributors": [], "pusher": "",
            "digest": content_digest(rows, legacy, moves),
        }  # fmt: skip
        if moves:
            body["moves"] = [list(move) for move in moves]
        if legacy is not None:
            body |= {"legacy": dict(legacy), "legacy_from": "测试"}
        return self._entry(EntryKind.SUBMITTED, body)

    def _entry(self, kind: EntryKind, body: Mapping[str, object]) -> Entry:
        self.seq += 1
        entry = Entry(self.seq, self.head, self.now, kind, body)
        self.head = entry.hash
        return entry

    def _write(self, files: Mapping[str, bytes | None], entries: list[Entry]) -> None:
        stamp = int(self.now.timestamp())
        parts = []
        if files:
            parts.append(self._commit(MAIN, stamp, self.changes > 0 or self.seq > 0))
            for path, data in sorted(files.items()):
                parts.append(_delete(path) if data is None else _put(path, data))
        parts.append(self._commit(LEDGER, stamp, entries[0].seq > 0))
        for entry in entries:
            parts.append(_put(entry_path(entry.seq), render_sealed(SealedEntry(entry, SIGNATURE))))
        git(self.root, "fast-import", "--quiet", "--force", stdin=b"".join(parts))

    def _commit(self, reference: str, stamp: int, follows: bool) -> bytes:
        start = f"from {reference}^0\n" if follows else ""
        return f"commit {reference}\ncommitter {BY} {stamp} +0000\ndata 2\nx\n{start}".encode()


def _put(path: str, data: bytes) -> bytes:
    return f"M 100644 inline {path}\ndata {len(data)}\n".encode() + data + b"\n"


def _delete(path: str) -> bytes:
    return f"D {path}\n".encode()
