"""逐个读入 (reading): items and attachments of one state, with or without the record store."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

import msgspec

from sanshen.content.addresses import attachment_address, split_item_path
from sanshen.content.attachments import check_attachment, media_type
from sanshen.content.item import Attachment
from sanshen.content.item_facts import encode_facts, facts_of
from sanshen.content.item_record import (
    ItemRecord,
    decode_record,
    encode_record,
    read_record,
    with_source,
)
from sanshen.content.markdown import renderer_version
from sanshen.content.records import Record, RecordKey, RecordStore, context_digest
from sanshen.content.source import Blob, Source
from sanshen.model.findings import Finding
from sanshen.model.sites import Column, Site

_CODE = ("catalogue", "content", "strictyaml", "model")
_LIBRARIES = ("comrak", "markdown", "nh3", "pydantic", "pyyaml")

AttachmentRecord = tuple[Attachment | None, tuple[Finding, ...]]


@cache
def code_version() -> str:
    """解析与渲染代码的版本: of our own reading code and of the libraries below it.

    The catalogue is part of it: whether a finding blocks decides whether there is an item.
    """
    digest = hashlib.sha256(renderer_version().encode())
    digest.update(" ".join(f"{name} {version(name)}" for name in _LIBRARIES).encode())
    package = Path(__file__).parent.parent
    for folder in _CODE:
        for file in sorted((package / folder).rglob("*")):
            if file.suffix in (".py", ".yml"):
                digest.update(file.read_bytes())
    return digest.hexdigest()[:20]


class _File(NamedTuple):
    sha256: str
    size: int


_FILES = msgspec.msgpack.Decoder(_File)


class Reader:
    """Reads items and attachments of one state, through the record store where there is one."""

    def __init__(
        self,
        blobs: Mapping[str, Blob],
        sites: Mapping[str, Site],
        columns: Mapping[tuple[str, str], Column],
        store: RecordStore | None,
    ) -> None:
        self.blobs = blobs
        self.sites = sites
        self.columns = columns
        self.store = store
        self.version = code_version() if store else ""

    def items(self, source: Source, wanted: Mapping[str, tuple[str, str]]) -> dict[str, ItemRecord]:
        """The record of every wanted item, by path in the order asked for."""
        contexts = {
            key: context_digest(self.sites[key[0]], self.columns[key])
            for key in set(wanted.values())
        }
        keys = {
            path: item_key(path, self.blobs[path].id, self.version, contexts[key])
            for path, key in wanted.items()
        }
        records = {path: decode_record(value) for path, value in self._stored(keys).items()}
        fresh: dict[RecordKey, Record] = {}
        for path, data in source.read(path for path in wanted if _has_text(records.get(path))):
            site, column = wanted[path]
            if path in records:
                records[path] = with_source(records[path], data)
                continue
            blob = self.blobs[path].id
            record = read_record(path, blob, data, self.sites[site], self.columns[site, column])
            records[path] = record
            if self.store and (value := encode_record(record)) is not None:
                facts = facts_of(path, blob, site, column, record)
                fresh[keys[path]] = value._replace(facts=encode_facts(facts))
        if self.store:
            self.store.save(fresh)
        return {path: records[path] for path in wanted}

    def attachments(self, source: Source, owners: Mapping[str, str]) -> dict[str, AttachmentRecord]:
        """(attachment or None, findings) of every file in an item's folder, by path."""
        keys = {path: self._key(path, "attachment") for path in owners}
        stored = self._stored(keys)
        facts = {path: _FILES.decode(value.header) for path, value in stored.items()}
        found: dict[str, tuple[Finding, ...]] = dict.fromkeys(facts, ())
        fresh: dict[RecordKey, Record] = {}
        for path, data in source.read(path for path in owners if path not in facts):
            facts[path] = _File(hashlib.sha256(data).hexdigest(), len(data))
            found[path] = check_attachment(path, data)
            # only sound files are kept: findings of the others are made anew each time
            if not found[path]:
                fresh[keys[path]] = Record(header=msgspec.msgpack.encode(facts[path]))
        if self.store:
            self.store.save(fresh)
        return {
            path: (
                None if found[path] else self._attachment(path, owner, *facts[path]),
                found[path],
            )
            for path, owner in owners.items()
        }

    def _attachment(self, path: str, owner: str, sha256: str, size: int) -> Attachment | None:
        parts, kind = split_item_path(owner), media_type(path)
        if parts is None or kind is None:
            return None
        file = path.rpartition("/")[2]
        address = attachment_address(parts.column, parts.year, parts.name, file, sha256)
        return Attachment(path, self.blobs[path].id, size, kind, address)

    def _key(self, path: str, kind: str, context: str = "") -> RecordKey:
        return RecordKey(self.blobs[path].id, self.version, context_digest(kind, path, context))

    def _stored(self, keys: Mapping[str, RecordKey]) -> dict[str, Record]:
        if self.store is None:
            return {}
        found = self.store.load(keys.values())
        return {path: found[key] for path, key in keys.items() if key in found}


def _has_text(record: ItemRecord | None) -> bool:
    """Whether a file has to be opened: it is not known, or its text is wanted too."""
    return record is None or record.item is not None


def item_key(path: str, blob: str, version: str, context: str) -> RecordKey:
    """The key of an item's record; ``context`` is the ``context_digest`` of site and column."""
    return RecordKey(blob, version, context_digest("item", path, context))
