"""语种版本 (versions): which language a source is in, and which sources are one item."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from sanshen.content.addresses import ORIGINAL_LANGUAGE
from sanshen.importer.foreign import ForeignDocument
from sanshen.importer.mapping import LanguageRule


@dataclass(frozen=True, slots=True)
class Version:
    """语种版本: ``group`` is the same for all versions of one item; ``name`` the file's name
    without its language; ``lang`` in our form."""

    group: str
    lang: str
    name: str


def version_of(document: ForeignDocument, rule: LanguageRule) -> Version:
    """The version a document is, by the mapping's rule."""
    (name,) = document.header["@name"].texts
    folder = "".join(document.header["@folder"].texts)
    code = ""
    if rule.suffix and "{}" in rule.suffix:
        before, _, after = rule.suffix.partition("{}")
        shape = (
            rf"(.+){re.escape(before)}([A-Za-z]{{2,3}}(?:-[A-Za-z0-9]{{2,8}})*){re.escape(after)}"
        )
        found = re.fullmatch(shape, name)
        if found is not None:
            name, code = found[1], found[2]
    if not code and rule.key and rule.key in document.header:
        code = "".join(document.header[rule.key].texts[:1])
    lang = rule.codes.get(code, code.lower()) if code else rule.otherwise
    named = (document.header.get(key) for key in rule.group)
    key = next((value.texts[0] for value in named if value and value.texts), None)
    return Version(f"={key}" if key else f"{folder}/{name}", lang, name)


def original_language(langs: Iterable[str], languages: tuple[str, ...]) -> str:
    """Which of the languages of one item is its original: Chinese, else the site's first."""
    there = set(langs)
    order = (ORIGINAL_LANGUAGE, *languages)
    return next((lang for lang in order if lang in there), min(there))
