"""页面片段 (fragments): what many pages have in common, rendered once.

``{{ memo(macro, argument, …) }}`` in a template is ``{{ macro(argument, …) }}``, made once for
equal arguments. That is safe because such a macro comes from a library: a template of macros
alone, imported without context, so it sees nothing but its arguments.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Any

from jinja2 import Environment, TemplateRuntimeError
from jinja2.runtime import Macro
from markupsafe import Markup

from sanshen.pages.views import VIEWS
from sanshen.pages.wording import Wording

LIMIT = 20_000
# Exact types: an escaped text equals a plain one, but does not print like it.
VALUES = frozenset({str, int, bool, type(None), Wording, *VIEWS})


class Fragments:
    """The fragments of one environment. Keeps at most LIMIT of them, then begins anew."""

    def __init__(self, environment: Environment, libraries: Callable[[], Iterable[str]]) -> None:
        self._environment = environment
        self._libraries = libraries
        self._made: dict[Any, Markup] = {}

    def __call__(self, macro: Macro, *args: Any) -> Markup:
        """What ``macro(*args)`` gives; TemplateRuntimeError for what must not be remembered."""
        key = (macro, args, *map(type, args))
        found = self._made.get(key)
        return self._make(key, macro, args) if found is None else found

    def _make(self, key: Any, macro: Macro, args: tuple[Any, ...]) -> Markup:
        if macro not in self._pure:
            raise TemplateRuntimeError(
                f"memo: {macro!r} is no macro of a library imported without context"
            )
        _check(args)
        if len(self._made) >= LIMIT:
            self._made.clear()
        made = Markup(macro(*args))  # noqa: S704 - a macro's output is escaped already
        self._made[key] = made
        return made

    @cached_property
    def _pure(self) -> frozenset[Macro]:
        modules = [self._environment.get_template(name).module for name in self._libraries()]
        found = [value for module in modules for value in vars(module).values()]
        return frozenset(value for value in found if isinstance(value, Macro))


def _check(args: Iterable[Any]) -> None:
    for value in args:
        if type(value) is tuple:
            _check(value)
        elif type(value) not in VALUES:
            raise TemplateRuntimeError(f"memo: {type(value).__name__} is no value to compare by")
