"""规则目录 (rules page): ``docs/rules.md``, written from the catalogue so that it cannot drift.

``python -m tools.rules_page`` writes it; a test compares.
"""

import re
from pathlib import Path

from sanshen.catalogue import FindingText, finding_texts

PAGE = Path(__file__).parents[1] / "docs" / "rules.md"
MARKUP = re.compile(r"[\\`*_\[\]()<>#|!]")
FAMILIES = (
    ("Y", "稿头与 YAML", "header and YAML"),
    ("C", "字段、日期、编号", "fields, dates, numbers"),
    ("S", "网站与栏目设置", "site and column settings"),
    ("R", "正文", "text and rendering"),
    ("L", "链接", "links"),
    ("A", "附件", "attachments"),
    ("T", "内容树", "the tree"),
    ("E", "编辑规则", "editorial rules"),
    ("D", "时限与工作日历", "deadlines and calendar"),
    ("M", "导入", "import"),
    ("B", "构建与上网", "build and publishing"),
    ("P", "审核制度", "review policy"),
    ("V", "提交与意见", "submissions and statements"),
    ("G", "把关", "the gate"),
    ("K", "台账与核验", "ledger and verification"),
)
HEAD = """# 规则目录 · Rules

每条问题有固定编号。“阻断”的不解决就不能送审或放行，“提示”的只提醒。本页由文案目录生成，与终端上看到的是同一套文字；花括号里是具体值。

Every finding has a stable code. A blocking one (阻断) stops a change, a warning (提示) does not.
This page is written from the catalogue by `python -m tools.rules_page`; braces stand for values.
"""


def render_page() -> str:
    """The whole page."""
    texts = finding_texts()
    known = {family for family, _, _ in FAMILIES}
    strangers = sorted(code for code in texts if code[0] not in known)
    if strangers:
        raise ValueError(f"codes of no family: {strangers}")
    sections = [HEAD]
    for family, zh, en in FAMILIES:
        codes = sorted(code for code in texts if code[0] == family)
        if codes:
            sections.append(f"\n## {family} {zh} · {en}\n")
            sections += [_row(texts[code]) for code in codes]
    return "".join(sections)


def _row(text: FindingText) -> str:
    parts = {
        part: {lang: _plain(wording) for lang, wording in said.items()}
        for part, said in text.parts.items()
    }
    level = "阻断" if text.severity.value == "blocking" else "提示"
    return (
        f"\n### {text.code} {parts['title']['zh']} · {parts['title']['en']}（{level}）\n\n"
        f"{parts['what']['zh']}，{parts['expected']['zh']}。"
        f"依据：{parts['ground']['zh']}。办法：{parts['remedy']['zh']}。\n\n"
        f"{_capital(parts['what']['en'])}; {parts['expected']['en']}. "
        f"Ground: {parts['ground']['en']}. Remedy: {parts['remedy']['en']}.\n"
    )


def _plain(wording: str) -> str:
    """Wording as text of a Markdown page: nothing in it is markup."""
    return MARKUP.sub(lambda found: "\\" + found[0], wording)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


if __name__ == "__main__":
    PAGE.write_text(render_page(), encoding="utf-8")
