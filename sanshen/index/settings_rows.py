"""设置行 (settings rows): sites and columns as JSON in the index, so that no YAML is read twice."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from sanshen.index.schema import packed
from sanshen.model.sites import Column, ItemKind, Site, SiteLevel

Sites = Mapping[str, Site]
Columns = Mapping[tuple[str, str], Column]


def encode_settings(one: Site | Column) -> str:
    """A site or column as JSON."""
    values = {field.name: getattr(one, field.name) for field in fields(one)}
    return packed({name: dict(v) if isinstance(v, Mapping) else v for name, v in values.items()})


def decode_site(text: str) -> Site:
    """The site that ``encode_settings`` wrote."""
    values = _plain(text)
    return Site(**{**values, "level": SiteLevel(values["level"])})


def decode_column(text: str) -> Column:
    """The column that ``encode_settings`` wrote."""
    values = _plain(text)
    return Column(**{**values, "kinds": tuple(map(ItemKind, values["kinds"]))})


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


def _plain(text: str) -> dict[str, Any]:
    values = json.loads(text)
    return {name: tuple(v) if isinstance(v, list) else v for name, v in values.items()}
