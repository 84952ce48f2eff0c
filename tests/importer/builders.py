"""A city to import into, and foreign documents, for the importer's tests."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from sanshen.importer import Mapping, parse_mapping
from sanshen.importer.target import Target, into_column, load_target

SAMPLE = Path(__file__).parent / "sample"
NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
COLUMN = "content/portal/fgk"
REGISTER = "registry/legacy/portal.yml"

SITE = """\
name: 示例市人民政府
level: city
sponsor: 示例市人民政府
organiser: 示例市人民政府办公室
supervisor: 示例市人民政府办公室
domain: www.shili.example
site_id_code: "5100000001"
icp: 示ICP备20260001号
contact: 0000-12345
languages: [zh-cn]
description: 示例网站
"""
FOLDER = """\
name: 法规库
kinds: [{kinds}]
owner: 示例市司法局
description: 法律法规全文
keywords: [法规]
"""
MAP = """\
kind: law
from: 原法规库
published: [date]
day:
  from: [date]
  otherwise: 2026-11-01
slug:
  from: [title]
fields:
  title:
    from: [title]
  issuers:
    from: [issuer]
    split: 、
  validity:
    value: 有效
"""


def make_city(root: Path, kinds: str = "law") -> Path:
    """A repository folder with one site and one column, ``portal/fgk``."""
    folder = root / COLUMN
    folder.mkdir(parents=True)
    (folder.parent / "site.yml").write_text(SITE, encoding="utf-8")
    (folder / "column.yml").write_text(FOLDER.format(kinds=kinds), encoding="utf-8")
    return root


def make_target(root: Path) -> Target:
    """The column of a fresh city below ``root``."""
    return load_target(make_city(root), "portal", mapping())


def mapping(more: str = "", text: str = MAP) -> Mapping:
    """The small mapping into its column, with further top-level entries."""
    return into_column("fgk", parse_mapping((text + more).encode(), "map.yml"))


def document(
    title: str = "示例市河道条例",
    body: str = "第一条 正文。\n",
    date: str | None = "2020-05-01",
    more: str = "",
) -> bytes:
    """A foreign document as the small mapping takes it."""
    dated = f"date: {date}\n" if date else ""
    header = f"title: {title}\n{dated}issuer: 示例市人大常委会\n{more}"
    return f"---\n{header}---\n{body}".encode()
