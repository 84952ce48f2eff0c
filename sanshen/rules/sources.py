"""稿源 (§7.1): a source that names nobody is none."""

from __future__ import annotations

import re

from sanshen.model.findings import CheckResult, Finding, finding
from sanshen.rules.context import Context, result

NOBODY = frozenset(
    {
        "网络", "互联网", "来自网络", "来源网络", "来源于网络", "转自网络", "网友", "本站", "本网",
        "未知", "不详", "无", "其他", "其它", "转载", "综合", "原创", "微信", "微信公众号", "微博",
        "internet", "web", "unknown", "n/a", "none", "other",
    }
)  # fmt: skip

_MARKS = re.compile(r"[\s:：。.、，,（）()【】\[\]—-]+")


def check_sources(context: Context) -> CheckResult:
    """E121: the source of an item says 网络, 本站, 转载 … instead of naming a body."""
    examined = 0
    findings: list[Finding] = []
    for item in context.concerned_items():
        source = getattr(item.header, "source", None)
        if not source:
            continue
        examined += 1
        if _MARKS.sub("", str(source)).lower() in NOBODY:
            findings.append(finding("E121", item.path, source=source))
    return result("sources", examined, findings)
