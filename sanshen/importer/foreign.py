"""外来稿件 (foreign document): a Markdown file of another system, its header not yet ours."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import yaml

from sanshen.importer.encodings import Candidate, detect_encoding
from sanshen.model.findings import Finding, finding

EMPTY = ("", "~", "null")
SHOWN = 40
DETECT = "detect"
YAML, PELICAN = "yaml", "pelican"
_FIELD = re.compile(r"[ ]{0,3}([A-Za-z0-9_-]+):[ \t]*(.*)")
_MORE = re.compile(r"[ ]{4,}(\S.*)")
_BEFORE = re.compile(r"\ufeff?(?:[ \t\u3000]*\r?\n)*")
_OPENING = re.compile(r"---[ \t]*\r?\n")
_CLOSING = re.compile(r"^---[ \t]*\r?(?:\n|\Z)", re.M)


@dataclass(frozen=True, slots=True)
class ForeignValue:
    """A value of a foreign header: its texts (one for a scalar) and the line of its key.

    ``nested``: it is neither text nor a list of texts; ``texts`` then are all it holds, in
    order, and ``names`` what each stands under.
    """

    texts: tuple[str, ...]
    line: int
    nested: bool = False
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ForeignDocument:
    """A foreign file taken apart: header by key, and the body exactly as it stood.

    ``body_line`` is the line of the file on which the body begins. ``before`` is what stood
    before the header: a byte order mark, blank lines, or nothing.
    """

    source: str
    header: Mapping[str, ForeignValue]
    body: str
    body_line: int
    before: str


class ForeignError(Exception):
    """A foreign file can't be taken; ``findings`` say where and why, all at once."""

    def __init__(self, *findings: Finding) -> None:
        super().__init__(*findings)
        self.findings = findings


def parse_foreign(source: str, data: bytes, encoding: str, form: str = YAML) -> ForeignDocument:
    """Take ``data`` apart; ``source`` is its path below the import folder.

    ``form`` of the header: YAML between two ``---``, or Pelican's ``Key: value`` lines up to
    a blank one. Lenient: a byte order mark and blank lines before it, values of any shape.
    ``@name``, ``@folder`` and ``@path`` join the header, from the path. Raises
    ``ForeignError`` for other bytes than ``encoding``, a header that is missing or can't be
    read, and for duplicate keys, of which YAML would drop one silently.
    """
    text = _decode(source, data, encoding)
    before = _BEFORE.match(text)
    start = before.end() if before else 0
    taken = (_take_lines if form == PELICAN else _take_yaml)(source, text, start)
    header, end = taken
    folder, _, name = source.rpartition("/")
    of_path = {"@name": name.rpartition(".")[0], "@folder": folder, "@path": source}
    header |= {key: ForeignValue((value,) if value else (), 0) for key, value in of_path.items()}
    line = text.count("\n", 0, end) + 1
    return ForeignDocument(source, header, text[end:], line, text[:start])


def _take_yaml(source: str, text: str, start: int) -> tuple[dict[str, ForeignValue], int]:
    opening = _OPENING.match(text, start)
    closing = _CLOSING.search(text, opening.end()) if opening else None
    if opening is None or closing is None:
        raise ForeignError(finding("M102", source, text.count("\n", 0, start) + 1))
    first_line = text.count("\n", 0, opening.end()) + 1
    header = _parse_header(source, text[opening.end() : closing.start()], first_line)
    return header, closing.end()


def _take_lines(source: str, text: str, start: int) -> tuple[dict[str, ForeignValue], int]:
    """``Key: value`` lines; a line that begins with four blanks belongs to the one above."""
    header: dict[str, ForeignValue] = {}
    findings: list[Finding] = []
    line, end, last = text.count("\n", 0, start) + 1, start, ""
    for row in text[start:].splitlines(keepends=True):
        field, more = _FIELD.match(row), _MORE.match(row)
        if field is not None:
            last = field[1].lower()
            if last in header:
                first = header[last].line
                findings.append(finding("M104", source, line, key=last, first_line=first))
            value = field[2].strip()
            header[last] = ForeignValue((value,) if value else (), line)
        elif more is not None and last:
            header[last] = ForeignValue((*header[last].texts, more[1].strip()), header[last].line)
        else:
            break
        line, end = line + 1, end + len(row)
    if not header:
        raise ForeignError(finding("M102", source, line))
    if findings:
        raise ForeignError(*findings)
    return header, end


def _decode(source: str, data: bytes, encoding: str) -> str:
    """The text; M101 names the encoding it seems to be in, M118 what it might be in."""
    if encoding == DETECT:
        found = detect_encoding(data)
        if found.codec is None:
            candidates = _shown(found.candidates)
            raise ForeignError(finding("M118", source, 1, candidates=candidates))
        return data.decode(found.codec)
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        likely = _shown(detect_encoding(data).candidates)
        raise ForeignError(
            finding("M101", source, line, encoding=encoding, likely=likely)
        ) from error


def _shown(candidates: tuple[Candidate, ...]) -> str:
    """Each candidate with the share of usual characters its reading has."""
    shown = (f"{each.codec}（{max(each.share, 0)}%）" for each in candidates)
    return "、".join(shown) or "?"


def _parse_header(source: str, text: str, first_line: int) -> dict[str, ForeignValue]:
    root = _compose(source, text, first_line)
    header: dict[str, ForeignValue] = {}
    findings: list[Finding] = []
    for key_node, value_node in root.value:
        line = first_line + key_node.start_mark.line
        key, texts = str(key_node.value), _texts(value_node)
        if not isinstance(key_node, yaml.ScalarNode):
            findings.append(finding("M105", source, line, key=key[:SHOWN]))
        elif key in header:
            first = header[key].line
            findings.append(finding("M104", source, line, key=key, first_line=first))
        elif texts is None:
            leaves = tuple(_leaves(value_node, key))
            names, held = tuple(name for name, _ in leaves), tuple(text for _, text in leaves)
            header[key] = ForeignValue(held, line, True, names)
        else:
            header[key] = ForeignValue(texts, line)
    if findings:
        raise ForeignError(*findings)
    return header


def _compose(source: str, text: str, first_line: int) -> yaml.MappingNode:
    try:
        root = yaml.compose(text, Loader=yaml.CBaseLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = first_line + (mark.line if mark else 0)
        problem = getattr(error, "problem", None) or str(error)
        raise ForeignError(finding("M103", source, line, problem=problem)) from error
    if not isinstance(root, yaml.MappingNode):
        raise ForeignError(finding("M103", source, first_line, problem="no mapping"))
    return root


def _texts(node: yaml.Node) -> tuple[str, ...] | None:
    """The texts of a scalar or a flat list, none for an empty value; None for anything else."""
    nodes = node.value if isinstance(node, yaml.SequenceNode) else [node]
    scalars = [each for each in nodes if isinstance(each, yaml.ScalarNode)]
    if len(scalars) < len(nodes):
        return None
    return tuple(each.value for each in scalars if each.style or each.value not in EMPTY)


def _leaves(node: yaml.Node, name: str) -> Iterator[tuple[str, str]]:
    if isinstance(node, yaml.ScalarNode):
        if node.style or node.value not in EMPTY:
            yield name, node.value
    elif isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield from _leaves(value, str(key.value))
    elif isinstance(node, yaml.SequenceNode):
        for each in node.value:
            yield from _leaves(each, name)
