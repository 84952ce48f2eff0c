"""What the verbs share: their shape, exit codes, and where they run."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sanshen.gitio.repository import Repository
from sanshen.office.clone import open_clone

CLEAN, WRONG, UNREADABLE, INTERNAL = 0, 1, 2, 3


@dataclass(frozen=True, slots=True)
class Verb:
    """动作: its name, what words it takes, what it does."""

    name: str
    arguments: Callable[[argparse.ArgumentParser, str], None]
    run: Callable[[argparse.Namespace], int]


def no_words(_: argparse.ArgumentParser, __: str) -> None:
    """The arguments of a verb that takes none: git gives its hooks everything another way."""


def city_folder(arguments: argparse.Namespace) -> Path:
    """The folder a verb works in: ``--city DIR``, else where it was started."""
    return Path(arguments.city) if arguments.city else Path.cwd()


def city_clone(arguments: argparse.Namespace) -> Repository:
    """The clone a verb works in; CloneError when it is none."""
    return open_clone(city_folder(arguments))


def now() -> datetime:
    """The clock, read at the edge of the program and passed on from here."""
    return datetime.now(UTC)


def tell(text: str) -> None:
    """One line to the person at the terminal, at once."""
    print(text, flush=True)
