"""输入摘要 (inputs): what a page depends on, as digests, so that its key covers all of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import sanshen
from sanshen.content.reading import code_version
from sanshen.model.canonical import canonical_json, sha256_bytes, sha256_text
from sanshen.pages.wording import wording_digest

PLUGIN_PACKAGE = "sanshen_pelican"
LIBRARIES = ("pelican", "jinja2", "markupsafe")
ROOMS = ("pages", "theming", "units", "publish")
"""What makes pages of what was read; ``code_version`` covers the reading."""


def plain(value: Any) -> Any:
    """A view as plain JSON values: dataclasses as objects, times as ISO text."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, str | int) or value is None:
        return value
    if isinstance(value, date):
        return value.isoformat()
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in value]
    raise TypeError(f"{type(value).__name__} is no declared input of a page")


def digest(value: Any) -> str:
    """The digest of a view or of plain values."""
    return sha256_text(canonical_json(plain(value)))


@cache
def code_digest() -> str:
    """Everything that is not content: our code from reading to rendering, libraries, wording."""
    rows = {name: version(name) for name in LIBRARIES}
    rows |= {"sanshen": sanshen.__version__, "reading": code_version()}
    rows["wording"] = wording_digest()
    package = Path(__file__).parent.parent
    for folder in (*(package / name for name in ROOMS), plugin_folder()):
        for file in sorted(folder.rglob("*.py")):
            rows[f"{folder.name}/{file.relative_to(folder)}"] = sha256_bytes(file.read_bytes())
    return digest(rows)


def plugin_folder() -> Path:
    """Where our Pelican plugins are installed; found without importing them (AGPL, design)."""
    spec = find_spec(PLUGIN_PACKAGE)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(f"{PLUGIN_PACKAGE} is not installed", name=PLUGIN_PACKAGE)
    return Path(spec.origin).parent
