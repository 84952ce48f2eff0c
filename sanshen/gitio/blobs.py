"""Reading many objects of a repository through one git that stays open."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from sanshen.gitio.errors import GitError

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

    def close(self) -> None:
        """End git; what it has not read yet it never will."""
        if self._git is not None:
            self._git.kill()
            self._git.communicate()
            self._git = None
        self._errors.close()

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
        if self._git is None:
            self._git = self._start()
        asked, answers = self._git.stdin, self._git.stdout
        if asked is None or answers is None:
            raise ValueError("git was started without pipes")
        try:
            asked.write("".join([f"{i}\n" for i in ids]).encode())
            asked.flush()
        except BrokenPipeError:
            raise self._error(ids[0], b"") from None
        return [self._object(answers, object_id) for object_id in ids]

    def _object(self, answers: IO[bytes], object_id: str) -> bytes:
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
