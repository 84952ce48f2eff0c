"""文案目录 (catalogue): every sentence a user reads, in Chinese and English, in one place.

``findings/<topic>.yml`` holds the findings by code, ``messages/<topic>.yml`` the rest.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from sanshen.model.findings import Finding, Severity

FOLDER = Path(__file__).parent
LANGUAGES = ("zh", "en")
PARTS = ("title", "what", "expected", "ground", "remedy")


# C0 but tab and line feed, DEL, C1, direction marks, the line ends only Unicode knows.
_STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")


_SEVERITY = re.compile(r"^([A-Z][0-9]{3}):\n  severity: (\w+)$", re.MULTILINE)


class CatalogueError(Exception):
    """The catalogue itself is wrong: a missing part, a code defined twice, an unknown key."""


class _OnceLoader(yaml.CSafeLoader):
    """Stock YAML keeps the last of two equal keys; here the second is an error."""


def _mapping_once(loader: _OnceLoader, node: yaml.MappingNode) -> dict[str, Any]:
    keys = [key.value for key, _ in node.value]
    twice = {key for key in keys if keys.count(key) > 1} if len(set(keys)) < len(keys) else set()
    if twice:
        raise CatalogueError(f"{node.start_mark}: defined twice: {sorted(twice)}")
    return loader.construct_mapping(node, deep=True)  # type: ignore[return-value]


_OnceLoader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping_once)


@dataclass(frozen=True, slots=True)
class FindingText:
    """The wording of one finding code: severity, argument names, five parts in each language."""

    code: str
    severity: Severity
    args: tuple[str, ...]
    parts: Mapping[str, Mapping[str, str]]


def _merged(folder: str) -> dict[str, Any]:
    """All entries of the topic files in ``folder``; a name defined twice is an error."""
    merged: dict[str, Any] = {}
    for file in sorted((FOLDER / folder).glob("*.yml")):
        text = file.read_text(encoding="utf-8")
        entries = yaml.load(text, Loader=_OnceLoader) or {}  # noqa: S506 - our own safe loader
        twice = merged.keys() & entries.keys()
        if twice:
            raise CatalogueError(f"{file.name}: defined twice: {sorted(twice)}")
        merged.update(entries)
    return merged


@cache
def finding_texts() -> Mapping[str, FindingText]:
    """Every finding code with its wording."""
    return {code: _finding_text(code, entry) for code, entry in _merged("findings").items()}


def _finding_text(code: str, entry: Mapping[str, Any]) -> FindingText:
    parts = {part: entry[part] for part in PARTS}
    for part, wording in parts.items():
        if set(wording) != set(LANGUAGES):
            raise CatalogueError(f"{code}.{part}: needs exactly {LANGUAGES}")
    return FindingText(code, Severity(entry["severity"]), tuple(entry.get("args", ())), parts)


@cache
def messages() -> Mapping[str, Mapping[str, str]]:
    """Every other sentence, by dotted key."""
    return _merged("messages")


def message(key: str, lang: str, **args: object) -> str:
    """The sentence ``key`` in ``lang``, filled in; KeyError for an unknown key or argument."""
    return messages()[key][lang].format_map({k: visible(str(v)) for k, v in args.items()})


def visible(value: str) -> str:
    """``value`` with what would steer a terminal or hide text written out: ``\\x1b``.

    Values come from people: titles, reasons, file names. Line ends and tabs stay.
    """
    return _STEERING.sub(lambda found: ascii(found[0])[1:-1], value)


def severity(code: str) -> Severity:
    """The severity of a finding code; KeyError for an unknown one."""
    return severities()[code]


@cache
def severities() -> Mapping[str, Severity]:
    """The severity of every finding code, without reading the sentences: 2 ms against 60."""
    files = (FOLDER / "findings").glob("*.yml")
    texts = (file.read_text(encoding="utf-8") for file in files)
    return {code: Severity(level) for text in texts for code, level in _SEVERITY.findall(text)}


def is_blocking(finding: Finding) -> bool:
    """Whether this finding stops a change."""
    return severity(finding.code) is Severity.BLOCKING


def blocking(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Those of ``findings`` that stop a change."""
    return tuple(f for f in findings if is_blocking(f))


def finding_parts(finding: Finding, lang: str) -> dict[str, str]:
    """The parts of a finding's sentence, filled in: title, what, expected, ground, remedy."""
    text = finding_texts()[finding.code]
    values = {name: _said(value, lang) for name, value in finding.args}
    return {part: text.parts[part][lang].format_map(values) for part in PARTS}


def _said(value: str, lang: str) -> str:
    """A value of a finding; ``@key`` stands for a sentence of the catalogue itself."""
    known = messages().get(value[1:]) if value.startswith("@") else None
    return known[lang] if known is not None else visible(value).replace("\n", " ")


def where(finding: Finding) -> str:
    """``path:line:column`` as editors and terminals understand it."""
    place = visible(finding.path).replace("\n", " ")
    if finding.line:
        place += f":{finding.line}"
        if finding.column:
            place += f":{finding.column}"
    return place


def render_finding(finding: Finding, lang: str) -> str:
    """The five-part sentence of a finding (design, law 10)."""
    parts = finding_parts(finding, lang)
    if lang == "zh":
        return (
            f"{where(finding)}: {finding.code} {parts['what']}，{parts['expected']}"
            f"（依据：{parts['ground']}）。{parts['remedy']}。"
        )
    return (
        f"{where(finding)}: {finding.code} {parts['what']}; {parts['expected']}"
        f" (ground: {parts['ground']}). {parts['remedy']}."
    )


def chosen_language(environment: Mapping[str, str] | None = None) -> str:
    """``SANSHEN_LANG``, else English for an English locale, else Chinese."""
    env = os.environ if environment is None else environment
    wanted = env.get("SANSHEN_LANG", "")
    if wanted[:2] in LANGUAGES:
        return wanted[:2]
    locale = env.get("LC_ALL") or env.get("LC_MESSAGES") or env.get("LANG") or ""
    return "en" if locale.lower().startswith("en") else "zh"
