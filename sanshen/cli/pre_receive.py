"""``pre-receive``: how git calls the gate first. Not for people."""

from __future__ import annotations

import argparse
import sys

from sanshen.cli.common import Verb, no_words, now
from sanshen.gate.pre_receive import pre_receive


def _run(_: argparse.Namespace) -> int:
    return pre_receive(sys.stdin, sys.stderr, now())


PRE_RECEIVE = Verb("pre-receive", no_words, _run)
