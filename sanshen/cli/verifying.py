"""``verify``: the whole history replayed, offline."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from sanshen.catalogue import message, render_finding
from sanshen.cli.common import CLEAN, UNREADABLE, WRONG, Verb, city_clone, tell
from sanshen.gitio.repository import Repository
from sanshen.ledger.book import LedgerError
from sanshen.ledger.reading import ledger_reference, main_reference
from sanshen.ledger.verify import Verification, verify_history
from sanshen.ledger.witness import (
    Witness,
    load_witness,
    record_witness,
    witness_file,
    witnessed_by_statements,
)
from sanshen.office.clone import REPOSITORY_SETTING, setting


def _arguments(parser: argparse.ArgumentParser, lang: str) -> None:
    parser.add_argument("--json", action="store_true", help=message("cli.verify.json", lang))
    parser.add_argument("--witness", type=Path, action="append", default=[], metavar="FILE",
                        help=message("cli.verify.witness", lang))  # fmt: skip
    parser.add_argument("--repository", metavar="ID", help=message("cli.verify.repository", lang))


def _run(arguments: argparse.Namespace) -> int:
    repository, lang = city_clone(arguments), arguments.lang
    witnesses = _witnesses(repository, arguments.witness, lang)
    try:
        main, ledger = main_reference(repository), ledger_reference(repository)
    except LedgerError as error:
        tell(message("verify.no-ledger", lang, reason=error.reason))
        return UNREADABLE
    result = verify_history(repository, main, ledger, witnesses)
    pinned = arguments.repository or setting(repository, REPOSITORY_SETTING)
    other = bool(pinned) and not result.state.repository.startswith(pinned)
    if arguments.json:
        tell(json.dumps(_report(result, witnesses), ensure_ascii=False, indent=1))
    else:
        _print(result, witnesses, lang)
    if other:
        tell(message("clone.other-repository", lang, pinned=pinned[:16],
                     found=result.state.repository[:16]))  # fmt: skip
    if result.findings or other:
        return WRONG if result.examined else UNREADABLE
    record_witness(witness_file(repository), result.state)
    return CLEAN


def _witnesses(repository: Repository, files: list[Path], lang: str) -> tuple[Witness, ...]:
    here = load_witness(witness_file(repository), message("verify.this-clone", lang))
    given = [load_witness(file, str(file)) for file in files]
    for file, witness in zip(files, given, strict=True):
        if witness is None:
            raise FileNotFoundError(file)
    return tuple(w for w in (here, *given) if w is not None)


def _print(result: Verification, witnesses: tuple[Witness, ...], lang: str) -> None:
    for found in result.findings:
        tell(render_finding(found, lang))
    state = result.state
    if result.findings:
        tell(message("verify.failed", lang, examined=result.examined))
        return
    released = [c for c in state.changes.values() if c.released is not None]
    tell(message("verify.passed", lang, examined=result.examined, changes=len(released),
                 files=len(state.files), repository=state.repository[:16], head=state.head[:16],
                 seq=state.seq))  # fmt: skip
    for witness in witnesses:
        tell(message("verify.witness", lang, seq=witness.seq, source=witness.source))
    newest = max([w.seq for w in witnesses] + [witnessed_by_statements(state)])
    if newest >= 0:
        tell(message("verify.seen-by-statements", lang, seq=witnessed_by_statements(state)))
    if newest < state.seq:
        tell(message("verify.tail", lang, seq=newest + 1, last=state.seq))


def _report(result: Verification, witnesses: tuple[Witness, ...]) -> dict[str, Any]:
    state = result.state
    return {
        "examined": result.examined,
        "repository": state.repository,
        "head": {"seq": state.seq, "hash": state.head},
        "released": sorted(c.number for c in state.changes.values() if c.released is not None),
        "witnesses": [{"seq": w.seq, "source": w.source} for w in witnesses],
        "witnessed_by_statements": witnessed_by_statements(state),
        "findings": [
            {"code": f.code, "where": f.path, "args": dict(f.args)} for f in result.findings
        ],
    }


VERIFY = Verb("verify", _arguments, _run)
