"""页面渲染 (templating): from a template and its declared inputs to the bytes of a page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jinja2 import TemplateRuntimeError

from sanshen.pages.relative_links import relative_links
from sanshen.pages.wording import wording
from sanshen.theming.template_sandbox import ThemeEnvironment, theme_environment
from sanshen.theming.theme import Theme
from sanshen.theming.theme_cache import bytecode_cache

# What Python writes for an object that has no text of its own: its place in memory.
MEMORY_ADDRESS = " at 0x"


class PageRenderer:
    """Renders pages of one theme; ``published`` is False for previews, whose links are relative.

    The same template, context and path give the same bytes, in whatever order and process.
    """

    def __init__(self, theme: Theme, published: bool) -> None:
        self.theme = theme
        self.published = published
        self._environment = theme_environment(theme, bytecode_cache(theme.cache))

    def render(self, template: str, context: Mapping[str, Any], path: str) -> bytes:
        """The page at ``path`` (no leading slash) made by ``<template>.html``.

        The template sees ``context``, ``t`` (the sentences of ``context["lang"]``) and
        ``output_file``. Raises jinja2's TemplateError where it asks for what is not there.
        """
        given = {**context, "t": wording(context["lang"]), "localsiteurl": "", "output_file": path}
        name = f"{template}.html"
        text = self._environment.get_template(name).render(given)
        if not self.published:
            text = relative_links(path, text)
        if MEMORY_ADDRESS in text:
            self._explain(name, given)
        return text.encode()

    def prepare(self) -> None:
        """Compile every template, before workers are forked, so that none does it again."""
        for name in self.theme.templates:
            self._environment.get_template(name)

    def _explain(self, name: str, given: Mapping[str, Any]) -> None:
        """Render once more, refusing to print what is no value; then the words were content."""
        strict: ThemeEnvironment = theme_environment(self.theme)
        strict.finalize = _printable
        strict.get_template(name).render(given)


def _printable(value: Any) -> Any:
    if not isinstance(value, str) and MEMORY_ADDRESS in str(value):
        kind = type(value).__name__
        raise TemplateRuntimeError(f"the template prints a {kind}, which is no text")
    return value
