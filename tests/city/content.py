"""The content of the test city: one site, three columns, one released item in each."""

from __future__ import annotations

from pathlib import Path

PROJECT = Path(__file__).parents[2]
DOMAIN = "people.cs.example"
PEOPLE = {
    "editor": "信息员",
    "colleague": "信息员",
    "secrecy": "保密审查员",
    "first": "科长",
    "first-b": "副科长",
    "second": "副主任",
    "second-b": "主任",
    "final": "秘书长",
    "final-b": "副秘书长",
    "publisher": "发布管理员",
    "guard-a": "技术负责人",
    "guard-b": "法制科长",
    "guard-c": "办公室主任",
}
NEWS = "content/cs/dt/2026/0105-kaigong.md"
DOCUMENT = "content/cs/gfxwj/2026/0110-banfa.md"
INTERPRETATION = "content/cs/zcjd/2026/0110-banfa-jiedu.md"


def policy_text() -> str:
    """The review policy of the test city, without keys."""
    lines = ["schema: 1", f"identity_domain: {DOMAIN}", "timezone: Asia/Shanghai"]
    lines += ["secrecy_may_hold_first_stage: 否", "people:"]
    for person, post in PEOPLE.items():
        lines += [f"  {person}:", f"    post: {post}", "    unit: 测试市人民政府办公室"]
        lines += ["    from: 2020-01-01"]
    lines += ["roles:", "  - site: cs"]
    lines += ["    first: [first, first-b, colleague]", "    second: [second, second-b, first]"]
    lines += ["    final: [final, final-b]", "    secrecy: [secrecy, first-b]"]
    lines += ["    publisher: [publisher]"]
    lines += ["guard:", "  first: [guard-a]", "  second: [guard-b]", "  final: [guard-c]", ""]
    return "\n".join(lines)


def site_text() -> str:
    """``site.yml`` of the test city."""
    return """name: 测试市人民政府
level: city
sponsor: 测试市人民政府办公室
organiser: 测试市电子政务中心
supervisor: 测试市人民政府办公室
domain: www.cs.example
site_id_code: 9999000001
icp: 示ICP备99000001号
contact: 0899-6600000
languages: [zh-cn, en]
description: 测试市人民政府门户网站
"""


def column_text(name: str, kind: str) -> str:
    """A ``column.yml``."""
    return f"""name: {name}
kinds: [{kind}]
owner: 测试市人民政府办公室
description: {name}栏目，供测试使用
keywords: [{name}]
"""


def news_text(title: str = "示范项目开工", body: str = "项目今日开工。") -> str:
    """A news item."""
    return f"---\nkind: news\ntitle: {title}\nsource: 测试市人民政府办公室\n---\n\n{body}\n"


def document_text(title: str = "测试管理办法", number: str = "测府规〔2026〕1号") -> str:
    """A normative document that has an interpretation in the same city."""
    running = "".join(c for c in number.partition("〕")[2] if c.isdigit())
    return f"""---
kind: normative
title: {title}
doc_number: {number}
issuers: [测试市人民政府]
written_on: 2026-01-09
issued_on: 2026-01-10
effective_on: 2026-02-10
index_number: 999900001/2026-{int(running):05d}
subject: 城乡建设
validity: 有效
disclosure: 主动公开
---

第一条 为规范管理，制定本办法。

第二条 本办法自2026年2月10日起施行。
"""


def interpretation_text(document: str = DOCUMENT, title: str = "《测试管理办法》解读") -> str:
    """An interpretation of ``document``."""
    target = "/" + document.removeprefix("content/")
    return f"""---
kind: interpretation
title: {title}
interprets: [{target}]
form: 文字
drafting_unit: 测试市住房和城乡建设局
---

这份办法解决三个问题：谁来管、怎么管、何时起算。群众关心的事项都有明确答复。
"""


def translation_text(title: str = "Measures (summary)", kind: str = "normative") -> str:
    """An English translation."""
    return f"---\nkind: {kind}\ntitle: {title}\n---\n\nA short summary in English.\n"


def city_files() -> dict[str, bytes]:
    """Everything the test city is founded from; the calendar is the project's own."""
    files = {
        "review_policy.yml": policy_text(),
        ".gitignore": "build/\noutput/\n",
        "content/cs/site.yml": site_text(),
        "content/cs/dt/column.yml": column_text("动态", "news"),
        "content/cs/gfxwj/column.yml": column_text("规范性文件", "normative"),
        "content/cs/zcjd/column.yml": column_text("政策解读", "interpretation"),
        NEWS: news_text(),
        DOCUMENT: document_text(),
        INTERPRETATION: interpretation_text(),
        "registry/legacy/cs.yml": (
            "from: 测试市原网站\nitems:\n"
            f"  {NEWS}: 2026-01-05 10:00\n"
            f"  {DOCUMENT}: 2026-01-12 09:30\n"
            f"  {INTERPRETATION}: 2026-01-12\n"
        ),
    }
    found = {path: text.encode() for path, text in files.items()}
    for year in sorted((PROJECT / "registry" / "calendar").glob("*.yml")):
        found[f"registry/calendar/{year.name}"] = year.read_bytes()
    return found
