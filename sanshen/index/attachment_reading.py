"""读入附件 (attachment reading): what is kept of each file in an item's folder."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator, Mapping

from sanshen.content.addresses import attachment_address, split_item_path
from sanshen.content.attachments import check_attachment, media_type
from sanshen.content.source import Blob
from sanshen.index.rows import AttachmentRow
from sanshen.index.source_files import ListedSource
from sanshen.model.findings import Finding

Found = tuple[str, AttachmentRow | None, tuple[Finding, ...]]


def read_attachments(
    source: ListedSource, owners: Mapping[str, str], known: Mapping[tuple[str, str], AttachmentRow]
) -> Iterator[Found]:
    """(path, row or None, findings) of every attachment of ``owners`` (path to original item).

    A row of ``known`` with the same path and blob is taken as it is; it is not shown yet.
    """
    listing = source.blobs()
    unknown = [path for path in owners if (path, listing[path].id) not in known]
    for path in owners:
        row = known.get((path, listing[path].id))
        if row is not None:
            yield path, row._replace(owner=owners[path], shown=False), ()
    for path, data in source.read(unknown):
        findings = check_attachment(path, data)
        row = None if findings else _row(path, listing[path], owners[path], data)
        yield path, row, findings


def known_attachments(database: sqlite3.Connection) -> dict[tuple[str, str], AttachmentRow]:
    """Every attachment of an index, by path and blob."""
    rows = map(AttachmentRow._make, database.execute("SELECT * FROM attachments"))
    return {(row.path, row.blob): row for row in rows}


def _row(path: str, blob: Blob, owner: str, data: bytes) -> AttachmentRow | None:
    parts, kind = split_item_path(owner), media_type(path)
    if parts is None or kind is None:
        return None
    digest = hashlib.sha256(data).hexdigest()
    name = path.rpartition("/")[2]
    address = attachment_address(parts.column, parts.year, parts.name, name, digest)
    return AttachmentRow(path, blob.id, owner, len(data), kind, digest, address, shown=False)
