"""把关所在 (gate house): the folder of one city's server and what lies where in it."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sanshen.gitio.repository import Repository
from sanshen.model.stops import Stop

MAIN_REF = "refs/heads/main"
DRAFT_PREFIX = "refs/changes/"
HOUSE_CONFIG = "sanshen.house"


class HouseError(Stop):
    """The folder is not a gate house, or a part of it is missing."""


@dataclass(frozen=True, slots=True)
class GateHouse:
    """``city.git`` is the repository; the gate's key and memory lie beside it, never in it."""

    folder: Path

    @property
    def repository(self) -> Repository:
        """The city's bare repository."""
        return Repository(self.folder / "city.git")

    @property
    def gate_folder(self) -> Path:
        """Where the gate keeps its key, lock and last head."""
        return self.folder / "gate"

    @property
    def key(self) -> Path:
        """The gate's private key."""
        return self.gate_folder / "gate_ed25519"

    @property
    def head_file(self) -> Path:
        """The last head the gate signed: a rewound ledger is noticed against it."""
        return self.gate_folder / "head.json"

    @property
    def handover_folder(self) -> Path:
        """Where ``pre-receive`` leaves the verified signer for ``proc-receive``."""
        return self.gate_folder / "handover"


def house_of(git_dir: Path) -> GateHouse:
    """The house whose repository is ``git_dir``; HouseError when it lies in none."""
    folder = git_dir.resolve().parent
    house = GateHouse(folder)
    if not house.key.exists():
        raise HouseError(f"{folder}: no gate key")
    return house


def write_json(file: Path, value: Mapping[str, Any]) -> None:
    """Write a small JSON file whole or not at all; text that is no UTF-8 comes back as it was."""
    temporary = file.with_name(f".{file.name}.{os.getpid()}")
    with temporary.open("w", encoding="utf-8") as stream:
        json.dump(value, stream, sort_keys=True)
        stream.flush()
        os.fsync(stream.fileno())
    temporary.replace(file)
