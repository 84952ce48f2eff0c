"""语法错误: libyaml's problems, named for someone who fills in a form."""

from __future__ import annotations

import re

import yaml

from sanshen.model.findings import Finding, finding

SYNTAX_CODES = frozenset({"Y130", "Y131", "Y132", "Y133", "Y134", "Y135", "Y136", "Y137"})
"""The codes for text that is not YAML."""

# (part of the context, part of the problem, code, whether the context's place is the right one)
_NAMES: tuple[tuple[str, str, str, bool], ...] = (
    ("", "mapping values are not allowed", "Y131", False),
    ("quoted scalar", "unknown escape character", "Y137", False),
    ("quoted scalar", "hexdecimal", "Y137", False),
    ("quoted scalar", "", "Y132", True),
    ("flow sequence", "", "Y133", True),
    ("flow mapping", "", "Y133", True),
    ("", "could not find expected ':'", "Y134", True),
    ("directive", "", "Y142", True),
    ("tag", "", "Y141", True),
    ("alias", "", "Y135", True),
    ("anchor", "", "Y135", True),
    ("", "cannot start any token", "Y135", False),
    ("", "did not find expected node content", "Y135", False),
    ("block scalar", "comment or line break", "Y135", True),
    ("block scalar", "", "Y130", False),
    ("block", "did not find expected", "Y136", False),
    ("", "block sequence entries are not allowed", "Y136", False),
    ("", "mapping keys are not allowed", "Y136", False),
)


def name_problem(error: yaml.YAMLError, text: str, path: str, first_line: int) -> Finding:
    """The finding for what libyaml could not read."""
    if not isinstance(error, yaml.MarkedYAMLError):
        return finding("Y130", path, first_line, 1, problem=_one_line(str(error)))
    context, problem = error.context or "", error.problem or ""
    code, at_context = next(
        (
            (code, at_context)
            for in_context, in_problem, code, at_context in _NAMES
            if in_context in context and in_problem in problem
        ),
        ("Y130", False),
    )
    mark = error.context_mark if at_context and error.context_mark else error.problem_mark
    if mark is None:
        return finding("Y130", path, first_line, 1, problem=_one_line(problem))
    lines = text.split("\n")
    line = lines[mark.line] if mark.line < len(lines) else ""
    args = _args(code, line, mark.column, problem)
    return finding(code, path, first_line + mark.line, mark.column + 1, **args)


def _args(code: str, line: str, column: int, problem: str) -> dict[str, str]:
    character = line[column : column + 1]
    if code in ("Y132", "Y133", "Y135"):
        return {"character": character}
    if code == "Y134":
        return {"text": line.strip()[:40]}
    if code == "Y141":
        return {"tag": line[column:].split(" ")[0]}
    if code == "Y130":
        return {"problem": _one_line(problem)}
    return {}


def _one_line(problem: str) -> str:
    return re.sub(r"\s+", " ", problem).strip()
