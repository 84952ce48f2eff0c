"""相对链接 (relative links): addresses of a preview, so that its files open from disk."""

from __future__ import annotations

import posixpath
import re
from functools import lru_cache

_ROOTED = re.compile(r'(?P<attribute> (?:href|src)=")/(?!/)(?P<path>[^"?#]*)')


def relative_links(path: str, html: str) -> str:
    """The page at ``path`` with root-relative addresses made relative to its folder."""
    folder = _folder(path)

    def relative(match: re.Match[str]) -> str:
        return match["attribute"] + _relative(match["path"], folder)

    return _ROOTED.sub(relative, html)


def relative_address(target: str, path: str) -> str:
    """The root-relative address ``target`` as the page at ``path`` has to write it."""
    return _relative(target[1:], _folder(path))


def _folder(path: str) -> str:
    return posixpath.dirname(path) or "."


@lru_cache(maxsize=20_000)
def _relative(target: str, folder: str) -> str:
    return posixpath.relpath(target or ".", folder)
