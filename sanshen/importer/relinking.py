"""链接改写 (relinking): links of the old site led to where their targets are now.

What came along becomes a link to its source path; what did not becomes a full address on the
old site, or words without a link, as the mapping says. Nothing else of the text changes: the
result is read again, and an edit that changed a word is taken back.
"""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import quote

from sanshen.content.addresses import item_folder
from sanshen.content.attachments import check_attachment, is_image
from sanshen.content.body import Heading, Link, ParsedBody, find_anchor
from sanshen.importer.bodies import AdaptedBody, Parse
from sanshen.importer.edits import Edit, EditedBody, EditKind, applied
from sanshen.importer.html_markdown import destination, picture_label
from sanshen.importer.islands import page_letters
from sanshen.importer.link_syntax import WrittenLink, links_written, same_target
from sanshen.importer.old_site import Found, OldSite

PICTURES = (EditKind.PICTURE_TO_LINK, EditKind.PICTURE_TO_TEXT)
ROUNDS = 3
Accepts = Callable[[Link], bool]

_NAME_SIGNS = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of a link: another ``target``, or none; ``words`` instead of a picture."""

    kind: EditKind
    target: str = ""
    words: str = ""


@dataclass(slots=True)
class Relinker:
    """Leads the links of one text after another.

    ``headings`` and ``anchors`` of every text, by path; ``files`` the pictures and attachments
    of the source folder. ``taken`` collects files to copy, by repository path; ``refused`` those
    our rules don't allow, with the code, ``came`` those taken, both by path of the source.
    """

    old_site: OldSite
    dead_links: str
    headings: Mapping[str, tuple[Heading, ...]]
    anchors: Mapping[str, Mapping[str, str]]
    files: Mapping[str, bytes]
    taken: dict[str, bytes] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    came: set[str] = field(default_factory=set)

    def relinked(
        self, source: str, path: str, body: AdaptedBody, parse: Parse, accepts: Accepts
    ) -> tuple[EditedBody, ParsedBody]:
        """The body with its links led on; ``accepts`` says which links are good as they are."""
        edited, parsed = body.body, body.parsed
        for _ in range(ROUNDS):
            changes = self._changes(source, path, parsed, accepts)
            if not changes:
                break
            edits = _edits(edited.text, changes)
            kept = _harmless(edited.text, edits, parse)
            if not kept:
                break
            edited = edited.then(kept)
            parsed = parse(edited.text)
        return edited, parsed

    def _changes(
        self, source: str, path: str, parsed: ParsedBody, accepts: Accepts
    ) -> list[tuple[Link, Change]]:
        made = []
        for link in parsed.links:
            web = link.target.strip().startswith(("https://", "http://", "//", "#"))
            good = not link.dangerous and accepts(link)
            change = None if good and not web else self._change(source, path, link)
            if change is None and not good:
                change = self._otherwise(link)
            if change is not None:
                made.append((link, change))
        return made

    def _change(self, source: str, path: str, link: Link) -> Change | None:
        target = link.target.strip()
        if link.dangerous:
            return self._otherwise(link)
        if target.startswith("#") and not link.image:
            return self._anchor(path, target[1:])
        found = self.old_site.find(source, target)
        if found is None:
            web = target.startswith(("https://", "http://", "//"))
            return self._otherwise(link) if link.image or not web else None
        if found.file:
            return self._file(path, link, found)
        if link.image:
            return self._otherwise(link)
        return Change(EditKind.LINK_TO_SOURCE, self._to_path(found))

    def _to_path(self, found: Found) -> str:
        address = "/" + quote(found.path.removeprefix("content/"), safe="/-._~")
        anchor = self._heading(found.path, found.fragment) if found.fragment else None
        return f"{address}#{anchor}" if anchor else address

    def _anchor(self, path: str, fragment: str) -> Change | None:
        if find_anchor(self.headings[path], fragment) is not None:
            return None
        anchor = self._heading(path, fragment)
        if anchor is None:
            return None if self.dead_links == "refuse" else Change(EditKind.LINK_REMOVED)
        return Change(EditKind.LINK_TO_SOURCE, f"#{anchor}")

    def _heading(self, path: str, fragment: str) -> str | None:
        """The anchor of the heading that a fragment of the old site meant."""
        headings = self.headings.get(path, ())
        if find_anchor(headings, fragment) is not None:
            return fragment
        text = self.anchors.get(path, {}).get(fragment)
        wanted = _bare(text if text is not None else fragment)
        match = next((one for one in headings if _bare(one.text) == wanted and wanted), None)
        return match.id.removeprefix("h-") if match else None

    def _file(self, path: str, link: Link, found: Found) -> Change | None:
        data = self.files[found.file]
        name = _file_name(found.file)
        target = f"{item_folder(path)}/{name}"
        wrong = check_attachment(target, data)
        if wrong or (link.image and not is_image(target)):
            self.refused[found.file] = wrong[0].code if wrong else "L106"
            full = link.target.startswith(("https://", "http://")) and not link.image
            return None if full else self._otherwise(link)
        stem, dot, suffix = name.rpartition(".")
        number = 2
        while self.taken.setdefault(target, data) != data:
            target = f"{item_folder(path)}/{stem[:70]}-{number}{dot}{suffix}"
            number += 1
        self.came.add(found.file)
        return Change(EditKind.FILE_TAKEN, posixpath.relpath(target, posixpath.dirname(path)))

    def _otherwise(self, link: Link) -> Change | None:
        """What becomes of a link whose target did not come along."""
        if self.dead_links == "refuse":
            return None
        web = link.target.startswith(("https://", "http://")) and not link.dangerous
        there = self.old_site.absolute(link.target) if not link.dangerous else None
        target = link.target if web else there if self.dead_links == "old_site" else None
        if link.image:
            words = picture_label(link.text, link.target)
            kind = EditKind.PICTURE_TO_LINK if target else EditKind.PICTURE_TO_TEXT
            return Change(kind, target or "", words)
        if target is None or web:
            return Change(EditKind.LINK_REMOVED)
        return Change(EditKind.LINK_TO_OLD_SITE, target)


def _edits(text: str, changes: list[tuple[Link, Change]]) -> list[tuple[Edit, ...]]:
    """Edits for every place where a link that changes is written, one group per place."""
    groups: dict[object, tuple[Edit, ...]] = {}
    everything = tuple(links_written(text))
    around = [(one.words_start, one.words_end) for one in everything if not one.image]
    for written in everything:
        change = next((made for link, made in changes if _is_written(link, written)), None)
        if change is None:
            continue
        if any(start <= written.start < end for start, end in around) and change.words:
            # no link within a link: the words of the picture are the outer one's
            change = Change(EditKind.PICTURE_TO_TEXT, words=change.words)
        edits = _edits_of(text, written, change)
        groups.setdefault((edits[0].offset, edits[-1].offset), edits)
    if not groups:
        groups |= {edits[0].offset: edits for edits in _bare_addresses(text, changes)}
    return list(groups.values())


def _bare_addresses(text: str, changes: list[tuple[Link, Change]]) -> Iterator[tuple[Edit, ...]]:
    """Addresses that are links by themselves, made plain words."""
    for link, change in changes:
        if change.kind is EditKind.LINK_REMOVED and "://" in link.text:
            for found in re.finditer(re.escape(link.text), text):
                at = found.start() + link.text.index("://")
                yield (Edit(change.kind, at, ":", "&#58;"),)


def _is_written(link: Link, written: WrittenLink) -> bool:
    if link.image != written.image:
        return False
    if link.dangerous:
        return written.target in link.target
    return same_target(link.target, written.target)


def _edits_of(text: str, written: WrittenLink, change: Change) -> tuple[Edit, ...]:
    words = text[written.words_start : written.words_end]
    whole = text[written.start : written.end]
    if change.kind is EditKind.PICTURE_TO_LINK:
        after = f"[{_escaped(change.words)}]({destination(change.target, '')})"
        return (Edit(change.kind, written.start, whole, after),)
    if change.kind is EditKind.PICTURE_TO_TEXT:
        return (Edit(change.kind, written.start, whole, _escaped(change.words)),)
    if change.kind is EditKind.LINK_REMOVED:
        start, end = (
            text[written.start : written.words_start],
            text[written.words_end : written.end],
        )
        if not words:
            return (Edit(change.kind, written.start, whole, ""),)
        return (
            Edit(change.kind, written.start, start, ""),
            Edit(change.kind, written.words_end, end, ""),
        )
    before = text[written.target_start : written.target_end]
    return (Edit(change.kind, written.target_start, before, destination(change.target, "")),)


def _harmless(text: str, groups: list[tuple[Edit, ...]], parse: Parse) -> tuple[Edit, ...]:
    """The edits that change no word of the page: all of them, or those that alone don't."""
    if _keeps_words(text, _ordered(groups), parse):
        return _ordered(groups)
    kept: list[tuple[Edit, ...]] = []
    for group in groups:
        if _keeps_words(text, _ordered([*kept, group]), parse):
            kept.append(group)
    return _ordered(kept)


def _keeps_words(text: str, edits: tuple[Edit, ...], parse: Parse) -> bool:
    """Whether the page says the same after as before; a picture says its words."""
    pictures = tuple(
        replace(edit, after=f"![{_words(edit)}](p)") for edit in edits if edit.kind in PICTURES
    )
    before = page_letters(parse(applied(text, pictures)))
    return before == page_letters(parse(applied(text, edits)))


def _words(edit: Edit) -> str:
    """The words, escaped, of an edit that puts them in a picture's place."""
    if edit.kind is EditKind.PICTURE_TO_TEXT:
        return edit.after
    return edit.after[1 : edit.after.rindex("](")]


def _ordered(groups: Iterable[tuple[Edit, ...]]) -> tuple[Edit, ...]:
    """All edits in order; of two that overlap the outer one stays."""
    ordered: list[Edit] = []
    edits = (edit for group in groups for edit in group)
    for edit in sorted(edits, key=lambda each: (each.offset, -len(each.before))):
        if not ordered or edit.offset >= ordered[-1].offset + len(ordered[-1].before):
            ordered.append(edit)
    return tuple(ordered)


def _bare(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(each for each in plain if each.isalnum())


def _file_name(file: str) -> str:
    stem, _, suffix = file.rpartition("/")[2].lower().rpartition(".")
    return f"{_NAME_SIGNS.sub('-', stem).strip('-')[:80] or 'file'}.{suffix}"


def _escaped(text: str) -> str:
    return re.sub(r"([\\\[\]*_`])", r"\\\1", " ".join(text.split())).replace("<", "&lt;")
