"""校验: a parsed YAML text against a pydantic model, every deviation as a finding."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from sanshen.catalogue import blocking
from sanshen.model.findings import Finding, finding
from sanshen.strictyaml.models import (
    StrictModel,
    choices_at,
    field_at,
    keys_of,
    model_at,
    term_of,
)
from sanshen.strictyaml.parsed import KeyPath, ParsedYaml

__all__ = ["Hint", "StrictModel", "suggestion", "validate"]

Model = TypeVar("Model", bound=BaseModel)

Hint = Callable[[str], tuple[str, Mapping[str, str]] | None]
"""What an unknown key at the top most likely means: the code of a finding and its args."""

_CODE = re.compile(r"[A-Z]\d{3}")
_SIMPLE = {
    "missing": "Y152",
    "string_type": "Y154",
    "string_too_short": "Y153",
    "string_pattern_mismatch": "Y167",
    "tuple_type": "Y155",
    "list_type": "Y155",
    "set_type": "Y155",
    "frozen_set_type": "Y155",
    "too_short": "Y166",
    "model_type": "Y156",
    "model_attributes_type": "Y156",
    "dict_type": "Y156",
    "mapping_type": "Y156",
    "literal_error": "Y158",
    "enum": "Y158",
    "extra_forbidden": "Y151",
}


def validate(
    model: type[Model], parsed: ParsedYaml, path: str, hint: Hint | None = None
) -> tuple[Model | None, tuple[Finding, ...]]:
    """The model filled from ``parsed``, and all findings, those of ``parsed`` among them.

    None as soon as one finding is blocking, so no caller can use half a file by mistake.
    """
    findings = list(parsed.findings)
    filled: Model | None = None
    if not isinstance(parsed.data, dict):
        if not parsed.is_unread(()):
            findings.append(finding("Y149", path, *parsed.place_of_value(())))
    else:
        for empty in parsed.empty:
            if not parsed.is_unread(empty) and field_at(model, empty) is not None:
                findings.append(_empty(model, parsed, path, empty))
        try:
            filled = model.model_validate(parsed.data)
        except ValidationError as error:
            findings.extend(_Translator(model, parsed, path, hint).translate(error))
    if not findings:
        return filled, ()
    ordered = tuple(sorted(set(findings)))
    return (None if blocking(ordered) else filled), ordered


def _empty(model: type[BaseModel], parsed: ParsedYaml, path: str, empty: KeyPath) -> Finding:
    place = parsed.place_of_key(empty)
    return finding("Y153", path, *place, field=shown_field(model, empty))


def shown_field(model: type[BaseModel], path: KeyPath) -> str:
    """A field as findings name it: ``attachments[1].title 附件名称``, lists counted from 1."""
    shown = ""
    for part in path:
        if isinstance(part, int):
            shown += f"[{part + 1}]"
        else:
            shown += f".{part}" if shown else part
    term = term_of(field_at(model, path))
    return f"{shown} {term}" if term else shown


def suggestion(wrong: str, known: Iterable[str]) -> str | None:
    """The known word nearest to ``wrong`` (did you mean), None when none is near."""
    near = difflib.get_close_matches(wrong.lower(), list(known), n=1, cutoff=0.6)
    return near[0] if near else None


class _Translator:
    """Turns pydantic's errors about one file into findings."""

    def __init__(
        self, model: type[BaseModel], parsed: ParsedYaml, path: str, hint: Hint | None
    ) -> None:
        self.model = model
        self.parsed = parsed
        self.path = path
        self.hint = hint

    def translate(self, error: ValidationError) -> list[Finding]:
        """A finding for each error about which none speaks yet."""
        details = error.errors(include_url=False)
        # a list whose only value is wrong is not empty, though pydantic counts it so
        within = {detail["loc"][:-1] for detail in details}
        told = (d for d in details if d["type"] != "too_short" or d["loc"] not in within)
        found = (self._finding(detail) for detail in told)
        return [one for one in found if one is not None]

    def _finding(self, detail: Any) -> Finding | None:
        kind = detail["type"]
        loc: KeyPath = tuple(part for part in detail["loc"] if part != "[key]")
        if kind == "extra_forbidden":
            return self._unknown_key(loc)
        if self.parsed.is_unread(loc) or any(_within(loc, empty) for empty in self.parsed.empty):
            return None
        context = {name: str(value) for name, value in detail.get("ctx", {}).items()}
        args = {"field": shown_field(self.model, loc), "value": _shown(detail["input"])}
        place = self.parsed.place_of_value(loc)
        if _CODE.fullmatch(kind):
            return self._make(kind, place, {**args, **context})
        code = _SIMPLE.get(kind, "Y169")
        if code == "Y152":
            return self._make(code, self.parsed.place_of_key(loc[:-1]), {"field": args["field"]})
        if code in ("Y153", "Y154", "Y155", "Y156", "Y166", "Y167"):
            args = {"field": args["field"]}
        elif code == "Y158":
            args["choices"] = "、".join(choices_at(self.model, loc)) or context.get("expected", "")
        elif code == "Y169":
            args["problem"] = detail["msg"]
        return self._make(code, place, args)

    def _make(self, code: str, place: tuple[int, int], args: Mapping[str, str]) -> Finding:
        return finding(code, self.path, place[0], place[1], **args)

    def _unknown_key(self, loc: KeyPath) -> Finding:
        key = str(loc[-1])
        place = self.parsed.place_of_key(loc)
        hinted = self.hint(key) if self.hint is not None and len(loc) == 1 else None
        if hinted is not None:
            return self._make(hinted[0], place, {"key": key, **hinted[1]})
        owner = model_at(self.model, loc[:-1])
        known = keys_of(owner) if owner is not None else {}
        for name, info in known.items():
            if key == term_of(info):
                return self._make("Y170", place, {"key": key, "suggestion": name})
        near = suggestion(key, known)
        if near is None:
            keys = "、".join(known)
            return self._make("Y151", place, {"key": key, "keys": keys})
        wanted = shown_field(self.model, (*loc[:-1], near))
        return self._make("Y150", place, {"key": key, "suggestion": wanted})


def _within(path: KeyPath, around: KeyPath) -> bool:
    return path[: len(around)] == around


def _shown(value: object) -> str:
    return " ".join(str(value).split())[:60]
