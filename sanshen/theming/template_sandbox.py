"""模板沙箱 (template sandbox): what a theme's templates may see and do.

The theme comes from the city's repository, so it runs in Jinja's immutable sandbox: no private
names, no change to what it is given, no name that does not exist. Nothing here gives it time,
chance or the machine. Most attributes templates read are fields of views; those are answered
from a table by type, everything else goes through the sandbox's own checks (ADR 0013).
"""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from functools import partial
from typing import Any

from jinja2 import FunctionLoader, StrictUndefined, Template
from jinja2.bccache import BytecodeCache
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from sanshen.theming.fragments import Fragments
from sanshen.theming.template_code import OPEN, OWN_CALLABLES, TemplateCode
from sanshen.theming.theme import Theme

BY_CHANCE = "random"


class ThemeEnvironment(ImmutableSandboxedEnvironment):
    """The sandbox, with a short way to the fields of views."""

    code_generator_class = TemplateCode

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._known: dict[Any, Template] = {}

    def get_template(
        self,
        name: str | Template,
        parent: str | None = None,
        globals: MutableMapping[str, Any] | None = None,
    ) -> Template:
        """A template of the theme; it does not change while it is used."""
        found = self._known.get(name)
        if found is None or globals is not None:
            found = self._known[name] = super().get_template(name, parent, globals)
        return found

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """The globals of a template: a plain copy, for every page looks through them twice."""
        return {**self.globals, **(d or {})}

    def getattr(self, obj: Any, attribute: str) -> Any:
        """An attribute a template names; fields of views need no further look."""
        names = OPEN.get(type(obj))
        if names is not None and attribute in names:
            return getattr(obj, attribute)
        return super().getattr(obj, attribute)

    def call(__self, __context: Context, __obj: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: N805
        """A call a template makes; sentences and fragments need no further look."""
        if type(__obj) in OWN_CALLABLES:
            # Jinja hands these to whatever is called inside a loop or block.
            kwargs.pop("_loop_vars", None)
            kwargs.pop("_block_vars", None)
            return __obj(*args, **kwargs)
        return super().call(__context, __obj, *args, **kwargs)


def theme_environment(theme: Theme, bytecode: BytecodeCache | None = None) -> ThemeEnvironment:
    """An environment in which a template sees its declared inputs and the theme, no more.

    Of Jinja's global functions none is left: one gives text by chance, others keep state, and
    each name costs every import a look-up.
    Pelican would fall back to its simple theme for a missing template and print nothing for
    a misspelt name; here both are errors.
    """
    environment = ThemeEnvironment(
        loader=FunctionLoader(partial(_load, theme.templates)),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=-1,
        bytecode_cache=bytecode,
    )
    environment.globals.clear()
    environment.globals["memo"] = Fragments(environment, theme.libraries)
    del environment.filters[BY_CHANCE]
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
