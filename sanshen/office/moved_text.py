"""移动后的文稿 (moved text): what moving changes in a file: 原网址 in its header, its own links."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from sanshen.content.addresses import item_folder
from sanshen.content.targets import source_target

FIELD = "former_addresses"
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//|#")


def with_former(text: str, addresses: Iterable[str]) -> str:
    """An item's file with exactly these 原网址 in its header; no field where there are none.

    ``text`` begins with a header that the parser has read.
    """
    end = text.index("\n---", 3) + 1
    lines, rest = text[:end].splitlines(keepends=True), text[end:]
    kept: list[str] = []
    inside = False
    for line in lines:
        if inside and (line[:1] in " \t-" and not line.startswith("---")):
            continue
        inside = line.startswith(f"{FIELD}:")
        if not inside:
            kept.append(line)
    named = [f"  - {address}\n" for address in addresses]
    field = [f"{FIELD}:\n", *named] if named else []
    return "".join([*kept, *field]) + rest


def rebased(old: str, new: str, target: str, moved: Mapping[str, str]) -> str:
    """A link target written in the file ``old`` as it is written in ``new``.

    ``moved`` are the paths that move along. Outside addresses and anchors stay; a file of the
    item's own folder is named from there, anything else that has to change from ``content/``.
    """
    found = None if _SCHEME.match(target) else source_target(old, target)
    if found is None:
        return target
    path = moved.get(found.path, found.path)
    again = source_target(new, target)
    if again is not None and again.path == path:
        return target
    fragment = f"#{target.partition('#')[2]}" if "#" in target else ""
    folder = item_folder(new)
    if path.startswith(f"{folder}/"):
        return f"{folder.rpartition('/')[2]}/{path.rpartition('/')[2]}{fragment}"
    return f"/{path.removeprefix('content/')}{fragment}"


def with_targets(text: str, targets: Mapping[str, str]) -> str:
    """A file with link targets replaced: in brackets, in definitions, in a list of the header."""
    changed = {old: new for old, new in targets.items() if old != new}
    if not changed:
        return text
    one = "|".join(re.escape(old) for old in sorted(changed, key=len, reverse=True))
    # what stands before a target in a link, a definition, a header's list
    before = r"(\]\([ ]*<?|^[ ]{0,3}\[[^\]\n]+\]:[ ]*<?|^interprets:[ ]*\[|^[ ]*- |, ?)"
    pattern = re.compile(rf"{before}({one})(?=[)>\s\"',\]]|$)", re.M)
    return pattern.sub(lambda match: match[1] + changed[match[2]], text)


def with_rows(text: str, rows: Mapping[str, str]) -> str:
    """A ``redirects.yml`` with more redirects on top; a new file where ``text`` is empty."""
    head = re.search(r"^redirects:[ ]*\n([ ]*)", text, re.M)
    indent = (head[1] if head else "") or "  "
    added = "".join(f"{indent}{old}: {target}\n" for old, target in rows.items())
    if head is None:
        return f"{text}redirects:\n{added}"
    start = head.start(1)
    return text[:start] + added + text[start:]
