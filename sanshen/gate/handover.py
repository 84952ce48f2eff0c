"""交接 (handover): what ``pre-receive`` verified, kept for ``proc-receive`` of the same push.

Git shows the signer to ``pre-receive`` only. Both are children of one ``receive-pack``, so
its process id and start time name the push; the file is taken away when it is read.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from sanshen.gate.faults import fault
from sanshen.gate.house import GateHouse, write_json


@dataclass(frozen=True, slots=True)
class Handover:
    """交接单: the verified pusher, the certificate's text and nonce, the commands it signs."""

    pusher: str
    certificate: str
    nonce: str
    commands: tuple[tuple[str, str, str], ...]
    language: str


def _parent_name() -> str:
    """The parent process as ``<pid>-<start time>``, so that a reused pid is another name."""
    parent = os.getppid()
    stat = Path(f"/proc/{parent}/stat").read_text(encoding="utf-8")
    return f"{parent}-{stat.rpartition(')')[2].split()[19]}"


def write_handover(house: GateHouse, handover: Handover) -> None:
    """Leave ``handover`` for the ``proc-receive`` of this push."""
    house.handover_folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _remove_orphans(house)
    write_json(house.handover_folder / f"{_parent_name()}.json", asdict(handover))
    fault("handover.written")


def take_handover(house: GateHouse) -> Handover | None:
    """The handover of this push, once; None when ``pre-receive`` left none."""
    file = house.handover_folder / f"{_parent_name()}.json"
    try:
        row = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    file.unlink()
    commands = tuple((old, new, ref) for old, new, ref in row["commands"])
    return Handover(row["pusher"], row["certificate"], row["nonce"], commands, row["language"])


def _remove_orphans(house: GateHouse) -> None:
    """Drop handovers whose push is gone: it died between the two hooks."""
    for file in house.handover_folder.glob("*.json"):
        pid = file.name.partition("-")[0]
        if not Path(f"/proc/{pid}").exists():
            file.unlink(missing_ok=True)
