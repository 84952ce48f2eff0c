"""网址 (addresses): where an item, column, home page or attachment is on its site.

Pure functions of names; ``column_path`` has no slashes at its ends (``zwgk/gfxwj``), an
address always begins with ``/``. The original language has no prefix.
"""

from __future__ import annotations

import re
from typing import NamedTuple

ORIGINAL_LANGUAGE = "zh-cn"
HASH_LENGTH = 10

OWN_FOLDERS = ("tags", "topics", "feeds", "sitemaps", "catalogue", "theme")
"""Folders of the first level that the platform fills itself; no column may be named so."""

_LANGUAGE = r"[a-z]{2,3}(?:-[a-z0-9]{2,8})*"
_ITEM_PATH = re.compile(
    r"content/(?P<site>[^/]+)/(?P<column>.+?)"
    r"(?:/(?P<year>[0-9]{4}))?/(?P<name>[^/.]+)(?:\.(?P<lang>[^/]+))?\.md",
)
_LANGUAGE_CODE = re.compile(_LANGUAGE)


class ItemPath(NamedTuple):
    """The parts of ``content/<site>/<column…>/[<yyyy>/]<name>[.<lang>].md``.

    ``name`` is ``<mmdd>-<slug>`` or ``<slug>``; ``year`` is None outside a year folder;
    ``lang`` is ``zh-cn`` where the name carries no language.
    """

    site: str
    column: str
    year: str | None
    name: str
    lang: str


def split_item_path(path: str) -> ItemPath | None:
    """The parts of an item's path, None where it does not have the shape of one."""
    match = _ITEM_PATH.fullmatch(path)
    if match is None:
        return None
    site, column, year, name, lang = match.groups()
    if lang is not None and not _LANGUAGE_CODE.fullmatch(lang):
        return None
    return ItemPath(site, column, year, name, lang or ORIGINAL_LANGUAGE)


def item_address(column_path: str, year: str | None, name: str, lang: str) -> str:
    """信息页网址: ``/zwgk/gfxwj/2026/0227-x.html``, ``/en/…`` for a translation."""
    folder = f"{column_path}/{year}" if year else column_path
    return f"{language_prefix(lang)}/{folder}/{name}.html"


def column_address(column_path: str, lang: str) -> str:
    """栏目页网址: ``/zwgk/gfxwj/index.html``."""
    return f"{language_prefix(lang)}/{column_path}/index.html"


def home_address(lang: str) -> str:
    """首页网址: ``/index.html``, ``/en/index.html``."""
    return f"{language_prefix(lang)}/index.html"


def attachment_address(
    column_path: str, year: str | None, name: str, file: str, sha256: str
) -> str:
    """附件网址: the file's name with ten hex digits of its content's sha256 before the suffix.

    ``file`` is the name inside the item's folder, ``name`` the item's; all languages of an
    item share its attachments.
    """
    folder = f"{column_path}/{year}" if year else column_path
    stem, dot, suffix = file.rpartition(".")
    hashed = f"{stem}.{sha256[:HASH_LENGTH]}.{suffix}" if dot else f"{file}.{sha256[:HASH_LENGTH]}"
    return f"/{folder}/{name}/{hashed}"


def item_folder(path: str) -> str:
    """附件目录: the folder of an item's attachments, shared by its translations."""
    folder, _, file = path.rpartition("/")
    return f"{folder}/{file.split('.', 1)[0]}"


def original_path(path: str) -> str:
    """The path of the original that an item path translates, or the path itself."""
    return f"{item_folder(path)}.md"


def language_prefix(lang: str) -> str:
    """``/en`` for a translation, nothing for the original language."""
    return "" if lang == ORIGINAL_LANGUAGE else f"/{lang}"
