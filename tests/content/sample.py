"""A small content tree for tests: two sites, five columns, a policy with its interpretation."""

from __future__ import annotations

from collections.abc import Mapping

from sanshen.content.content_tree import ContentTree
from sanshen.content.source import MemorySource
from sanshen.content.tree import load_tree

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 8
POLICY = "content/portal/zwgk/gfxwj/2026/0227-dianti.md"
READING = "content/portal/zwgk/zcjd/2026/0227-dianti-jiedu.md"
NEWS = "content/portal/xwdt/2026/0301-huiyi.md"
PAGE = "content/portal/gywz/shuoming.md"
ENGLISH = "content/portal/xwdt/2026/0301-huiyi.en.md"
COUNTY_NEWS = "content/qinghe/xwdt/2026/0302-chunguan.md"


def site_file(name: str, level: str, domain: str, languages: str = "[zh-cn, en]") -> bytes:
    return f"""name: {name}
level: {level}
sponsor: 示例市人民政府
organiser: 示例市人民政府办公室
supervisor: 示例市人民政府办公室
domain: {domain}
site_id_code: "5100000001"
icp: 示ICP备20260001号
contact: 0000-12345
languages: {languages}
description: 示例网站
""".encode()


def column_file(name: str, kinds: str) -> bytes:
    return f"""name: {name}
kinds: [{kinds}]
owner: 示例市人民政府办公室
description: {name}栏目
keywords: [{name}]
""".encode()


def item_file(header: str, body: str) -> bytes:
    return f"---\n{header.strip()}\n---\n{body}".encode()


def news(
    title: str = "市政府召开常务会议", body: str = "会议研究了有关工作。\n", more: str = ""
) -> bytes:
    return item_file(f"kind: news\ntitle: {title}\nsource: 示例市人民政府办公室\n{more}", body)


def policy(
    doc_number: str = "示府发〔2026〕3号",
    index_number: str = "008282882/2026-00003",
    body: str = "## 一、总则\n\n为了规范既有住宅加装电梯工作，制定本办法。\n",
    more: str = "",
) -> bytes:
    header = f"""kind: normative
title: 示例市既有住宅加装电梯管理办法
doc_number: {doc_number}
issuers: [示例市人民政府]
written_on: 2026-02-25
issued_on: 2026-02-27
effective_on: 2026-04-01
index_number: {index_number}
subject: 城乡建设
validity: 有效
disclosure: 主动公开
{more}"""
    return item_file(header, body)


def interpretation(
    interprets: str = f"/{POLICY.removeprefix('content/')}", body: str = ""
) -> bytes:
    header = f"""kind: interpretation
title: 《示例市既有住宅加装电梯管理办法》解读
interprets: [{interprets}]
form: 文字
drafting_unit: 示例市住房和城乡建设局
"""
    return item_file(header, body or "出台这份文件，是为了让老楼居民上下楼更方便。\n")


def sample_files() -> dict[str, bytes]:
    """The files of the small tree; it has no findings."""
    columns = {
        "portal/zwgk": ("政务公开", "page"),
        "portal/zwgk/gfxwj": ("行政规范性文件", "normative"),
        "portal/zwgk/zcjd": ("政策解读", "interpretation"),
        "portal/xwdt": ("新闻动态", "news"),
        "portal/gywz": ("关于网站", "page"),
        "qinghe/xwdt": ("新闻动态", "news"),
    }
    files = {f"content/{path}/column.yml": column_file(*rest) for path, rest in columns.items()}
    files["content/portal/site.yml"] = site_file("示例市人民政府", "city", "www.shili.example")
    files["content/qinghe/site.yml"] = site_file(
        "清河县人民政府", "county", "www.qinghe.example", "[zh-cn]"
    )
    files[POLICY] = policy()
    files[READING] = interpretation()
    files[NEWS] = news(body="![会场](0301-huiyi/huichang.png)\n\n## 议题\n\n研究加装电梯工作。\n")
    files[NEWS.replace(".md", "/huichang.png")] = PNG
    files[ENGLISH] = item_file("kind: news\ntitle: A meeting", "## Matters\n\nLifts.\n")
    files[PAGE] = item_file("kind: page\ntitle: 网站说明", "本站由示例市人民政府办公室主办。\n")
    files[COUNTY_NEWS] = news("清河县开展春灌")
    return files


def sample_tree(changes: Mapping[str, bytes | None] | None = None) -> ContentTree:
    """The small tree with files replaced, added, or (None) taken away."""
    files = sample_files() | {k: v for k, v in (changes or {}).items() if v is not None}
    for path, data in (changes or {}).items():
        if data is None:
            del files[path]
    return load_tree(MemorySource(files))
