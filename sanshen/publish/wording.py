"""页面用语 (wording): the sentences templates may print, in the language of the page."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from sanshen.catalogue import LANGUAGES, message, messages
from sanshen.model.canonical import canonical_json, sha256_text

PREFIX = "site."
Sentence = Callable[..., str]


def catalogue_language(lang: str) -> str:
    """The catalogue's language for a content language: ``zh`` for every Chinese, else ``en``."""
    return LANGUAGES[0] if lang.startswith("zh") else LANGUAGES[1]


def html_language(lang: str) -> str:
    """BCP 47 form of an inner code: ``zh-cn`` to ``zh-CN``, ``zh-hant`` to ``zh-Hant``."""
    first, *rest = lang.split("-")
    return "-".join([first, *(p.upper() if len(p) == 2 else p.title() for p in rest)])


def wording(lang: str) -> Sentence:
    """A function from a key below ``site.`` and its arguments to the sentence, for templates."""
    catalogue = catalogue_language(lang)

    def sentence(key: str, **args: object) -> str:
        return message(PREFIX + key, catalogue, **args)

    return sentence


@cache
def wording_digest() -> str:
    """The digest of every sentence a page can print: an input of all pages."""
    rows = {key: dict(text) for key, text in messages().items() if key.startswith(PREFIX)}
    return sha256_text(canonical_json(rows))
