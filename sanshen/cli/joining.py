"""``join``: this clone acts for one person; or prepare the registration of a new key."""

from __future__ import annotations

import argparse
from pathlib import Path

from sanshen.catalogue import message
from sanshen.cli.common import CLEAN, Verb, city_clone, tell
from sanshen.office.clone import fetch
from sanshen.office.join import join, prepare_key


def _arguments(parser: argparse.ArgumentParser, lang: str) -> None:
    parser.add_argument("person", help=message("cli.join.person", lang))
    parser.add_argument("--key", required=True, type=Path, help=message("cli.join.key", lang))
    parser.add_argument("--prepare", action="store_true", help=message("cli.join.prepare", lang))


def _run(arguments: argparse.Namespace) -> int:
    repository, lang = city_clone(arguments), arguments.lang
    fetch(repository)
    if arguments.prepare:
        branch = prepare_key(repository, arguments.person, arguments.key)
        tell(message("join.prepared", lang, branch=branch))
        return CLEAN
    joined = join(repository, arguments.person, arguments.key)
    shown = {"fingerprint": joined.key_fingerprint, "repository": joined.repository_id[:16]}
    tell(message("join.done", lang, person=joined.person, post=joined.post, **shown))
    if not joined.registered:
        file = f"{arguments.key}.pub"
        tell(message("join.not-registered", lang, file=file, person=joined.person))
    return CLEAN


JOIN = Verb("join", _arguments, _run)
