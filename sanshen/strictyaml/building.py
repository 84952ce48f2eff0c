"""From YAML events to text values with places, in one pass over libyaml's events."""

from __future__ import annotations

from typing import Any

import yaml

from sanshen.model.findings import Finding, finding
from sanshen.strictyaml.characters import places_in, replace_escaped_characters
from sanshen.strictyaml.comments import find_comments
from sanshen.strictyaml.parsed import KeyPath, ParsedYaml, Place
from sanshen.strictyaml.quotes import is_wrapped

MAX_DEPTH = 12
MAX_VALUES = 1_000_000


class LimitReachedError(Exception):
    """The text nests too deep or holds too many values; reading stopped at ``place``."""

    def __init__(self, place: Place) -> None:
        super().__init__(place)
        self.place = place


class _Frame:
    """A mapping or list that is still open; ``key`` waits for its value (an int: refused)."""

    __slots__ = ("container", "flow_list", "is_key", "key", "path")

    def __init__(
        self, container: Any, path: KeyPath, flow_list: bool = False, is_key: bool = False
    ) -> None:
        self.container = container
        self.path = path
        self.flow_list = flow_list
        self.is_key = is_key
        self.key: str | int | None = None

    @property
    def awaits_key(self) -> bool:
        """Whether the next event is a key of this mapping."""
        return self.key is None and type(self.container) is dict


class TreeBuilder:
    """Builds the data of one YAML document, noting every deviation as a finding."""

    def __init__(self, text: str, path: str, first_line: int, comments: bool) -> None:
        self.text = text
        self.path = path
        self.first_line = first_line
        self.watch_comments = not comments and "#" in text
        self.data: Any = None
        self.marks: dict[KeyPath, Place] = {(): (first_line, 1)}
        self.values: dict[KeyPath, Place] = {(): (first_line, 1)}
        self.findings: list[Finding] = []
        self.empty: list[KeyPath] = []
        self.unread: set[KeyPath] = set()
        self._documents = 0
        self._refused = 0
        self._stack: list[_Frame] = []
        self._spans: list[tuple[int, int]] = []

    def build(self) -> ParsedYaml:
        """Read all events. Raises ``yaml.YAMLError`` and ``LimitReachedError``."""
        handlers = {
            yaml.ScalarEvent: self._scalar,
            yaml.MappingStartEvent: self._open,
            yaml.SequenceStartEvent: self._open,
            yaml.MappingEndEvent: self._close,
            yaml.SequenceEndEvent: self._close,
            yaml.AliasEvent: self._alias,
            yaml.DocumentStartEvent: self._document,
        }
        loader = yaml.CSafeLoader(self.text)
        try:
            event = loader.get_event()
            while type(event) is not yaml.StreamEndEvent:
                handler = handlers.get(type(event))
                if handler is not None:
                    handler(event)
                event = loader.get_event()
        finally:
            loader.dispose()
        if self.watch_comments:
            self._check_comments()
        return self._result()

    def _result(self) -> ParsedYaml:
        empty = self.empty
        if self._refused:
            empty = [path for path in empty if all(not _is_refused(part) for part in path)]
        return ParsedYaml(
            self.data,
            self.marks,
            tuple(self.findings),
            self.values,
            tuple(empty),
            frozenset(self.unread),
        )

    def _place(self, mark: Any) -> Place:
        return mark.line + self.first_line, mark.column + 1

    def _find(self, code: str, place: Place, **args: str | int) -> None:
        self.findings.append(finding(code, self.path, place[0], place[1], **args))

    def _document(self, event: Any) -> None:
        self._documents += 1
        place = self._place(event.start_mark)
        if event.version or event.tags:
            self._find("Y142", place)
        if self._documents == 2:
            self._find("Y143", place)

    def _scalar(self, event: Any) -> None:
        value, style, start = event.value, event.style, event.start_mark
        place = (start.line + self.first_line, start.column + 1)
        if event.anchor is not None or event.tag is not None:
            self._refuse_decoration(event, place)
        if self.watch_comments:
            self._spans.append((self._text_start(event), event.end_mark.index))
        if style == '"':
            value, found = replace_escaped_characters(value, self.path, place)
            self.findings += found
        if event.end_mark.line != start.line and style not in ("|", ">"):
            self._find("Y148", place)
        if self._stack and self._stack[-1].awaits_key:
            self._key(value if style or value else None, place)
        elif style:
            self._put(value, place)
        else:
            self._put_plain(value, place)

    def _text_start(self, event: Any) -> int:
        """Where the text of a value begins; after ``|`` or ``>`` a comment may stand."""
        start: int = event.start_mark.index
        if event.style not in ("|", ">"):
            return start
        line_end = self.text.find("\n", start)
        return line_end if line_end >= 0 else len(self.text)

    def _put_plain(self, value: str, place: Place) -> None:
        """A value without quotes: here full-width quotes and commas are slips of the hand."""
        if not value:
            self.empty.append(self._put(None, place))
        elif is_wrapped(value):
            self._find("Y121", place, value=value)
            self.unread.add(self._put(value[1:-1], place))
        elif self._stack and self._stack[-1].flow_list and ("，" in value or "、" in value):
            self._find("Y125", place, value=value)
            self.unread.add(self._put(value, place))
        else:
            self._put(value, place)

    def _open(self, event: Any) -> None:
        place = self._place(event.start_mark)
        self._refuse_decoration(event, place)
        if len(self._stack) >= MAX_DEPTH:
            raise LimitReachedError(place)
        if self._stack and self._stack[-1].awaits_key:
            self._find("Y145", place)
            self._stack.append(_Frame([], (self._refuse(),), is_key=True))
            return
        is_list = type(event) is yaml.SequenceStartEvent
        container: Any = [] if is_list else {}
        path = self._put(container, place)
        self._stack.append(_Frame(container, path, is_list and bool(event.flow_style)))

    def _close(self, _event: Any) -> None:
        if self._stack.pop().is_key:
            self._stack[-1].key = self._refuse()

    def _alias(self, event: Any) -> None:
        place = self._place(event.start_mark)
        self._find("Y140", place, mark=f"*{event.anchor}")
        if self._stack and self._stack[-1].awaits_key:
            self._stack[-1].key = self._refuse()
        else:
            self.unread.add(self._put(None, place))

    def _refuse_decoration(self, event: Any, place: Place) -> None:
        if event.anchor is not None:
            self._find("Y140", place, mark=f"&{event.anchor}")
        if event.tag is not None:
            self._find("Y141", place, tag=event.tag)

    def _refuse(self) -> int:
        """A name no key can have: what stands below it is read, but kept out of the data."""
        self._refused += 1
        return -self._refused

    def _key(self, key: str | None, place: Place) -> None:
        frame = self._stack[-1]
        if key is None:
            self._find("Y145", place)
            frame.key = self._refuse()
        elif (*frame.path, key) in self.marks:
            first_line = self.marks[(*frame.path, key)][0]
            self._find("Y103", place, key=key, first_line=first_line)
            frame.key = self._refuse()
        else:
            self.marks[(*frame.path, key)] = place
            frame.key = key

    def _put(self, value: Any, place: Place) -> KeyPath:
        """Store ``value`` where it belongs; its path."""
        if len(self.values) > MAX_VALUES:
            raise LimitReachedError(place)
        if not self._stack:
            if self._documents < 2:
                self.data = value
            return ()
        frame = self._stack[-1]
        if type(frame.container) is list:
            path: KeyPath = (*frame.path, len(frame.container))
            frame.container.append(value)
            self.marks[path] = place
        else:
            key = frame.key
            frame.key = None
            path = (*frame.path, "" if key is None else key)
            if type(key) is str:
                frame.container[key] = value
        self.values[path] = place
        return path

    def _check_comments(self) -> None:
        comments = find_comments(self.text, self._spans)
        for place in places_in(self.text, comments, self.first_line):
            self._find("Y147", place)


def _is_refused(part: str | int) -> bool:
    return isinstance(part, int) and part < 0
