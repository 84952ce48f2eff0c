"""Fixtures of the command line: a checkout to work in, and a clone of the test city."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.city.city import City
from tests.city.content import city_files
from tests.cli.words import Speak, speaker
from tests.walks.office import Office, run, served


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """The test city's files in a git folder of their own, without a ledger."""
    folder = tmp_path / "checkout"
    for path, data in city_files().items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    assert run(folder, "git", "init", "--quiet").code == 0
    return folder


@pytest.fixture
def office(city: City, tmp_path: Path) -> Iterator[Office]:
    """A served city whose baseline is released."""
    with served(city, tmp_path) as opened:
        yield opened


@pytest.fixture
def speak(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Speak:
    """Run a verb in this process."""
    return speaker(capsys, monkeypatch)
