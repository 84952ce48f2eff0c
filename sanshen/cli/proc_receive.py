"""``proc-receive``: how git lets the gate decide. Not for people."""

from __future__ import annotations

import argparse
import sys

from sanshen.cli.common import Verb, no_words, now
from sanshen.gate.proc_receive import proc_receive


def _run(_: argparse.Namespace) -> int:
    return proc_receive(sys.stdin.buffer, sys.stdout.buffer, sys.stderr, now())


PROC_RECEIVE = Verb("proc-receive", no_words, _run)
