"""The rules of the house that a program can hold: imports, sizes, docstrings, exceptions."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "sanshen"
# A room imports only what stands before it in this order (docs/architecture.md).
ROOMS = (
    "model",
    "catalogue",
    "gitio",
    "strictyaml",
    "workdays",
    "content",
    "policy",
    "review",
    "ledger",
    "rules",
    "index",
    "output",
    "pages",
    "theming",
    "units",
    "publish",
    "importer",
    "gate",
    "server",
    "office",
    "demo",
    "cli",
)
ONLY = {"model": (), "gitio": ("model",)}
LINES, TEST_LINES, FUNCTION_LINES = 300, 700, 60


def python_files(*folders: str) -> list[Path]:
    """Every Python file of the project's own folders."""
    found = [f for folder in folders for f in sorted((ROOT / folder).rglob("*.py"))]
    assert found, f"nothing to examine in {folders}"
    return found


SOURCES = [*python_files("sanshen", "tools"), *(ROOT / "plugins").rglob("*.py"), ROOT / "tasks.py"]
NAMES = [str(f.relative_to(ROOT)) for f in SOURCES]


def imported(tree: ast.AST) -> Iterator[str]:
    """The full names of all modules imported anywhere in ``tree``, inside functions too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def wrong_imports(room: str, source: str) -> set[str]:
    """Rooms that ``source``, standing in ``room``, imports against the order."""
    allowed = {*ONLY.get(room, ROOMS[: ROOMS.index(room)]), room}
    names = {name for name in imported(ast.parse(source)) if name.startswith("sanshen.")}
    rooms = {name.split(".")[1] for name in names}
    return rooms & set(ROOMS) - allowed


def undocumented(tree: ast.Module) -> list[str]:
    """Public names without docstring; a Protocol's docstring covers the methods that follow it."""
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef)]
    promised = {
        method.name
        for one in classes
        if any(ast.unparse(base).startswith("Protocol") for base in one.bases)
        for method in one.body
        if isinstance(method, ast.FunctionDef) and ast.get_docstring(method)
    }
    missing = [] if ast.get_docstring(tree) else ["the module"]
    for node in tree.body:
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            continue
        members = node.body if isinstance(node, ast.ClassDef) else []
        methods = [m for m in members if isinstance(m, ast.FunctionDef | ast.AsyncFunctionDef)]
        inner = [m for m in methods if m.name not in promised and not node.name.startswith("_")]
        for one in (node, *inner):
            if not one.name.startswith("_") and not ast.get_docstring(one):
                missing.append(f"{one.name} (line {one.lineno})")
    return missing


def swallowed(tree: ast.AST) -> list[int]:
    """Lines where an exception disappears: a handler that does nothing, a bare ``except``."""
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.ExceptHandler)
        and (
            node.type is None or all(isinstance(one, ast.Pass) or is_text(one) for one in node.body)
        )
    ]


def is_text(node: ast.stmt) -> bool:
    """``...`` or a lone string, which do nothing either."""
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def long_functions(tree: ast.AST) -> list[str]:
    """Functions longer than a screen."""
    return [
        f"{node.name} ({(node.end_lineno or 0) - node.lineno + 1} lines)"
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno >= FUNCTION_LINES
    ]


def test_every_room_has_its_place_in_the_order() -> None:
    rooms = {f.relative_to(PACKAGE).parts[0] for f in PACKAGE.rglob("*.py") if f.parent != PACKAGE}
    assert rooms <= set(ROOMS)


def test_the_order_is_the_one_that_is_documented() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    table = text.partition("## Rooms")[2].partition("\n## ")[0]
    assert tuple(re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)) == ROOMS


@pytest.mark.parametrize("file", python_files("sanshen"), ids=lambda f: str(f.relative_to(ROOT)))
def test_imports_run_one_way(file: Path) -> None:
    room = file.relative_to(PACKAGE).parts[0]
    if room in ROOMS:
        assert wrong_imports(room, file.read_text(encoding="utf-8")) == set()
    else:
        assert file.name in ("__init__.py", "__main__.py")


@pytest.mark.parametrize("file", python_files("sanshen"), ids=lambda f: str(f.relative_to(ROOT)))
def test_nothing_in_sanshen_names_pelican_in_an_import(file: Path) -> None:
    roots = {name.split(".")[0] for name in imported(ast.parse(file.read_text(encoding="utf-8")))}
    assert not roots & {"pelican", "sanshen_pelican", "plugins"}


def test_every_module_of_sanshen_loads_where_pelican_cannot() -> None:
    program = (
        "import sys, importlib, pkgutil\n"
        "for name in ('pelican', 'sanshen_pelican', 'plugins'): sys.modules[name] = None\n"
        "import sanshen\n"
        "names = [m.name for m in pkgutil.walk_packages(sanshen.__path__, 'sanshen.')]\n"
        "loaded = [importlib.import_module(n) for n in names if not n.endswith('__main__')]\n"
        "print(len(loaded))\n"
    )
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 20


@pytest.mark.parametrize("file", SOURCES, ids=NAMES)
def test_files_functions_docstrings_and_handlers_keep_to_the_rules(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    tree = ast.parse(text)
    assert text.count("\n") <= LINES
    assert undocumented(tree) == []
    assert swallowed(tree) == []
    assert long_functions(tree) == []


def test_test_files_stay_readable_and_swallow_nothing() -> None:
    for file in python_files("tests"):
        text = file.read_text(encoding="utf-8")
        assert text.count("\n") <= TEST_LINES, file
        assert swallowed(ast.parse(text)) == [], file


def test_each_rule_finds_what_it_is_for() -> None:
    assert wrong_imports("content", "def f():\n    from sanshen.gate.gate import Gate") == {"gate"}
    assert wrong_imports("gitio", "from sanshen import catalogue") == {"catalogue"}
    assert wrong_imports("content", "from sanshen.model.sites import Site") == set()
    assert "pelican.contents" in set(imported(ast.parse("def f():\n    import pelican.contents")))
    bare = "class A:\n    def m(self): ...\n\ndef _p(): ...\n"
    assert undocumented(ast.parse(bare)) == ["the module", "A (line 1)", "m (line 2)"]
    assert swallowed(ast.parse("try:\n    f()\nexcept OSError:\n    pass")) == [3]
    assert swallowed(ast.parse("try:\n    f()\nexcept:\n    g()")) == [3]
    assert swallowed(ast.parse("try:\n    f()\nexcept OSError:\n    g()")) == []
    assert long_functions(ast.parse("def f():\n" + "    x = 1\n" * 61)) == ["f (62 lines)"]
