"""页面用语 (wording): the sentences templates may print, in the language of the page."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from sanshen.catalogue import LANGUAGES, message, messages
from sanshen.model.canonical import canonical_json, sha256_text

PREFIX = "site."
Sentence = Callable[..., str]


class Wording:
    """The sentences of one language of the catalogue, by their keys below ``site.``.

    One object a language, so that it can be compared by identity; a sentence without
    arguments is looked up once.
    """

    __slots__ = ("_fixed", "language")

    def __init__(self, language: str) -> None:
        self.language = language
        self._fixed: dict[str, str] = {}

    def __call__(self, key: str, **args: object) -> str:
        """The sentence of ``key``; KeyError for an unknown key or argument."""
        if args:
            return message(PREFIX + key, self.language, **args)
        found = self._fixed.get(key)
        if found is None:
            found = self._fixed[key] = message(PREFIX + key, self.language)
        return found

    def __repr__(self) -> str:
        return f"<Wording {self.language}>"


def catalogue_language(lang: str) -> str:
    """The catalogue's language for a content language: ``zh`` for every Chinese, else ``en``."""
    return LANGUAGES[0] if lang.startswith("zh") else LANGUAGES[1]


@cache
def html_language(lang: str) -> str:
    """BCP 47 form of an inner code: ``zh-cn`` to ``zh-CN``, ``zh-hant`` to ``zh-Hant``."""
    first, *rest = lang.split("-")
    return "-".join([first, *(p.upper() if len(p) == 2 else p.title() for p in rest)])


def wording(lang: str) -> Wording:
    """The sentences for pages in ``lang``, a content language or its BCP 47 form."""
    return _WORDINGS[catalogue_language(lang)]


_WORDINGS = {language: Wording(language) for language in LANGUAGES}


@cache
def wording_digest() -> str:
    """The digest of every sentence a page can print: an input of all pages."""
    rows = {key: dict(text) for key, text in messages().items() if key.startswith(PREFIX)}
    return sha256_text(canonical_json(rows))
