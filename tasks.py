"""办事入口 (the office's verbs): ``python3 tasks.py VERB …``, or ``inv VERB …`` inside ``.venv``.

Thin on purpose: every verb but ``test`` and ``bench`` is ``python -m sanshen VERB …``, given
exactly the words that follow it; ``--city DIR``, wherever it stands, names the clone to work in.
"""

import os
import sys
from collections.abc import Callable, Sequence
from typing import Any

from tools import environment

if __name__ == "__main__":
    environment.enter(sys.argv[1:])

from invoke.collection import Collection
from invoke.context import Context
from invoke.exceptions import Exit, ParseError
from invoke.parser.argument import Argument
from invoke.parser.context import ParserContext
from invoke.program import Program
from invoke.tasks import Task

from sanshen import __version__
from sanshen.catalogue import LANGUAGES, chosen_language, message
from tools import steps

VERBS = (
    "demo", "test", "check", "build", "preview", "serve", "server", "join", "move", "submit",
    "secrecy", "review", "approve", "return", "publish", "rollback", "check-output", "verify",
    "import-markdown", "bench",
)  # fmt: skip


OWN = ("test", "bench")
"""Verbs of the checkout, not of the package."""


class AnyWord(dict):  # type: ignore[type-arg]
    """A table of flags that knows every word, so that invoke leaves a verb's words alone."""

    def __contains__(self, word: object) -> bool:
        """Whether ``word`` is a flag: always."""
        return True

    def __missing__(self, word: str) -> Argument:
        return Argument(name=word, kind=bool)


class VerbWords(ParserContext):
    """The words after a verb: all of them belong to it, ``--help`` too."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.flags = AnyWord()  # type: ignore[assignment]


class Verbs(Collection):
    """The verbs as invoke tasks whose words are passed on as typed, not parsed twice."""

    def to_contexts(self, ignore_unknown_help: bool | None = None) -> list[ParserContext]:
        """One open context per verb."""
        del ignore_unknown_help  # no task declares help for its words
        return [VerbWords(name) for name in self.task_names]


class Office(Program):
    """invoke under the design's exit codes: an unknown verb is a usage error, 2."""

    def parse_tasks(self) -> None:
        """As invoke does it, but 2 for a verb there is not."""
        try:
            super().parse_tasks()
        except ParseError as error:
            raise Exit(message("tasks.unknown", chosen_language(), said=error), code=2) from error


def split_city(words: Sequence[str]) -> tuple[str | None, list[str]]:
    """Take ``--city DIR`` or ``--city=DIR`` out of ``words``: (DIR or None, the other words)."""
    city, rest = None, []
    remaining = iter(words)
    for word in remaining:
        if word == "--city":
            city = next(remaining, "")
        elif word.startswith("--city="):
            city = word.partition("=")[2]
        else:
            rest.append(word)
    return city, rest


def run_verb(verb: str, words: Sequence[str]) -> None:
    """Become ``python -m sanshen VERB WORDS``: its exit code and signals are then ours."""
    city, rest = split_city(words)
    where = [] if city is None else ["--city", city]
    sys.stdout.flush()
    os.execv(sys.executable, [sys.executable, "-m", "sanshen", *where, verb, *rest])


def run_bench(words: Sequence[str]) -> None:
    """Become ``python -m benchmarks WORDS``, in the checkout: measuring is no verb of a city."""
    sys.stdout.flush()
    os.chdir(environment.ROOT)
    os.execv(sys.executable, [sys.executable, "-m", "benchmarks", *words])


def body(verb: str) -> Callable[[Context], None]:
    """The function behind one verb."""

    def act(_: Context) -> None:
        words = sys.argv[sys.argv.index(verb) + 1 :]
        if verb == "test":
            raise Exit(code=steps.run_steps(words))
        if verb == "bench":
            run_bench(words)
        run_verb(verb, words)

    key = f"tasks.{verb}" if verb in OWN else f"cli.{verb}"
    act.__doc__ = " | ".join(message(key, lang) for lang in LANGUAGES)
    return act


def collection() -> Verbs:
    """All verbs, in the order of ``VERBS``."""
    verbs = Verbs()
    for verb in VERBS:
        verbs.add_task(Task(body(verb), name=verb))
    return verbs


ns: Any = collection()

if __name__ == "__main__":
    Office(namespace=ns, name="sanshen", binary="tasks.py", version=__version__).run()
