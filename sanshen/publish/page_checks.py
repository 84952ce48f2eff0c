"""网页检查 (page checks): one built page against the rules, in some dozens of microseconds.

A quick look says only whether a page is sound beyond doubt; of every other page the exact
reader tells what is wrong, if anything. So the answer never differs from the exact one.
"""

from __future__ import annotations

import re

from sanshen.model.findings import Finding
from sanshen.model.sites import Site
from sanshen.pages.wording import html_language
from sanshen.publish.page_lines import LineReader, Sayings
from sanshen.publish.page_parts import read_page
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

_PLAIN_PATH = re.compile(r"(?:/[A-Za-z0-9_-][A-Za-z0-9._-]*)+")
_ELSEWHERE = re.compile("[a-z]+:")
_PLAIN_ANCHOR = re.compile(r"#[^\s%\x00-\x20\x7f]+")
_LONG = 300
"""Longer lines are text, which no other page has; they are not remembered."""
_OFTEN = 8
"""A line is read by itself and remembered when it has come so often: it is a part of all pages."""
_KEPT_LINES = 20_000


class PageChecker:
    """Checks the pages of one site in one build; remembers the lines that pages share.

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
        self._reader = LineReader()
        self._sound: set[bytes] = set()
        self._known: dict[bytes, Sayings] = {}
        self._seen: dict[bytes, int] = {}
        self._good: set[str] = set()
        self._near: set[tuple[str, str]] = set()

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
        page = Sayings()
        return (
            _PLAIN_PATH.fullmatch(f"/{path}") is not None
            and self._read(data, page)
            and page.headings == 1
            and page.langs == [html_language(lang)]
            and self._marks_sound(page)
            and self._tags_sound(level, page.metas, data)
            and all(self._leads(path, target, page.ids) for target in page.targets)
        )

    def _read(self, data: bytes, page: Sayings) -> bool:
        """Gather what the lines of a page say; False where there is doubt about one."""
        sound, known, seen = self._sound, self._known, self._seen
        fresh: list[bytes] = []
        for line in data.split(b"\n"):
            if len(line) > _LONG:
                fresh.append(line)
            elif line not in sound:
                says = known.get(line)
                if says is not None:
                    page.add(says)
                elif (times := seen.get(line, 0)) < _OFTEN:
                    fresh.append(line)
                    seen[line] = times + 1
                elif not self._learn(line, page):
                    return False
        if len(seen) > _KEPT_LINES:
            seen.clear()
            sound.clear()
            known.clear()
        text, says = b"\n".join(fresh), Sayings()
        if not self._reader.read_quickly(text, says):
            says = Sayings()
            if not self._reader.read(text, says):
                return False
        page.add(says)
        return True

    def _learn(self, line: bytes, page: Sayings) -> bool:
        """Read a line that came before, and remember what it says."""
        says = Sayings()
        if not self._reader.read(line, says):
            return False
        says.targets = [target for target in says.targets if not self._is_good(target)]
        if says:
            self._known[line] = says
            page.add(says)
        else:
            self._sound.add(line)
        return True

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

    def _marks_sound(self, page: Sayings) -> bool:
        """未审稿 mark and noindex: both on a preview, none on the public site."""
        hidden = any(name == "robots" and "noindex" in content for name, content in page.metas)
        return (page.banners, hidden) == ((0, False) if self.published else (1, True))

    def _tags_sound(self, level: str, metas: list[tuple[str, str]], data: bytes) -> bool:
        wanted = TAGS[level]
        if not wanted:
            return True
        values = dict(metas)
        if len([name for name, _ in metas if name in wanted]) != len(wanted):
            return False
        for tag in wanted:
            if values.get(tag, "").strip() in EMPTY_WORDS:
                return False
        return (
            values["SiteDomain"] == self.site.domain
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
        place = (path.rpartition("/")[0], target)
        if place in self._near or self._is_good(target):
            return True
        inside = file_meant(self.site, path, target)
        if inside is None:
            return True
        file, anchor = inside
        if not self._is_file(file):
            return False
        if anchor:
            return anchor in ids if file == path else self._has_anchor(file, anchor)
        if file != path and len(self._near) < _KEPT_LINES:
            self._near.add(place)
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
