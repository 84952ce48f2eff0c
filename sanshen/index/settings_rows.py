"""设置行 (settings rows): sites and columns as JSON in the index, so that no YAML is read twice."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from sanshen.index.schema import packed
from sanshen.model.sites import Column, Dialect, Extra, ItemKind, Site, SiteLevel

Sites = Mapping[str, Site]
Columns = Mapping[tuple[str, str], Column]


_ENUMS = {"level": SiteLevel, "kinds": ItemKind, "markdown": Dialect, "omit": Extra}


def encode_settings(one: Site | Column) -> str:
    """A site or column as JSON; ValueError for one that would not come back equal."""
    values = {field.name: getattr(one, field.name) for field in fields(one)}
    text = packed({name: dict(v) if isinstance(v, Mapping) else v for name, v in values.items()})
    kept = decode_site(text) if isinstance(one, Site) else decode_column(text)
    # not only equal: records are found by how settings are written (``context_digest``)
    if repr(kept) != repr(one):
        raise ValueError(f"not kept as it is: {one}")
    return text


def decode_site(text: str) -> Site:
    """The site that ``encode_settings`` wrote."""
    return Site(**_values(text))


def decode_column(text: str) -> Column:
    """The column that ``encode_settings`` wrote."""
    return Column(**_values(text))


def read_settings(database: sqlite3.Connection) -> tuple[dict[str, Site], Columns]:
    """Every site by code and every column by (site, path) that the index has."""
    sites: dict[str, Site] = {}
    columns: dict[tuple[str, str], Column] = {}
    for path, value in database.execute("SELECT path, value FROM settings ORDER BY path"):
        if path.endswith("/site.yml"):
            site = decode_site(value)
            sites[site.code] = site
        elif path.endswith("/column.yml"):
            column = decode_column(value)
            columns[column.site, column.path] = column
    return sites, columns


def _values(text: str) -> dict[str, Any]:
    values = {name: _value(name, value) for name, value in json.loads(text).items()}
    return values


def _value(name: str, value: Any) -> Any:
    kind = _ENUMS.get(name)
    if isinstance(value, list):
        return tuple(map(kind, value)) if kind else tuple(value)
    return kind(value) if kind and value is not None else value
