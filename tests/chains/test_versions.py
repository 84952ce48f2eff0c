"""What is not content is an input as well: every module a build runs, every library it names."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from importlib import metadata
from pathlib import Path

import pytest

import sanshen
from sanshen.content import reading
from sanshen.index import schema
from sanshen.units import inputs

PACKAGE = Path(sanshen.__file__).parent
# What these do is checked against the output itself, or decides nothing of what is written.
WITHOUT_INFLUENCE = ("gitio", "ledger", "output", "policy", "review", "workdays", "publish/live")
FAULTLESS: Callable[[Path], bytes] = Path.read_bytes


def clear() -> None:
    """Versions are computed once a process."""
    for known in (inputs.code_digest, reading.code_version, schema.content_version,
                  schema.index_version):  # fmt: skip
        known.cache_clear()


def modules_of_a_build() -> set[Path]:
    """Our own modules that a process has loaded when it has built a page."""
    code = (
        "import sys, sanshen.publish.build, sanshen.publish.workshop, sanshen.content.classic\n"
        "print('\\n'.join(str(getattr(m, '__file__', '') or '') for n, m in sys.modules.items()"
        " if n.partition('.')[0] == 'sanshen'))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return {Path(line) for line in done.stdout.split() if line.endswith(".py")}


def test_every_module_a_build_runs_is_in_a_version(monkeypatch: pytest.MonkeyPatch) -> None:
    """A change of any of them makes pages anew (their key), or the index, or records."""
    read: set[Path] = set()

    def noted(self: Path) -> bytes:
        read.add(self)
        return FAULTLESS(self)

    clear()
    monkeypatch.setattr(Path, "read_bytes", noted)
    inputs.code_digest()
    schema.index_version()
    monkeypatch.undo()
    clear()
    needed = {
        file for file in modules_of_a_build()
        if not file.relative_to(PACKAGE).as_posix().startswith(WITHOUT_INFLUENCE)
    }  # fmt: skip
    assert len(needed) > 60
    missing = {file.relative_to(PACKAGE).as_posix() for file in needed - read}
    assert missing <= {"__init__.py"}, missing


@pytest.mark.parametrize("name", [*inputs.LIBRARIES, *reading._LIBRARIES])
def test_another_version_of_a_library_is_another_key(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    clear()
    before = inputs.code_digest(), reading.code_version()
    right = metadata.version

    def other(asked: str) -> str:
        return right(asked) + ".1" if asked == name else right(asked)

    for module in (inputs, reading):
        monkeypatch.setattr(module, "version", other)
    clear()
    after = inputs.code_digest(), reading.code_version()
    monkeypatch.undo()
    clear()
    assert after[0] != before[0], "pages"
    assert (after[1] != before[1]) == (name in reading._LIBRARIES), "records"
