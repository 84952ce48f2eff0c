"""原网址 (former addresses): how an address that redirects is written, and the page it names.

Pure functions of text. A redirect is a page of its own, so it can stand only where a page can:
``/x/`` is the page ``/x/index.html``, and so is ``/x``, which servers lead there.
"""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote, unquote_to_bytes

from sanshen.content.addresses import (
    ORIGINAL_LANGUAGE,
    column_address,
    home_address,
    item_address,
    language_prefix,
    split_item_path,
)

MAX_LENGTH = 500

_ESCAPED = re.compile(r"%(?![0-9A-Fa-f]{2})")
_PAGE = re.compile(r"\.(?:html?|shtml|xhtml)", re.I)
_SUFFIX = re.compile(r"\.[A-Za-z][A-Za-z0-9]{0,7}")
_MARKS = frozenset("-._~!$&'()+,;=@")
_ITEM = re.compile(r"/(?P<place>.+)\.html")


class AddressError(ValueError):
    """Not an address that can redirect; ``reason`` names a sentence ``redirect.<reason>``."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def read_address(text: str) -> str:
    """The page that a root-relative address names; AddressError where it can name none.

    Percent-encoding is undone and Unicode composed, so that one page has one form; reading
    the answer again gives the answer.
    """
    if not text.startswith("/") or text.startswith("//"):
        raise AddressError("root")
    if "?" in text or "#" in text:
        raise AddressError("query")
    if _ESCAPED.search(text):
        raise AddressError("encoding")
    try:
        plain = unicodedata.normalize("NFC", unquote_to_bytes(text).decode("utf-8"))
    except UnicodeDecodeError as error:
        raise AddressError("encoding") from error
    *folders, name = plain[1:].split("/")
    if any(not folder for folder in folders):
        raise AddressError("empty")
    if any(part.startswith(".") or part.endswith(".") for part in (*folders, name)):
        raise AddressError("dots")
    if any(not _is_safe(character) for part in (*folders, name) for character in part):
        raise AddressError("characters")
    if any(_PAGE.fullmatch(_suffix(folder)) for folder in folders):
        raise AddressError("folder")
    page = _page(plain, name)
    if len(page) > MAX_LENGTH or any(len(part.encode()) > 255 for part in page.split("/")):
        raise AddressError("length")
    return page


def _page(plain: str, name: str) -> str:
    if not name:
        return f"{plain}index.html"
    suffix = _suffix(name)
    if _PAGE.fullmatch(suffix):
        return plain
    if suffix:
        raise AddressError("suffix")
    return f"{plain}/index.html"


def _suffix(name: str) -> str:
    dot = name.rfind(".")
    return name[dot:] if dot > 0 and _SUFFIX.fullmatch(name[dot:]) else ""


def _is_safe(character: str) -> bool:
    return character in _MARKS or unicodedata.category(character)[0] in "LNM"


def written(address: str) -> str:
    """An address as it is written in a link: percent-encoded where needed."""
    return quote(address, safe="/-._~!$&'()+,;=@")


def address_of(path: str) -> tuple[str, str] | None:
    """(site, address) that the page of an item, ``column.yml`` or ``site.yml`` has.

    By its path alone, whether there is such a file or not; None for any other path.
    """
    parts = split_item_path(path)
    if parts is not None:
        return parts.site, item_address(parts.column, parts.year, parts.name, parts.lang)
    _, *folders, name = path.split("/")
    if name == "site.yml" and len(folders) == 1:
        return folders[0], home_address(ORIGINAL_LANGUAGE)
    if name == "column.yml" and len(folders) > 1:
        return folders[0], column_address("/".join(folders[1:]), ORIGINAL_LANGUAGE)
    return None


def path_of(site: str, address: str, languages: tuple[str, ...]) -> str:
    """The source path whose page would have ``address``: the other way round of ``address_of``.

    ``languages`` are those of the site; empty for an address no item or column can have.
    """
    lang = next(
        (one for one in languages[1:] if address.startswith(f"{language_prefix(one)}/")),
        ORIGINAL_LANGUAGE,
    )
    rest = address.removeprefix(language_prefix(lang))
    match = _ITEM.fullmatch(rest)
    if match is None:
        return ""
    folder, _, name = match["place"].rpartition("/")
    if name == "index":
        return f"content/{site}/{folder}/column.yml" if folder else f"content/{site}/site.yml"
    ending = "" if lang == ORIGINAL_LANGUAGE else f".{lang}"
    path = f"content/{site}/{match['place']}{ending}.md"
    return path if address_of(path) == (site, address) else ""
