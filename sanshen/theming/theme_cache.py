"""主题缓存 (theme cache): what follows from templates alone, kept from one start to the next.

Compiled templates are code. They are kept inside the git folder, where no commit can put a
file and which only those who could as well install a hook can write to; never in the work tree.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path

import jinja2
from jinja2 import FileSystemBytecodeCache

from sanshen.model.canonical import canonical_json, sha256_bytes, sha256_text
from sanshen.output.writing import write_file
from sanshen.theming.template_facts import TemplateFacts, ThemeError, parse_facts

FACTS = "facts-{digest}.json"
PACKAGE = Path(__file__).parent.parent
OWN_MODULES = (
    "pages/views.py",
    "theming/fragments.py",
    "theming/template_code.py",
    "theming/template_facts.py",
    "theming/template_sandbox.py",
)


def cache_folder(root: Path) -> Path | None:
    """Where the theme of the city at ``root`` may keep things, None outside a repository."""
    git = root / ".git"
    return git / "sanshen" / "theme" if git.is_dir() else None


def known_facts(templates: Mapping[str, str], cache: Path | None) -> Mapping[str, TemplateFacts]:
    """The facts of all templates; ThemeError where one is not readable or imports what is no
    library (it may hold macros and imports alone)."""
    file = cache / FACTS.format(digest=_digest(templates)) if cache else None
    known = _load(file) if file else None
    if known is not None:
        return known
    facts = {name: parse_facts(name, text) for name, text in sorted(templates.items())}
    for name, found in facts.items():
        for library in found.imports:
            if library in facts and not facts[library].library:
                raise ThemeError(
                    f"theme/templates/{library}, imported by {name}, holds more than macros"
                )
    if file is not None:
        _keep(file, facts)
    return facts


def bytecode_cache(cache: Path | None) -> FileSystemBytecodeCache | None:
    """Compiled templates of this Python, this Jinja and this sandbox; None without a folder."""
    if cache is None:
        return None
    folder = cache / _compiler_digest()[:16]
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        # A repository we may only read: templates are compiled anew, that is all.
        return None
    return FileSystemBytecodeCache(str(folder))


def _digest(templates: Mapping[str, str]) -> str:
    rows = {name: sha256_text(text) for name, text in templates.items()}
    return sha256_text(canonical_json({"compiler": _compiler_digest(), "templates": rows}))


def _compiler_digest() -> str:
    own = {name: sha256_bytes((PACKAGE / name).read_bytes()) for name in OWN_MODULES}
    made_by = {"jinja2": jinja2.__version__, "python": sys.version, "own": own}
    return sha256_text(canonical_json(made_by))


def _load(file: Path) -> Mapping[str, TemplateFacts] | None:
    """The facts in ``file``; None when it is not there or not what we wrote."""
    try:
        rows = json.loads(file.read_bytes())
        return {
            name: TemplateFacts(tuple(refers), tuple(imports), bool(library))
            for name, (refers, imports, library) in rows.items()
        }
    except (OSError, ValueError, TypeError, AttributeError):
        return None


def _keep(file: Path, facts: Mapping[str, TemplateFacts]) -> None:
    try:
        write_file(file, json.dumps(facts).encode())
    except OSError:
        # A repository we may only read: the facts are found again next time.
        return
