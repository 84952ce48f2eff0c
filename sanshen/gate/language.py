"""The language of an answer: the pusher's by push option, else the server's."""

from __future__ import annotations

from collections.abc import Mapping

from sanshen.catalogue import LANGUAGES, chosen_language

LANGUAGE_OPTION = "lang="


def push_language(options: tuple[str, ...]) -> str:
    """The language a pusher asked for by ``-o lang=…``, else the server's."""
    asked = [o.removeprefix(LANGUAGE_OPTION) for o in options if o.startswith(LANGUAGE_OPTION)]
    return asked[-1] if asked and asked[-1] in LANGUAGES else chosen_language()


def environment_options(environment: Mapping[str, str]) -> tuple[str, ...]:
    """The push options git hands a hook."""
    count = int(environment.get("GIT_PUSH_OPTION_COUNT", "0"))
    return tuple(environment[f"GIT_PUSH_OPTION_{n}"] for n in range(count))
