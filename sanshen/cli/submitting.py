"""``submit``: commit what was edited, sign it, push it for review."""

from __future__ import annotations

import argparse

from sanshen.catalogue import message
from sanshen.cli.common import CLEAN, UNREADABLE, WRONG, Verb, city_clone, tell
from sanshen.gitio.repository import GitError, Repository
from sanshen.office.clone import CloneError, fetch, identity_of, read_joined_state
from sanshen.office.following import follow_main
from sanshen.office.sending import push_change


def _arguments(parser: argparse.ArgumentParser, lang: str) -> None:
    parser.add_argument("revision", nargs="?", default="HEAD",
                        help=message("cli.submit.revision", lang))  # fmt: skip
    parser.add_argument("-m", "--message", help=message("cli.submit.message", lang))
    parser.add_argument("--change", type=int, help=message("cli.submit.change", lang))
    parser.add_argument(
        "--baseline", action="store_true", help=message("cli.submit.baseline", lang)
    )


def _run(arguments: argparse.Namespace) -> int:
    repository, lang = city_clone(arguments), arguments.lang
    identity_of(repository)
    fetch(repository)
    read_joined_state(repository)
    if arguments.revision == "HEAD":
        if follow_main(repository):
            tell(message("submit.followed", lang))
        if not _settle_working_tree(repository, arguments):
            return UNREADABLE
    commit = _commit_of(repository, arguments.revision)
    tell(message("submit.sending", lang))
    sent = push_change(repository, commit, lang, tell, arguments.change, arguments.baseline)
    if not sent.accepted:
        tell(message("submit.failed", lang))
    return CLEAN if sent.accepted else WRONG


def _commit_of(repository: Repository, revision: str) -> str:
    """The commit a revision names; CloneError when it names none."""
    try:
        return repository.resolve(f"{revision}^{{commit}}")
    except GitError as error:
        raise CloneError("submit.no-revision", revision=revision) from error


def _settle_working_tree(repository: Repository, arguments: argparse.Namespace) -> bool:
    """Commit what was edited when a title is given; refuse to leave anything out silently."""
    status = repository.text("status", "--porcelain", "-z")
    names = [row[3:] for row in status.split("\0") if row]
    if not names:
        return True
    if not arguments.message:
        shown = "、".join(names[:5]) + ("……" if len(names) > 5 else "")
        tell(message("submit.dirty", arguments.lang, files=shown))
        return False
    repository.run("add", "--all")
    repository.run("commit", "--quiet", "-m", arguments.message)
    commit = repository.text("rev-parse", "--short", "HEAD")
    tell(message("submit.committed", arguments.lang, title=arguments.message, commit=commit))
    return True


SUBMIT = Verb("submit", _arguments, _run)
