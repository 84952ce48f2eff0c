"""``demo``: the whole way, on this machine, in about a minute."""

from __future__ import annotations

import argparse

from sanshen.catalogue import message
from sanshen.cli.common import CLEAN, WRONG, Verb
from sanshen.demo.story import run_demo


def _arguments(parser: argparse.ArgumentParser, lang: str) -> None:
    parser.add_argument("--no-serve", action="store_true", help=message("demo.no-serve", lang))
    parser.add_argument("--port", type=int, default=8000, help=message("cli.serve.port", lang))


def _run(arguments: argparse.Namespace) -> int:
    told = run_demo(arguments.lang, serve=not arguments.no_serve, port=arguments.port)
    return CLEAN if told else WRONG


DEMO = Verb("demo", _arguments, _run)
