# SPDX-License-Identifier: AGPL-3.0-or-later
"""The template environment: the theme's own files, escaped, sandboxed, nothing undefined."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from jinja2 import FunctionLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from sanshen.publish.theme import Theme


def theme_environment(theme: Theme) -> ImmutableSandboxedEnvironment:
    """An environment in which a template sees its declared inputs and the theme, no more.

    Pelican would fall back to its simple theme for a missing template and print nothing for
    a misspelt name; here both are errors. The theme comes from the city's repository, so it
    runs in a sandbox.
    """
    environment = ImmutableSandboxedEnvironment(
        loader=FunctionLoader(partial(_load, theme.templates)),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["sanitised"] = Markup
    environment.filters["filesize"] = file_size
    return environment


def _load(templates: Mapping[str, str], name: str) -> tuple[str, str, None] | None:
    # The file's name is for tracebacks: it says which template is wrong.
    return (templates[name], f"theme/templates/{name}", None) if name in templates else None


def file_size(size: int) -> str:
    """A file's size for readers: ``940 B``, ``12.3 KB``, ``4.0 MB``."""
    if size < 1024:
        return f"{size} B"
    if size < 1024 * 1024:
        return f"{size / 1024:.1f} KB"
    return f"{size / 1024 / 1024:.1f} MB"
