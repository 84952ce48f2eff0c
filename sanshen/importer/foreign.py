"""外来稿件 (foreign document): a Markdown file of another system, its header not yet ours."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import yaml
from charset_normalizer import from_bytes

from sanshen.model.findings import Finding, finding

EMPTY = ("", "~", "null")
SHOWN = 40
_BEFORE = re.compile(r"\ufeff?(?:[ \t\u3000]*\r?\n)*")
_OPENING = re.compile(r"---[ \t]*\r?\n")
_CLOSING = re.compile(r"^---[ \t]*\r?(?:\n|\Z)", re.M)


@dataclass(frozen=True, slots=True)
class ForeignValue:
    """A value of a foreign header: its texts (one for a scalar) and the line of its key."""

    texts: tuple[str, ...]
    line: int


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


def parse_foreign(source: str, data: bytes, encoding: str) -> ForeignDocument:
    """Take ``data`` apart; ``source`` is its path below the import folder.

    Lenient: any YAML mapping of texts and lists of texts, a byte order mark and blank lines
    before it. Raises ``ForeignError`` for other bytes than ``encoding``, a header that is
    missing or can't be read, and for duplicate keys, of which YAML would drop one silently.
    """
    text = _decode(source, data, encoding)
    before = _BEFORE.match(text)
    start = before.end() if before else 0
    opening = _OPENING.match(text, start)
    closing = _CLOSING.search(text, opening.end()) if opening else None
    if opening is None or closing is None:
        raise ForeignError(finding("M102", source, text.count("\n", 0, start) + 1))
    first_line = text.count("\n", 0, opening.end()) + 1
    header = _parse_header(source, text[opening.end() : closing.start()], first_line)
    body, body_line = text[closing.end() :], text.count("\n", 0, closing.end()) + 1
    return ForeignDocument(source, header, body, body_line, text[:start])


def _decode(source: str, data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        guess = from_bytes(data).best()
        likely = guess.encoding if guess else "?"
        raise ForeignError(
            finding("M101", source, line, encoding=encoding, likely=likely)
        ) from error


def _parse_header(source: str, text: str, first_line: int) -> dict[str, ForeignValue]:
    root = _compose(source, text, first_line)
    header: dict[str, ForeignValue] = {}
    findings: list[Finding] = []
    for key_node, value_node in root.value:
        line = first_line + key_node.start_mark.line
        key, texts = str(key_node.value), _texts(value_node)
        if texts is None or not isinstance(key_node, yaml.ScalarNode):
            findings.append(finding("M105", source, line, key=key[:SHOWN]))
        elif key in header:
            first = header[key].line
            findings.append(finding("M104", source, line, key=key, first_line=first))
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
