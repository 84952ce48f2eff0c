"""短代码 (shortcodes): ``{{< … >}}``, ``{% … %}`` and ``{{ … }}`` of other generators.

A rule of the mapping turns one into Markdown; one without a rule stays as it stands, as text
of the page, and is named in the report. Attributes in braces (``{: .class}``, ``{#id}``) say
nothing to a reader and go, where the mapping says the sources have them.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sanshen.importer.code_spans import Parse, in_code
from sanshen.importer.edits import Edit, EditKind

_CALL = re.compile(
    r"\{\{[<%](?P<hugo>(?:[^>%]|[>%](?!\}\}))*)[>%]\}\}"
    r"|\{%-?(?P<tag>(?:[^%]|%(?!\}))*?)-?%\}"
    r"|\{\{-?(?![<%])(?P<output>[^{}]*?)-?\}\}",
    re.S,
)
_WORD = re.compile(r"""([\w.-]+)\s*=\s*("[^"]*"|'[^']*'|[^\s"']+)|("[^"]*"|'[^']*'|[^\s"']+)""")
_IN_TAG = re.compile(r"<[A-Za-z][^<>]*=\s*[\"']\Z")
_SLOT = re.compile(r"\{([\w.-]+)\}")
_ATTRIBUTES = re.compile(
    r"(?P<line>^[ \t]*\{:[^}\n]*\}[ \t]*$)|(?P<span>\{:[^}\n]*\})"
    r"|(?P<id>(?<=[^\s{])[ \t]*\{#(?P<name>[^\s{}]+)\}[ \t]*$)",
    re.M,
)
_HEADING = re.compile(r"^[ \t]*#{1,6}[ \t]+(.*)$")


@dataclass(frozen=True, slots=True)
class Shortcode:
    """短代码: one call at ``start`` to ``end``; ``name`` with a slash before it ends a pair.

    ``arguments`` by name, and by position as ``0``, ``1`` …; an included file is part of the
    name too (``include alert.html``).
    """

    start: int
    end: int
    name: str
    arguments: Mapping[str, str]
    text: str


def shortcodes_in(text: str) -> Iterator[Shortcode]:
    """Every call in ``text``, in order."""
    for found in _CALL.finditer(text):
        inside = next(part for part in found.groups() if part is not None).strip()
        ending = "/" if inside.startswith("/") else ""
        words = list(_WORD.finditer(inside.removeprefix("/").strip()))
        if not words or words[0][3] is None:
            continue
        name = ending + _plain(words[0][3])
        yield Shortcode(*found.span(), name, _arguments(words[1:]), found[0])


def _arguments(words: list[re.Match[str]]) -> dict[str, str]:
    named = {word[1]: _plain(word[2]) for word in words if word[1]}
    places = (_plain(word[3]) for word in words if word[3])
    return named | {str(number): value for number, value in enumerate(places)}


def _plain(word: str) -> str:
    return word[1:-1] if word[0] in "\"'" and word[-1] == word[0] and len(word) > 1 else word


def shortcode_edits(
    text: str, rules: Mapping[str, str], page: Mapping[str, tuple[str, ...]], parse: Parse
) -> tuple[tuple[Edit, ...], tuple[Shortcode, ...]]:
    """(edits by ``rules``, calls that stay); calls in code are text and neither.

    A rule is Markdown with ``{argument}`` in it. ``page`` are texts of the header, by key:
    an argument ``page.x`` stands for a list of them.
    """
    calls = tuple(shortcodes_in(text))
    coded = in_code(text, [(call.start, call.end) for call in calls], parse)
    edits: list[Edit] = []
    kept: list[Shortcode] = []
    for call, code in zip(calls, coded, strict=True):
        rule = None if code else rule_of(call, rules)
        if rule is not None:
            after = _filled(rule, call, page)
            edits.append(Edit(EditKind.SHORTCODE, call.start, text[call.start : call.end], after))
        elif not code:
            kept.append(call)
            if _IN_TAG.search(text, text.rfind("<", 0, call.start), call.start):
                # its quotes would end the attribute, and the tag would be read as rubbish
                after = html.escape(call.text, quote=True)
                edits.append(Edit(EditKind.SHORTCODE, call.start, call.text, after))
    return tuple(edits), tuple(kept)


def rule_of(call: Shortcode, rules: Mapping[str, str]) -> str | None:
    """The rule for a call: for its name and first argument, else for its name."""
    first = f"{call.name} {call.arguments.get('0', '')}"
    return rules.get(first, rules.get(call.name))


def keys_used(text: str, rules: Mapping[str, str]) -> frozenset[str]:
    """The header keys whose texts calls with a rule put into the page."""
    return frozenset(
        value.removeprefix("page.")
        for call in shortcodes_in(text)
        if rule_of(call, rules) is not None
        for value in call.arguments.values()
        if value.startswith("page.")
    )


def _filled(rule: str, call: Shortcode, page: Mapping[str, tuple[str, ...]]) -> str:
    def fill(slot: re.Match[str]) -> str:
        value = call.arguments.get(slot[1], "")
        if value.startswith("page."):
            texts = page.get(value.removeprefix("page."), ())
            return "\n\n" + "\n".join(f"- {' '.join(each.split())}" for each in texts) + "\n\n"
        return value

    return _SLOT.sub(fill, rule)


def attribute_edits(text: str, parse: Parse) -> tuple[tuple[Edit, ...], dict[str, str]]:
    """(edits that take attributes in braces out, heading texts by the ids they gave)."""
    found = tuple(_ATTRIBUTES.finditer(text))
    coded = in_code(text, [match.span() for match in found], parse)
    edits: list[Edit] = []
    anchors: dict[str, str] = {}
    for match, code in zip(found, coded, strict=True):
        line = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
        heading = _HEADING.match(line)
        if code or (match["id"] and heading is None):
            continue
        if match["id"] and heading is not None:
            anchors[match["name"]] = heading[1].strip()
        edits.append(Edit(EditKind.ATTRIBUTE_REMOVED, match.start(), match[0], ""))
    return tuple(edits), anchors
