"""文件位置 (places): where the files of a city's repository may lie, and how they may be named.

The repository holds no code: what Python or git would pick up from the folder of a clone (a
module named like a library, ``.gitattributes``, a build cache) has no place in it (law 4).
"""

from __future__ import annotations

from sanshen.model.changes import POLICY_PATH, FileChange
from sanshen.model.findings import Finding, finding

ROOTS = ("content/", "theme/", "registry/")
FILES = (POLICY_PATH, "pelicanconf.py", "publishconf.py", ".gitignore")


def is_known_place(path: str) -> bool:
    """Whether a file may lie at ``path``: one of the known files, or below a known folder."""
    if path in FILES:
        return True
    hidden = any(part.startswith(".") for part in path.split("/"))
    return path.startswith(ROOTS) and not hidden


def check_places(files: tuple[FileChange, ...], where: str) -> tuple[Finding, ...]:
    """V126 files that come where none may lie, V127 names that cannot be shown as they are."""
    coming = [f.path for f in files if f.new is not None]
    return (
        *(finding("V126", where, file=p) for p in coming if not is_known_place(p)),
        *(finding("V127", where, file=ascii(p)) for p in coming if not p.isprintable()),
    )
