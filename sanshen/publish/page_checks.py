"""网页检查 (page checks): one built page against the rules, in some dozens of microseconds.

A quick look says only whether a page is sound beyond doubt; of every other page the exact
reader tells what is wrong, if anything. So the answer never differs from the exact one.
"""

from __future__ import annotations

import re

from sanshen.model.findings import Finding
from sanshen.model.sites import Site
from sanshen.pages.wording import html_language
from sanshen.publish.page_parts import read_page
from sanshen.publish.page_pieces import PieceReader
from sanshen.publish.page_rules import (
    EMPTY_WORDS,
    PUBLISHED_TIME,
    TAGS,
    HasAnchor,
    IsFile,
    check_links,
    check_page,
    file_meant,
)
from sanshen.publish.page_tags import ANCHOR, BANNER, HEADING, LANGUAGE, META, TARGET

_PLAIN_PATH = re.compile(r"(?:/[A-Za-z0-9_-][A-Za-z0-9._-]*)+")
_ELSEWHERE = re.compile("[a-z]+:")
_TAGS = {level: frozenset(tags) for level, tags in TAGS.items()}
_PLAIN_ANCHOR = re.compile(r"#[^\s%\x00-\x20\x7f]+")
_KEPT = 20_000


class PageChecker:
    """Checks the pages of one site in one build; remembers the pieces that pages share.

    ``is_file`` says whether a path is in the output (from the declared units), ``has_anchor``
    whether another page has an anchor (True for files that are no pages). What they say may
    not change while the checker lives.
    """

    def __init__(self, site: Site, published: bool, is_file: IsFile, has_anchor: HasAnchor) -> None:
        self.site = site
        self.published = published
        self.explained = 0
        """How many pages were left to the exact reader."""
        self._is_file = is_file
        self._has_anchor = has_anchor
        self._reader = PieceReader(self._is_good)
        self._good: set[str] = set()
        self._near: dict[tuple[str, str], str] = {}

    def check(self, path: str, level: str, lang: str, data: bytes) -> tuple[Finding, ...]:
        """The findings of the page at ``path`` (B113–B124), of ``level`` and content language."""
        if self.is_sound(path, level, lang, data):
            return ()
        self.explained += 1
        parts = read_page(data.decode("utf-8", "replace"))
        return (
            *check_page(self.site, path, level, lang, parts, self.published),
            *check_links(self.site, path, parts, self._is_file, self._has_anchor),
        )

    def is_sound(self, path: str, level: str, lang: str, data: bytes) -> bool:
        """Whether the page has no finding beyond doubt; False says nothing."""
        if _PLAIN_PATH.fullmatch(f"/{path}") is None:
            return False
        said = self._reader.read(data)
        if said is None:
            return False
        kinds: tuple[list[tuple[str, str]], ...] = ([], [], [], [], [], [])
        for kind, name, value in said:
            kinds[kind].append((name, value))
        ids = [value for _, value in kinds[ANCHOR]]
        return (
            len(kinds[HEADING]) == 1
            and kinds[LANGUAGE] == [("", html_language(lang))]
            and self._marks_sound(kinds[META], len(kinds[BANNER]))
            and self._tags_sound(level, kinds[META], data)
            and all(self._leads(path, target, ids) for _, target in kinds[TARGET])
        )

    def _is_good(self, target: str) -> bool:
        """Whether a target leads somewhere from every page alike, without looking for an anchor."""
        if target in self._good:
            return True
        inside = target.removeprefix(self.site.origin)
        if _PLAIN_PATH.fullmatch(inside):
            return self._is_file(inside[1:])
        elsewhere = _ELSEWHERE.match(target) and file_meant(self.site, "", target) is None
        if elsewhere:
            self._good.add(target)
        return bool(elsewhere)

    def _marks_sound(self, metas: list[tuple[str, str]], banners: int) -> bool:
        """未审稿 mark and noindex: both on a preview, none on the public site."""
        robots = [content for name, content in metas if name == "robots"]
        hidden = any("noindex" in content for content in robots)
        return (banners, hidden) == ((0, False) if self.published else (1, True))

    def _tags_sound(self, level: str, metas: list[tuple[str, str]], data: bytes) -> bool:
        wanted = _TAGS[level]
        if not wanted:
            return True
        own = [one for one in metas if one[0] in wanted]
        values = dict(own)
        return (
            len(own) == len(values) == len(wanted)
            and EMPTY_WORDS.isdisjoint(map(str.strip, values.values()))
            and values["SiteDomain"] == self.site.domain
            and values["SiteIDCode"] == self.site.site_id_code
            and (
                not self.published or "PubDate" not in wanted or _is_shown(values["PubDate"], data)
            )
        )

    def _leads(self, path: str, target: str, ids: list[str]) -> bool:
        """Whether a target of the page at ``path``, whose anchors are ``ids``, leads somewhere."""
        if target[:1] == "/" and _PLAIN_PATH.fullmatch(target):
            return self._is_file(target[1:])
        if target[:1] == "#" and _PLAIN_ANCHOR.fullmatch(target):
            return target[1:] in ids and self._is_file(path)
        place = ("" if target[:1] == "/" else path.rpartition("/")[0], target)
        if self._near.get(place, path) != path or self._is_good(target):
            return True
        inside = file_meant(self.site, path, target)
        if inside is None:
            return True
        file, anchor = inside
        if not self._is_file(file):
            return False
        if file == path:
            return not anchor or anchor in ids
        if anchor and not self._has_anchor(file, anchor):
            return False
        if len(self._near) < _KEPT:
            self._near[place] = file
        return True


def _is_shown(value: str, data: bytes) -> bool:
    """Whether the time of publication is also in the page's text, not only in tags or title."""
    if not PUBLISHED_TIME.fullmatch(value):
        return False
    wanted = value.encode()
    at = data.find(wanted)
    while at >= 0:
        tag = data.rfind(b"<", 0, at)
        if data.find(b">", tag, at) >= 0 and not data.startswith((b"<title", b"<script"), tag):
            return True
        at = data.find(wanted, at + len(wanted))
    return False
