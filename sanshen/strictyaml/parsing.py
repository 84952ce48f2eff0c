"""Reading one strict YAML text, with every error of the text at once."""

from __future__ import annotations

from dataclasses import replace

import yaml

from sanshen.model.findings import Finding, finding
from sanshen.strictyaml.building import LimitReachedError, TreeBuilder
from sanshen.strictyaml.characters import replace_bad_characters
from sanshen.strictyaml.encoding import decode_text
from sanshen.strictyaml.entries import EntryReader
from sanshen.strictyaml.lines import ODD_INDENT, mend_lines
from sanshen.strictyaml.parsed import ParsedYaml
from sanshen.strictyaml.problems import SYNTAX_CODES

MAX_CHARACTERS = 16_000_000


def parse_yaml_bytes(data: bytes, path: str, *, comments: bool = True) -> ParsedYaml:
    """Decode and parse a whole YAML file; bytes that are not text are findings too."""
    text, findings = decode_text(data, path)
    if text is None:
        return _unreadable(findings, 1)
    return _with(parse_yaml(text, path, comments=comments), findings)


def parse_yaml(
    text: str,
    path: str,
    first_line: int = 1,
    *,
    comments: bool = True,
    limit: int = MAX_CHARACTERS,
) -> ParsedYaml:
    """Parse ``text``, which begins on ``first_line`` of the file ``path``.

    All scalars stay text (``no``, ``012``, ``12:30``, ``null``), an empty value is None.
    Anchors, aliases, tags, directives, a second document, duplicate keys, keys that are not
    text, values over several lines without ``|``, full-width punctuation where YAML has its
    own, tabs and control characters are findings; with ``comments=False`` comments are too.
    A text longer than ``limit`` characters is refused unread. Never raises.
    """
    if len(text) > limit:
        found = finding("Y144", path, first_line, 1, limit=limit)
        return _unreadable((found,), first_line)
    text, findings = replace_bad_characters(text, path, first_line)
    parsed: ParsedYaml | None
    try:
        parsed = TreeBuilder(text, path, first_line, comments).build()
    except LimitReachedError as stop:
        return _unreadable((*findings, finding("Y146", path, *stop.place)), first_line)
    except yaml.YAMLError:
        parsed = None
    if parsed is not None and not _is_odd(text, parsed):
        return _with(parsed, findings)
    mended, slips = mend_lines(text, path, first_line)
    if parsed is None or slips:
        parsed = _without_echoes(_parse_mended(mended, path, first_line, comments), slips)
    return _with(parsed, (*findings, *slips))


def _is_odd(text: str, parsed: ParsedYaml) -> bool:
    """Whether YAML understood the text, but perhaps not as its writer meant it."""
    if "\t" in text or ODD_INDENT.search(text) or isinstance(parsed.data, str):
        return True
    return any(found.code == "Y148" for found in parsed.findings)


def _parse_mended(text: str, path: str, first_line: int, comments: bool) -> ParsedYaml:
    try:
        return TreeBuilder(text, path, first_line, comments).build()
    except LimitReachedError as stop:
        return _unreadable((finding("Y146", path, *stop.place),), first_line)
    except yaml.YAMLError:
        return EntryReader(path, comments).read(text, first_line)


def _without_echoes(parsed: ParsedYaml, slips: tuple[Finding, ...]) -> ParsedYaml:
    """Drop the syntax errors of lines whose slip is already named; they are its consequence."""
    named = {slip.line for slip in slips}
    kept = (f for f in parsed.findings if f.code not in SYNTAX_CODES or f.line not in named)
    return replace(parsed, findings=tuple(kept))


def _with(parsed: ParsedYaml, findings: tuple[Finding, ...]) -> ParsedYaml:
    if not findings:
        return parsed
    return replace(parsed, findings=tuple(sorted({*findings, *parsed.findings})))


def _unreadable(findings: tuple[Finding, ...], first_line: int) -> ParsedYaml:
    """Nothing could be read; ``findings`` say why."""
    return ParsedYaml(None, {(): (first_line, 1)}, findings, unread=frozenset({()}))
