"""``secrecy``, ``approve``, ``return``: one signed statement about one change."""

from __future__ import annotations

import argparse

from sanshen.catalogue import message
from sanshen.cli.common import CLEAN, WRONG, Verb, city_clone, now, tell
from sanshen.model.statements import Conclusion, Stage, StatementType
from sanshen.office.clone import fetch, identity_of, read_joined_state
from sanshen.office.sending import make_statement, push_statement

STAGE_NAMES = {
    "first": Stage.FIRST, "second": Stage.SECOND, "final": Stage.FINAL,
    "1": Stage.FIRST, "2": Stage.SECOND, "3": Stage.FINAL,
    "一审": Stage.FIRST, "二审": Stage.SECOND, "三审": Stage.FINAL,
    "初审": Stage.FIRST, "审核": Stage.SECOND, "审发": Stage.FINAL,
}  # fmt: skip
CONCLUSIONS = {
    "open": Conclusion.OPEN, "after-deletion": Conclusion.AFTER_DELETION,
    "closed": Conclusion.CLOSED, "可公开": Conclusion.OPEN,
    "删减后公开": Conclusion.AFTER_DELETION, "不公开": Conclusion.CLOSED,
}  # fmt: skip


def _stage_arguments(parser: argparse.ArgumentParser, lang: str) -> None:
    parser.add_argument("change", type=int, help=message("cli.change", lang))
    parser.add_argument("--stage", required=True, choices=sorted(STAGE_NAMES), metavar="STAGE",
                        help=message("cli.stage", lang))  # fmt: skip


def _approve_arguments(parser: argparse.ArgumentParser, lang: str) -> None:
    _stage_arguments(parser, lang)
    parser.add_argument("--note", default="", help=message("cli.note", lang))


def _return_arguments(parser: argparse.ArgumentParser, lang: str) -> None:
    _stage_arguments(parser, lang)
    parser.add_argument("--reason", required=True, help=message("cli.reason", lang))


def _secrecy_arguments(parser: argparse.ArgumentParser, lang: str) -> None:
    parser.add_argument("change", type=int, help=message("cli.change", lang))
    parser.add_argument("--conclusion", required=True, choices=sorted(CONCLUSIONS),
                        metavar="CONCLUSION", help=message("cli.conclusion", lang))  # fmt: skip
    parser.add_argument("--ground", required=True, help=message("cli.ground", lang))


def _state(arguments: argparse.Namespace, kind: StatementType, note: str) -> int:
    repository = city_clone(arguments)
    identity = identity_of(repository)
    fetch(repository)
    stage = STAGE_NAMES[arguments.stage] if "stage" in arguments else None
    conclusion = CONCLUSIONS[arguments.conclusion] if "conclusion" in arguments else None
    statement = make_statement(
        read_joined_state(repository), identity, kind, arguments.change, now(),
        stage=stage, conclusion=conclusion, note=note,
    )  # fmt: skip
    sent = push_statement(repository, identity, statement, arguments.lang, tell)
    if not sent.accepted:
        tell(message("submit.failed", arguments.lang))
    return CLEAN if sent.accepted else WRONG


def _approve(arguments: argparse.Namespace) -> int:
    return _state(arguments, StatementType.APPROVE, arguments.note)


def _return(arguments: argparse.Namespace) -> int:
    return _state(arguments, StatementType.RETURN, arguments.reason)


def _secrecy(arguments: argparse.Namespace) -> int:
    return _state(arguments, StatementType.SECRECY, arguments.ground)


APPROVE = Verb("approve", _approve_arguments, _approve)
RETURN = Verb("return", _return_arguments, _return)
SECRECY = Verb("secrecy", _secrecy_arguments, _secrecy)
