"""``hook``: how git calls the gate. Not for people."""

from __future__ import annotations

import argparse
import sys

from sanshen.cli.common import Verb, now
from sanshen.gate.receive import pre_receive, proc_receive


def _arguments(parser: argparse.ArgumentParser, _: str) -> None:
    parser.add_argument("name", choices=("pre-receive", "proc-receive"))


def _run(arguments: argparse.Namespace) -> int:
    if arguments.name == "pre-receive":
        return pre_receive(sys.stdin, sys.stderr, now())
    return proc_receive(sys.stdin.buffer, sys.stdout.buffer, sys.stderr, now())


HOOK = Verb("hook", _arguments, _run, hidden=True)
