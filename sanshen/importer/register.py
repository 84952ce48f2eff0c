"""存量登记 (legacy register): old publication times, added without touching what is there."""

from __future__ import annotations

import re
from collections.abc import Mapping

from sanshen.content.settings import parse_legacy
from sanshen.importer.headers import scalar_text
from sanshen.importer.target import ImportRefusedError, Target
from sanshen.model.findings import finding

_ITEM_LINE = re.compile(r"  content/\S+: \S.*")


def extend_register(target: Target, origin: str, times: Mapping[str, str]) -> bytes | None:
    """The register with ``times`` (path to old time) added; None when it has them all.

    A path that is registered keeps its time: an editor may have corrected it since. Raises
    ``ImportRefusedError`` when the register can't be read, names another origin, or isn't
    laid out one path a line, so that a line can't be added safely.
    """
    if target.register is None:
        text, known = f"from: {scalar_text(origin)}\nitems:\n", frozenset[str]()
    else:
        text, known = _read_register(target, target.register, origin)
    lines = [f"  {path}: {time}\n" for path, time in sorted(times.items()) if path not in known]
    return (text + "".join(lines)).encode() if lines else None


def _read_register(target: Target, data: bytes, origin: str) -> tuple[str, frozenset[str]]:
    """(text to add lines to, paths it has) of the register there is."""
    register, findings = parse_legacy(target.register_path, data)
    if register is None:
        raise ImportRefusedError(findings)
    if register.origin != origin:
        wrong = finding("M134", target.register_path, 1, known=register.origin, new=origin)
        raise ImportRefusedError((wrong,))
    text = data.decode("utf-8")
    text = text if text.endswith("\n") else f"{text}\n"
    written = [line for line in text.splitlines() if line.strip() and line.lstrip()[0] != "#"]
    if not _ITEM_LINE.fullmatch(written[-1]):
        raise ImportRefusedError((finding("M133", target.register_path, 1),))
    return text, frozenset(register.times)
