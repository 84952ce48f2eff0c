"""One parser for every verb, and one place where what stops a verb becomes an exit code."""

from __future__ import annotations

import argparse
import sys
import traceback
from collections.abc import Sequence

from sanshen import __version__
from sanshen.catalogue import chosen_language, message, render_finding
from sanshen.cli import (
    check,
    demo,
    hooks,
    importing,
    joining,
    publishing,
    reviewing,
    serving,
    sites,
    stating,
    submitting,
    verifying,
)
from sanshen.cli.common import CLEAN, INTERNAL, UNREADABLE, WRONG, Verb
from sanshen.gate.gate import GateStopped
from sanshen.gitio.repository import GitError
from sanshen.gitio.ssh import SigningError
from sanshen.ledger.book import LedgerError
from sanshen.ledger.witness import WitnessError
from sanshen.model.findings import Finding
from sanshen.office.clone import CloneError
from sanshen.policy.load import PolicyError
from sanshen.publish.publish import PublishError
from sanshen.publish.release_list import ReleaseListError
from sanshen.publish.trees import TreeError
from sanshen.server.founding import FoundingError
from sanshen.server.loopback import NotLoopbackError
from sanshen.workdays.calendar import CalendarError

VERBS: tuple[Verb, ...] = (
    demo.DEMO, check.CHECK, sites.BUILD, sites.PREVIEW, serving.SERVE, serving.SERVER,
    joining.JOIN, submitting.SUBMIT, stating.SECRECY, reviewing.REVIEW, stating.APPROVE,
    stating.RETURN, publishing.PUBLISH, verifying.VERIFY, importing.IMPORT, hooks.HOOK,
)  # fmt: skip
EXPECTED = (GitError, SigningError, LedgerError, WitnessError, ReleaseListError, TreeError,
            NotLoopbackError, OSError)  # fmt: skip


def build_parser(lang: str) -> argparse.ArgumentParser:
    """The parser of all verbs, with help in ``lang``."""
    parser = argparse.ArgumentParser(prog="sanshen", description=message("cli.about", lang))
    parser.add_argument("--version", action="version", version=f"sanshen {__version__}")
    parser.add_argument("--city", metavar="DIR", help=message("cli.city", lang))
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    for verb in VERBS:
        help_text = None if verb.hidden else message(f"cli.{verb.name}", lang)
        if help_text is None:
            sub = verbs.add_parser(verb.name)
        else:
            sub = verbs.add_parser(verb.name, help=help_text, description=help_text)
        verb.arguments(sub, lang)
        sub.set_defaults(run=verb.run)
    return parser


def main(words: Sequence[str]) -> int:
    """Run one verb: 0 clean, 1 blocking findings, 2 usage or unreadable, 3 internal error."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    lang = chosen_language()
    arguments = build_parser(lang).parse_args(list(words))
    arguments.lang = lang
    try:
        return int(arguments.run(arguments))
    except KeyboardInterrupt:
        return CLEAN
    except Exception as error:  # noqa: BLE001 - the one place where any error becomes a code
        return _said(error, lang)


def _said(error: Exception, lang: str) -> int:
    """Say what stopped the verb, and choose the exit code."""
    if isinstance(error, CloneError | PublishError):
        return _tell(message(error.key, lang, **error.args_of_message))
    if isinstance(error, GateStopped):
        return _tell(render_finding(error.finding, lang))
    if isinstance(error, FoundingError) and error.findings:
        _tell_all(error.findings, lang)
        return WRONG
    if isinstance(error, PolicyError | CalendarError):
        return _tell_all(error.findings, lang)
    if isinstance(error, (*EXPECTED, FoundingError)):
        return _tell(message("cli.failed", lang, reason=error))
    traceback.print_exception(error)
    _tell(message("cli.internal", lang, error=repr(error)))
    return INTERNAL


def _tell(text: str) -> int:
    print(text, file=sys.stderr)
    return UNREADABLE


def _tell_all(findings: tuple[Finding, ...], lang: str) -> int:
    for found in findings:
        print(render_finding(found, lang), file=sys.stderr)
    return UNREADABLE
