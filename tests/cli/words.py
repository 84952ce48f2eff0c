"""Verbs run in this process, as ``python -m sanshen`` would."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from sanshen.cli.main import main


@dataclass(frozen=True, slots=True)
class Said:
    """Exit code and both streams."""

    code: int
    out: str
    err: str


Speak = Callable[..., Said]


def speaker(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Speak:
    """A function that runs one verb in a folder, in a language."""

    def speak(folder: Path, *words: str | Path, lang: str = "en") -> Said:
        monkeypatch.setenv("SANSHEN_LANG", lang)
        monkeypatch.chdir(folder)
        capsys.readouterr()
        try:
            code = main([str(word) for word in words])
        except SystemExit as stop:  # argparse ends a usage error so
            code = int(stop.code or 0)
        out, err = capsys.readouterr()
        return Said(code, out, err)

    return speak
