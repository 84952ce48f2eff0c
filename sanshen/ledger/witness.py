"""见证 (witness): a head seen before, by which a cut or rewound ledger is noticed."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from sanshen.gitio.repository import Repository
from sanshen.model.findings import Finding, finding
from sanshen.model.stops import Stop
from sanshen.review.state import ReviewState

FILE = "sanshen-witness.json"


class WitnessError(Stop):
    """A witness is there but cannot be read: missing is told, unreadable means no."""


@dataclass(frozen=True, slots=True)
class Witness:
    """见证: entry ``seq`` of ``repository`` had ``hash``; ``source`` says who saw it."""

    repository: str
    seq: int
    hash: str
    source: str


def witness_file(repository: Repository) -> Path:
    """Where a clone keeps the last head it has seen."""
    folder = repository.text("rev-parse", "--absolute-git-dir")
    return Path(folder) / FILE


def load_witness(file: Path, source: str) -> Witness | None:
    """The witness of a file; None when there is no such file, WitnessError when it is broken."""
    try:
        row = json.loads(file.read_text(encoding="utf-8"))
        seen = Witness(str(row["repository"]), int(row["seq"]), str(row["hash"]), source)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise WitnessError(f"{file}: {error}") from error
    if seen.seq < 0:
        raise WitnessError(f"{file}: seq {seen.seq}")
    return seen


def record_witness(file: Path, state: ReviewState) -> None:
    """Keep the head just verified, whole or not at all."""
    row = {"repository": state.repository, "seq": state.seq, "hash": state.head}
    temporary = file.with_name(f".{file.name}")
    temporary.write_text(json.dumps(row, sort_keys=True) + "\n", encoding="utf-8")
    temporary.replace(file)


def check_witness(state: ReviewState, witness: Witness) -> tuple[Finding, ...]:
    """K113 another repository, K111 entries cut off, K112 an entry replaced."""
    where = f"ledger/{witness.seq}"
    if witness.repository != state.repository:
        return (finding("K113", where, seen=witness.repository[:16],
                        found=state.repository[:16]),)  # fmt: skip
    if witness.seq > state.seq:
        return (finding("K111", where, seen=witness.seq, last=state.seq, source=witness.source),)
    if state.hashes[witness.seq] != witness.hash:
        return (finding("K112", where, entry=witness.seq, source=witness.source),)
    return ()


def witnessed_by_statements(state: ReviewState) -> int:
    """The newest entry that a later statement names as seen; -1 when none does."""
    seen = [a.statement.ledger_seq for c in state.changes.values() for a in c.statements]
    return max([*seen, *(seq for seq, _ in state.published.values())], default=-1)
