"""模板关系 (template facts): what a template refers to, read from its text without running it."""

from __future__ import annotations

from typing import NamedTuple

from jinja2 import Environment, TemplateSyntaxError, nodes
from jinja2.meta import find_referenced_templates


class ThemeError(Exception):
    """The theme is missing, or a template names what it depends on in a way nobody can read."""


class TemplateFacts(NamedTuple):
    """``refers``: every template it extends, includes or imports; ``imports``: the libraries
    among them; ``library``: whether it holds macros and imports alone, and so no state."""

    refers: tuple[str, ...]
    imports: tuple[str, ...]
    library: bool


def parse_facts(name: str, text: str) -> TemplateFacts:
    """The facts of a template; ThemeError when it can't be read, computes a name, or lets
    what it imports see its own context (then the imported would depend on more than it says)."""
    try:
        # Only parsed here, never rendered: escaping plays no part.
        parsed = Environment(autoescape=True).parse(text)
    except TemplateSyntaxError as error:
        place = f"theme/templates/{name}:{error.lineno}"
        raise ThemeError(f"{place}: {error.message}") from error
    names = list(find_referenced_templates(parsed))
    if None in names:
        raise ThemeError(f"theme/templates/{name} includes a template by a computed name")
    imports = [_imported(name, node) for node in parsed.find_all(nodes.Import)]
    imports += [_imported(name, node) for node in parsed.find_all(nodes.FromImport)]
    return TemplateFacts(
        tuple(part for part in names if part is not None),
        tuple(imports),
        all(_only_defines(node) for node in parsed.body),
    )


def _imported(name: str, node: nodes.Import | nodes.FromImport) -> str:
    if node.with_context:
        place = f"theme/templates/{name}:{node.lineno}"
        raise ThemeError(f"{place}: imports with context; give the macro what it needs")
    return str(node.template.as_const())


def _only_defines(node: nodes.Node) -> bool:
    if isinstance(node, nodes.Output):
        return all(
            isinstance(part, nodes.TemplateData) and not part.data.strip() for part in node.nodes
        )
    return isinstance(node, nodes.Macro | nodes.Import | nodes.FromImport)
