"""One parser for every verb, and one place where what stops a verb becomes an exit code."""

from __future__ import annotations

import argparse
import sys
import traceback
from collections.abc import Mapping, Sequence
from importlib import import_module

from sanshen import __version__
from sanshen.catalogue import chosen_language, message, render_finding
from sanshen.cli.common import INTERNAL, UNREADABLE, Verb
from sanshen.model.loaded import keep_loaded
from sanshen.model.stops import Stop

VERBS: Mapping[str, tuple[str, str]] = {
    "demo": ("demo", "DEMO"),
    "check": ("check", "CHECK"),
    "build": ("sites", "BUILD"),
    "preview": ("sites", "PREVIEW"),
    "serve": ("serving", "SERVE"),
    "server": ("serving", "SERVER"),
    "join": ("joining", "JOIN"),
    "move": ("moving", "MOVE"),
    "submit": ("submitting", "SUBMIT"),
    "secrecy": ("stating", "SECRECY"),
    "review": ("reviewing", "REVIEW"),
    "approve": ("stating", "APPROVE"),
    "return": ("stating", "RETURN"),
    "publish": ("publishing", "PUBLISH"),
    "rollback": ("served", "ROLLBACK"),
    "check-output": ("served", "CHECK_OUTPUT"),
    "verify": ("verifying", "VERIFY"),
    "import-markdown": ("importing", "IMPORT"),
}
INTERRUPTED = 130
HIDDEN: Mapping[str, tuple[str, str]] = {
    "pre-receive": ("pre_receive", "PRE_RECEIVE"),
    "proc-receive": ("proc_receive", "PROC_RECEIVE"),
}
"""Verb → (module of ``sanshen.cli``, its name there). Only the verb asked for is imported:
git waits for two of our processes at every push."""


def load_verb(name: str) -> Verb:
    """The verb called ``name``."""
    module, attribute = {**VERBS, **HIDDEN}[name]
    verb: Verb = getattr(import_module(f"sanshen.cli.{module}"), attribute)
    return verb


def build_parser(lang: str, words: Sequence[str]) -> argparse.ArgumentParser:
    """The parser, with help in ``lang``; the verb that ``words`` name gets its arguments."""
    parser = argparse.ArgumentParser(prog="sanshen", description=message("cli.about", lang))
    parser.add_argument("--version", action="version", version=f"sanshen {__version__}")
    parser.add_argument("--city", metavar="DIR", help=message("cli.city", lang))
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    for name in VERBS:
        text = message(f"cli.{name}", lang)
        _fill(verbs.add_parser(name, help=text, description=text), name, lang, words)
    for name in HIDDEN:
        _fill(verbs.add_parser(name), name, lang, words)
    return parser


def _fill(parser: argparse.ArgumentParser, name: str, lang: str, words: Sequence[str]) -> None:
    if name in words:
        verb = load_verb(name)
        verb.arguments(parser, lang)
        parser.set_defaults(run=verb.run)


def city_first(words: Sequence[str]) -> list[str]:
    """The words with ``--city DIR`` moved before the verb: people write it at either place."""
    rest, city = list(words), []
    for at, word in enumerate(rest):
        if word == "--city" or word.startswith("--city="):
            length = 2 if word == "--city" else 1
            city = rest[at : at + length]
            del rest[at : at + length]
            break
    return city + rest


def main(words: Sequence[str]) -> int:
    """Run one verb: 0 clean, 1 blocking findings, 2 usage or unreadable, 3 internal error."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    lang = chosen_language()
    arguments = build_parser(lang, words).parse_args(city_first(words))
    arguments.lang = lang
    keep_loaded()
    try:
        return int(arguments.run(arguments))
    except KeyboardInterrupt:
        return INTERRUPTED
    except Stop as stop:
        return _explain(stop, lang)
    except OSError as error:
        print(message("cli.failed", lang, reason=error), file=sys.stderr)
        return UNREADABLE
    except Exception as error:  # noqa: BLE001 - the one place where any error becomes a code
        traceback.print_exception(error)
        print(message("cli.internal", lang, error=repr(error)), file=sys.stderr)
        return INTERNAL


def _explain(stop: Stop, lang: str) -> int:
    """Say what stopped the verb; the exit code."""
    for found in stop.findings:
        print(render_finding(found, lang), file=sys.stderr)
    if stop.key:
        print(message(stop.key, lang, **stop.values), file=sys.stderr)
    elif not stop.findings:
        print(message("cli.failed", lang, reason=stop), file=sys.stderr)
    return stop.exit_code
