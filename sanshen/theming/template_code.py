"""模板代码 (template code): what Jinja compiles a theme's templates to, made shorter to run.

Jinja lets an environment name its own code generator. Ours writes the same checks in the same
order with fewer calls: whether a field of a view may be read is a look into a set, text that
needs no escaping is printed as it is, and a template or block hands over its text in one piece
instead of bit by bit through every template above it. What a page says does not change.
"""

from __future__ import annotations

from collections.abc import Iterable
from keyword import iskeyword
from typing import Any

from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.runtime import LoopContext
from markupsafe import Markup, escape

from sanshen.pages.views import OPEN_NAMES
from sanshen.pages.wording import Wording
from sanshen.theming.fragments import Fragments

OPEN_LOOP = frozenset({"first", "last", "index", "index0", "length"})
OPEN = {**OPEN_NAMES, LoopContext: OPEN_LOOP}
"""What templates may read of each type without the sandbox having to look closer."""

OPEN_TYPES = {
    name: frozenset(view for view, names in OPEN.items() if name in names)
    for name in frozenset().union(*OPEN.values())
}
"""The same, by name."""

OWN_CALLABLES = frozenset({Wording, Fragments})
"""Ours, and safe to call from any template: sentences, and fragments of macros."""


def shown(value: Any) -> str:
    """What ``escape`` gives, without its cost where nothing is to be escaped."""
    # Five searches take a quarter of what it takes to make a text safe and to mark it so.
    if type(value) is str and not (
        "&" in value or "<" in value or ">" in value or '"' in value or "'" in value
    ):
        return value
    return value if type(value) is Markup else escape(value)


class TemplateCode(CodeGenerator):
    """Writes a template as Python."""

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:  # noqa: N802
        """The module of a template, with the sets its expressions look into."""
        self.read: set[str] = set()
        self.writeline(f"from {__name__} import OPEN_TYPES, OWN_CALLABLES, shown")
        super().visit_Template(node, frame)
        for name in sorted(self.read):
            self.writeline(f"open_{name} = OPEN_TYPES[{name!r}]")

    def blockvisit(self, nodes: Iterable[nodes.Node], frame: Frame) -> None:
        """The statements of a template or block, their text collected and handed over once."""
        if frame.buffer is not None:
            super().blockvisit(nodes, frame)
            return
        self.buffer(frame)
        super().blockvisit(nodes, frame)
        self.writeline(f"yield concat({frame.buffer})")

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802
        """A field of a view as it is; everything else as the sandbox answers."""
        name = node.attr
        if name not in OPEN_TYPES:
            super().visit_Getattr(node, frame)
            return
        self.read.add(name)
        self.write(f"(_it.{name} if type(_it := ")
        self.visit(node.node, frame)
        self.write(f") in open_{name} else environment.getattr(_it, {name!r}))")

    def visit_Call(  # noqa: N802
        self, node: nodes.Call, frame: Frame, forward_caller: bool = False
    ) -> None:
        """A sentence or fragment as it is; everything else as the sandbox calls it."""
        if forward_caller or not _is_plain(node):
            super().visit_Call(node, frame, forward_caller=forward_caller)
            return
        self.write("(_it(")
        for one in (*node.args, *node.kwargs):
            self.visit(one, frame)
            self.write(", ")
        self.write(") if type(_it := ")
        self.visit(node.node, frame)
        self.write(") in OWN_CALLABLES else environment.call(context, _it")
        names = ["_loop_vars"] * frame.loop_frame + ["_block_vars"] * frame.block_frame
        self.signature(node, frame, {name: name for name in names})
        self.write("))")

    def _import_common(self, node: nodes.Import | nodes.FromImport, frame: Frame) -> None:
        # Globals are the same everywhere, so there is one module of a library for all pages.
        if node.with_context:
            super()._import_common(node, frame)
            return
        self.write("environment.get_template(")
        self.visit(node.template, frame)
        self.write(f", {self.name!r}).module")

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape:
            super()._output_child_pre(node, frame, finalize)
            return
        self.write("shown(")
        if finalize.src is not None:
            self.write(finalize.src)


def _is_plain(node: nodes.Call) -> bool:
    """Whether a call may be written twice: once for what is ours, once for everything else."""
    named = [one.key for one in node.kwargs]
    given = (*node.args, *node.kwargs)
    return not (
        node.dyn_args
        or node.dyn_kwargs
        or any(map(iskeyword, named))
        or any(one.find(nodes.Call) or isinstance(one, nodes.Call) for one in given)
    )
