"""页面要素 (page parts): what a built page holds that rules are made about, read with one pass."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

SILENT = frozenset({"script", "style", "title"})


@dataclass(slots=True)
class PageLink:
    """A link with a target: ``words`` are its text, alternatives and label."""

    target: str
    words: str


@dataclass(slots=True)
class PageParts:
    """What one page says about itself: language, tags, headings, anchors, links, pictures."""

    lang: str = ""
    metas: list[tuple[str, str]] = field(default_factory=list)
    headings: int = 0
    ids: set[str] = field(default_factory=set)
    links: list[PageLink] = field(default_factory=list)
    resources: list[str] = field(default_factory=list)
    pictures_without_alt: list[str] = field(default_factory=list)
    text: str = ""
    banners: int = 0

    def tags(self, name: str) -> list[str]:
        """The contents of every ``<meta name=…>`` of exactly this name."""
        return [content for found, content in self.metas if found == name]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts = PageParts()
        self.words: list[str] = []
        self.open_links: list[PageLink] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if values.get("id"):
            self.parts.ids.add(values["id"])
        if "unreviewed" in values.get("class", "").split():
            self.parts.banners += 1
        if tag in SILENT:
            self.silent += 1
        reader = getattr(self, f"start_{tag}", None)
        if reader is not None:
            reader(values)

    def start_html(self, values: dict[str, str]) -> None:
        self.parts.lang = values.get("lang", "")

    def start_meta(self, values: dict[str, str]) -> None:
        self.parts.metas.append((values.get("name", ""), values.get("content", "")))

    def start_h1(self, _: dict[str, str]) -> None:
        self.parts.headings += 1

    def start_a(self, values: dict[str, str]) -> None:
        if "href" in values:
            link = PageLink(values["href"], values.get("aria-label", ""))
            self.parts.links.append(link)
            self.open_links.append(link)

    def start_link(self, values: dict[str, str]) -> None:
        self.parts.resources.append(values.get("href", ""))

    def start_img(self, values: dict[str, str]) -> None:
        self.parts.resources.append(values.get("src", ""))
        if "alt" not in values:
            self.parts.pictures_without_alt.append(values.get("src", ""))
        if self.open_links:
            self.open_links[-1].words += values.get("alt", "")

    def handle_endtag(self, tag: str) -> None:
        if tag in SILENT and self.silent:
            self.silent -= 1
        if tag == "a" and self.open_links:
            self.open_links.pop()

    def handle_data(self, data: str) -> None:
        if self.silent:
            return
        self.words.append(data)
        if self.open_links:
            self.open_links[-1].words += data


def read_page(html: str) -> PageParts:
    """The parts of a page; never raises, what is broken simply is not among them."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.parts.text = "".join(reader.words)
    return reader.parts
