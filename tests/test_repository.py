"""What is tracked: no addresses of registries or machines, licences where they belong."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
# Written in pieces, so that this file does not name what it looks for.
REGISTRIES = re.compile(
    r"(py" r"pi\.(org|tuna|douban)|python" r"hosted\.org|npm" r"js\.(org|com)|npm" r"mirror\.com"
    r"|crates" r"\.io|/py" r"pi/simple|proxy\.go" r"lang\.org"
    r"|--(extra-)?index" r"-url|--find" r"-links)"
)  # fmt: skip
MACHINES = re.compile(r"(?<![\w./-])/" r"(work|root|home|Users|opt)/|/tmp/" r"setup")
LOCK_LINE = re.compile(
    r"#.*|[a-z0-9][a-z0-9.-]*==[\w.]+( ; [\w'\"<>=!. ()]+)? \\|    --hash=sha256:[0-9a-f]{64}( \\)?"
)
WORDS_OF_GIT = re.compile(r"--no-emit-index" r"-url")


def tracked() -> list[str]:
    """Every file git tracks here."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    names = [name for name in listed.stdout.decode("utf-8").split("\0") if name]
    assert names, "nothing to examine"
    return [name for name in names if (ROOT / name).is_file()]


def text_of(name: str) -> str | None:
    """The text of a tracked file, None for pictures and the like."""
    data = (ROOT / name).read_bytes()
    return None if b"\0" in data else data.decode("utf-8", "replace")


def offending(text: str) -> list[str]:
    """What may not stand in a tracked file."""
    clean = WORDS_OF_GIT.sub("", text)
    return [m.group() for pattern in (REGISTRIES, MACHINES) for m in pattern.finditer(clean)]


def test_no_tracked_file_names_a_registry_or_a_path_of_a_machine() -> None:
    found = {name: offending(text_of(name) or "") for name in tracked()}
    assert {name: what for name, what in found.items() if what} == {}


@pytest.mark.parametrize(
    "line",
    [
        "--index" "-url https://mirror.example/simple",
        "https://files.python" "hosted.org/x.whl",
        'open("/' 'work/x")',
        "/ro" "ot/.ssh",
    ],
)  # fmt: skip
def test_a_registry_or_a_path_of_a_machine_would_be_noticed(line: str) -> None:
    assert offending(line)


def test_the_lock_holds_names_versions_and_hashes_only() -> None:
    lines = (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if not LOCK_LINE.fullmatch(line)] == []
    assert sum("==" in line for line in lines) > 20


def declared() -> set[str]:
    """Names of the dependencies in ``pyproject.toml``, extras too."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lines = list(project["dependencies"])
    lines += [line for extra in project["optional-dependencies"].values() for line in extra]
    assert lines
    return {re.split(r"[=<>~!\[; ]", line)[0].lower().replace("_", "-") for line in lines}


def test_every_declared_dependency_is_locked() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert declared() - set(re.findall(r"^([a-z0-9.-]+)==", lock, re.MULTILINE)) == set()


def test_every_library_imported_is_declared() -> None:
    own = {"benchmarks", "sanshen", "sanshen_pelican", "tasks", "tools", "tests"}
    roots = set()
    for name in tracked():
        if name.endswith(".py"):
            for node in ast.walk(ast.parse((ROOT / name).read_text(encoding="utf-8"))):
                if isinstance(node, ast.Import):
                    roots |= {alias.name.split(".")[0] for alias in node.names}
                elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                    roots.add(node.module.split(".")[0])
    foreign = roots - own - sys.stdlib_module_names
    known = packages_distributions()
    assert "yaml" in foreign
    undeclared = {
        r
        for r in foreign
        if not {d.lower().replace("_", "-") for d in known.get(r, [])} & declared()
    }
    assert undeclared == set()


def test_each_plugin_names_its_licence_and_the_texts_are_there() -> None:
    plugins = [name for name in tracked() if name.startswith("plugins/") and name.endswith(".py")]
    assert plugins
    for name in plugins:
        first = (ROOT / name).read_text(encoding="utf-8").splitlines()[0]
        assert first == "# SPDX-License-Identifier: AGPL-3.0-or-later", name
    assert "Apache License" in (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert "GNU AFFERO GENERAL PUBLIC LICENSE" in (ROOT / "LICENSE-AGPL-3.0").read_text("utf-8")


def test_no_file_outside_plugins_claims_the_plugins_licence() -> None:
    for name in tracked():
        if name.endswith(".py") and not name.startswith(("plugins/", "tests/")):
            assert "SPDX-License-Identifier: AGPL" not in (text_of(name) or ""), name


def test_ci_runs_the_whole_test_command() -> None:
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert "python3 tasks.py test --full" in script.read_text(encoding="utf-8")
    subprocess.run(["bash", "-n", str(script)], check=True)


def test_what_is_made_is_ignored() -> None:
    made = [
        ".venv/x",
        "build/x",
        "output/x",
        "sanshen/__pycache__/x",
        ".hypothesis/x",
        "x.egg-info/x",
    ]
    command = ["git", "check-ignore", "--no-index", *made]
    ignored = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ignored.stdout.split() == made
