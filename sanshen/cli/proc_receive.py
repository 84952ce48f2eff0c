"""``proc-receive``: how git lets the gate decide. Not for people."""

from __future__ import annotations

import argparse
import sys

from sanshen.cli.common import Verb, now
from sanshen.gate.proc_receive import proc_receive


def _no_arguments(_: argparse.ArgumentParser, __: str) -> None:
    """Git gives everything by standard input and environment."""


def _run(_: argparse.Namespace) -> int:
    return proc_receive(sys.stdin.buffer, sys.stdout.buffer, sys.stderr, now())


PROC_RECEIVE = Verb("proc-receive", _no_arguments, _run)
