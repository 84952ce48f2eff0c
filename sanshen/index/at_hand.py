"""手边的行 (rows at hand): what a task of many pages is going to ask for, asked for at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from sanshen.content.item_record import ItemRecord
from sanshen.index.rows import AttachmentRow, ItemRow


class AtHand(NamedTuple):
    """Items and their records by path, attachments by path, shown ones by owner.

    ``attachments`` are those asked for and all of ``items``, shown or not: pages link to them.
    What is not here is asked for; an owner that is here has no other shown attachments.
    """

    rows: Mapping[str, ItemRow]
    records: Mapping[str, ItemRecord]
    attachments: Mapping[str, AttachmentRow]
    files: Mapping[str, tuple[AttachmentRow, ...]]

    def items(self, paths: Iterable[str]) -> tuple[ItemRow, ...] | None:
        """The rows of different ``paths``, by path; None where one is not at hand."""
        found = [self.rows.get(path) for path in sorted(set(paths))]
        rows = tuple(row for row in found if row is not None)
        return rows if len(rows) == len(found) else None


NOTHING = AtHand({}, {}, {}, {})


def files_by_owner(
    owners: Iterable[str], found: Iterable[AttachmentRow]
) -> dict[str, tuple[AttachmentRow, ...]]:
    """The shown ones of ``found``, all attachments of ``owners``."""
    files: dict[str, list[AttachmentRow]] = defaultdict(list)
    for row in found:
        if row.shown:
            files[row.owner].append(row)
    return {owner: tuple(files[owner]) for owner in owners}
