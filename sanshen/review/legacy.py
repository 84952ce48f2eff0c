"""存量登记 (legacy register): the old publication times a baseline carries into the ledger."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sanshen.content.settings import LegacyRegister, parse_legacy
from sanshen.gitio.repository import Repository
from sanshen.model.changes import ChangeClass, FileChange, class_of

FOLDER = "registry/legacy/"


def legacy_of(
    repository: Repository, files: Iterable[FileChange]
) -> tuple[dict[str, str | None], str]:
    """(path → old time, day or None; where the times are from) for the content of ``files``.

    The registers read are those among ``files`` themselves.
    """
    rows = tuple(files)
    registers = []
    for row in rows:
        if row.path.startswith(FOLDER) and row.new is not None:
            register, _ = parse_legacy(row.path, repository.read_blob(row.new.partition(":")[2]))
            if register is not None:
                registers.append(register)
    return legacy_times(registers, rows)


def legacy_times(
    registers: Iterable[LegacyRegister], files: Iterable[FileChange]
) -> tuple[dict[str, str | None], str]:
    """As ``legacy_of``, from registers already read.

    A file no register names has the time of the item whose folder it lies in, a translation
    that of its original; what stays without one waits, unpublished.
    """
    registers = tuple(registers)
    known: dict[str, str | None] = {}
    for register in registers:
        known.update(register.times)
    times: dict[str, str | None] = {}
    for file in files:
        if file.new is not None and class_of(file.path) is ChangeClass.CONTENT:
            times[file.path] = _time_of(file.path, known)
    return times, "；".join(sorted({r.origin for r in registers}))


def _time_of(path: str, known: Mapping[str, str | None]) -> str | None:
    if path in known:
        return known[path]
    folder, _, name = path.rpartition("/")
    stem, _, rest = name.partition(".")
    if rest.endswith(".md"):
        return known.get(f"{folder}/{stem}.md")
    while folder.count("/") > 1:
        if f"{folder}.md" in known:
            return known[f"{folder}.md"]
        folder = folder.rpartition("/")[0]
    return None
