"""``move``: move or rename an item, or a column, so that every old address redirects."""

from __future__ import annotations

import argparse
from pathlib import Path

from sanshen.catalogue import message, render_finding
from sanshen.cli.common import CLEAN, WRONG, Verb, city_clone, tell
from sanshen.content.source import open_source
from sanshen.gitio.repository import GitError, Repository
from sanshen.ledger.book import LedgerError
from sanshen.ledger.reading import read_state
from sanshen.office.moving import MoveError, MovePlan, Step, plan_move


def _arguments(parser: argparse.ArgumentParser, lang: str) -> None:
    parser.add_argument("source", help=message("cli.move.source", lang))
    parser.add_argument("destination", help=message("cli.move.destination", lang))
    parser.add_argument("--dry-run", action="store_true", help=message("cli.move.dry-run", lang))


def _run(arguments: argparse.Namespace) -> int:
    repository, lang = city_clone(arguments), arguments.lang
    if repository.text("status", "--porcelain", "--", "content"):
        raise MoveError("move.dirty")
    source, destination = (
        _content_path(repository, path) for path in (arguments.source, arguments.destination)
    )
    plan = plan_move(open_source(repository.path), source, destination, _released(repository))
    for found in plan.findings:
        tell(render_finding(found, lang))
    for path, target in plan.odd:
        tell(message("move.odd", lang, path=path, target=target or "—"))
    if plan.findings or plan.odd:
        tell(message("move.refused", lang))
        return WRONG
    if not arguments.dry_run:
        write_plan(repository, plan)
    _tell_plan(plan, arguments)
    return CLEAN


def _content_path(repository: Repository, written: str) -> str:
    """A path of the repository from what was typed: from its root, from here, or from content/."""
    for candidate in (written, f"content/{written.lstrip('/')}"):
        if candidate.startswith("content/"):
            return candidate
    return Path(written).resolve().relative_to(repository.path.resolve()).as_posix()


def _released(repository: Repository) -> frozenset[str] | None:
    try:
        return frozenset(read_state(repository).released)
    except (GitError, LedgerError):
        return None


def write_plan(repository: Repository, plan: MovePlan) -> None:
    """Bring the working tree to what the plan says; new files first, so that none is lost."""
    for path, data in plan.files.items():
        if data is not None:
            file = repository.path / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
    for path, data in plan.files.items():
        if data is None:
            (repository.path / path).unlink()
            _remove_empty(repository, (repository.path / path).parent)


def _remove_empty(repository: Repository, folder: Path) -> None:
    while folder != repository.path and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent


def _tell_plan(plan: MovePlan, arguments: argparse.Namespace) -> None:
    lang = arguments.lang
    for old, new in plan.moves:
        tell(message("move.moves", lang, old=old, new=new))
    for path, data in plan.files.items():
        if plan.step in (Step.SETTINGS, Step.CLOSING):
            key = "move.writes" if data is not None else "move.deletes"
            tell(message(key, lang, path=path))
    if plan.referrers:
        shown = "、".join(plan.referrers[:5]) + ("……" if len(plan.referrers) > 5 else "")
        tell(message("move.referrers", lang, count=len(plan.referrers), paths=shown))
    if arguments.dry_run:
        tell(message("move.dry-run", lang))
    else:
        tell(message(f"move.next.{plan.step.value}", lang,
                     source=arguments.source, destination=arguments.destination))  # fmt: skip


MOVE = Verb("move", _arguments, _run)
