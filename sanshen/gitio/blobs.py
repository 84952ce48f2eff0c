"""Reading many objects of a repository through one git that stays open."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from sanshen.gitio.errors import GitError
from sanshen.gitio.pipes import widen

_AHEAD = 256
"""Objects asked for at once; their ids must fit into a pipe, or both sides would wait."""
_COMMAND = ("cat-file", "--batch")


class BlobReader:
    """Reads objects of the repository at ``path`` in any number of calls, by one git.

    git starts with the first call. Never more than a few objects are in memory. Use as a
    context manager, or call ``close``.
    """

    def __init__(
        self, path: Path, environment: Mapping[str, str] | None = None, held: Sequence[int] = ()
    ) -> None:
        self.path = path
        self._environment = dict(os.environ if environment is None else environment)
        self._held = tuple(held)
        self._git: subprocess.Popen[bytes] | None = None
        self._errors: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115

    def read(self, ids: Iterable[str]) -> Iterator[bytes]:
        """The bytes of objects, in order; GitError if one lacks."""
        waiting = iter(ids)
        while part := list(islice(waiting, _AHEAD)):
            yield from self._part(part)

    def stream(self, ids: Iterable[str]) -> Iterator[bytes]:
        """As ``read``, for very many: git goes on with the next while the caller is busy.

        Nothing else may be read meanwhile; a caller who stops half-way ends git.
        """
        waiting, asked = iter(ids), deque[str]()
        try:
            while True:
                if len(asked) <= _AHEAD // 2:
                    part = list(islice(waiting, _AHEAD - len(asked)))
                    asked += part
                    self._ask(part)
                if not asked:
                    return
                yield self._object(asked.popleft())
        finally:
            if asked:
                self._end()

    def close(self) -> None:
        """End git; what it has not read yet it never will."""
        self._end()
        self._errors.close()

    def _end(self) -> None:
        if self._git is not None:
            self._git.kill()
            self._git.communicate()
            self._git = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _start(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            ["git", "--no-replace-objects", *_COMMAND],
            cwd=self.path,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            bufsize=1 << 16,
            env=self._environment,
            pass_fds=self._held,
        )

    def _part(self, ids: list[str]) -> list[bytes]:
        """Taken whole, so that a caller who stops half-way leaves nothing unread."""
        self._ask(ids)
        return [self._object(object_id) for object_id in ids]

    def _ask(self, ids: list[str]) -> None:
        if not ids:
            return
        if self._git is None:
            self._git = self._start()
            widen(self._pipes(self._git)[1].fileno())
        asked, _ = self._pipes(self._git)
        try:
            asked.write("".join([f"{i}\n" for i in ids]).encode())
            asked.flush()
        except BrokenPipeError:
            raise self._error(ids[0], b"") from None

    def _pipes(self, git: subprocess.Popen[bytes] | None) -> tuple[IO[bytes], IO[bytes]]:
        if git is None or git.stdin is None or git.stdout is None:
            raise ValueError("git was started without pipes")
        return git.stdin, git.stdout

    def _object(self, object_id: str) -> bytes:
        _, answers = self._pipes(self._git)
        head = answers.readline()
        words = head.split()
        if len(words) != 3:
            raise self._error(object_id, head)
        size = int(words[2])
        data = answers.read(size + 1)
        if len(data) != size + 1:
            raise self._error(object_id, b"")
        return data[:-1]

    def _error(self, object_id: str, answer: bytes) -> GitError:
        code = 1
        if self._git is not None:
            self._git.kill()
            self._git.communicate()
            code, self._git = self._git.returncode, None
        self._errors.seek(0)
        said = self._errors.read().decode("utf-8", "replace") or answer.decode("utf-8", "replace")
        return GitError(_COMMAND[:1], code, f"object {object_id}: {said}")
