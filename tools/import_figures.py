"""导入数字 (import figures): every known corpus brought into a scratch city, counted.

``python -m tools.import_figures FOLDER`` prints the table of ``docs/import.md``; FOLDER holds
the corpora, those that are missing are named. Nothing is kept.
"""

import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from sanshen.catalogue import blocking, finding_texts, message
from sanshen.content.links import links_of
from sanshen.content.source import MemorySource
from sanshen.content.tree import load_tree
from sanshen.importer import ImportReport, import_markdown, load_mapping, read_addresses

MAPS = Path(__file__).parents[1] / "sanshen" / "importer" / "maps"
SITE = """\
name: 示例网站
level: city
sponsor: 示例市人民政府
organiser: 示例市人民政府办公室
supervisor: 示例市人民政府办公室
domain: www.shili.example
site_id_code: "5100000001"
icp: 示ICP备20260001号
contact: 0000-12345
languages: [{languages}]
description: 示例网站
markdown: {dialect}
"""
COLUMN = """\
name: 法规库
kinds: [law]
owner: 示例市司法局
description: 法律法规全文
keywords: [法规]
"""


class Corpus(NamedTuple):
    """语料: folder, mapping, where it goes, and the list of old addresses that must lead on."""

    folder: str
    mapping: str
    languages: str = "zh-cn"
    dialect: str = "commonmark"
    column: str | None = None
    addresses: str = ""


CORPORA = (
    Corpus("laws-md", "laws.yml", column="fgk"),
    Corpus("login-gov-raw/content", "login.yml", "zh-cn, en, es, fr",
           addresses="login-gov-raw/OLD_URLS.yml"),
    Corpus("usgov-md/login", "login-export.yml", "zh-cn, en, es, fr",
           addresses="login-gov-raw/OLD_URLS.yml"),
    Corpus("usgov-md/digitalgov", "digitalgov.yml", "zh-cn, en"),
    Corpus("pelican-sites/mawenbao/content", "mawenbao.yml", dialect="classic"),
)  # fmt: skip


def measure(folder: Path, corpus: Corpus, root: Path) -> tuple[ImportReport, float, int]:
    """(report, seconds, blocking findings and dead links of the tree) of one corpus."""
    site = root / "content" / "portal"
    site.mkdir(parents=True)
    text = SITE.format(languages=corpus.languages, dialect=corpus.dialect)
    (site / "site.yml").write_text(text, encoding="utf-8")
    if corpus.column is not None:
        (site / corpus.column).mkdir()
        (site / corpus.column / "column.yml").write_text(COLUMN, encoding="utf-8")
    listed = read_addresses(folder / corpus.addresses) if corpus.addresses else ()
    mapping = load_mapping(MAPS / corpus.mapping)
    start = time.perf_counter()
    report = import_markdown(
        folder / corpus.folder, root, "portal", corpus.column, mapping, datetime.now(UTC), listed
    )
    seconds = time.perf_counter() - start
    files = (file for file in root.rglob("*") if file.is_file())
    tree = load_tree(
        MemorySource({file.relative_to(root).as_posix(): file.read_bytes() for file in files})
    )
    dead = sum(found.code is not None for path in tree.items for _, found in links_of(tree, path))
    return report, seconds, dead + len(blocking(tree.findings))


def rows(corpus: Corpus, report: ImportReport, seconds: float, wrong: int) -> list[str]:
    """The lines of one corpus: its figures, then what was refused and what changed."""
    counts = report.counts
    taken = counts["imported"] + counts["redirecting"]
    share = 100 * taken / counts["examined"]
    lines = [
        f"### {corpus.folder}",
        "",
        f"`{corpus.mapping}`：{counts['examined']} 件，导入 {counts['imported']} 件，"
        f"只作转向 {counts['redirecting']} 件，合计 {share:.1f} %；"
        f"待核实 {counts['waiting']} 件，不予导入 {counts['refused']} 件；"
        f"导入后阻断问题和断链 {wrong} 处；{seconds:.1f} 秒。",
    ]
    langs = {key[5:]: n for key, n in sorted(counts.items()) if key.startswith("lang:")}
    if len(langs) > 1:
        lines.append("语种：" + "，".join(f"{lang} {n}" for lang, n in langs.items()) + "。")
    if counts["addresses"]:
        lines.append(
            f"原网址转向 {counts['addresses']} 条，其中待核实 {counts['guessed']} 条；"
            f"无法转向 {counts['lost']} 条。"
        )
    lines += ["", "| 类别 | 处 |", "|---|---|"]
    for key, n in sorted(counts.items()):
        kind, _, name = key.partition(":")
        if kind == "refused" and name:
            lines.append(
                f"| 不予导入：{finding_texts()[name].parts['title']['zh']}（{name}） | {n} |"
            )
        elif kind in ("edit", "note"):
            lines.append(f"| {message(f'import.{kind}-{name}', 'zh')}（`{name}`） | {n} |")
    return [*lines, ""]


def main(folder: Path) -> int:
    """Print the figures of every corpus below ``folder``; 1 where one is missing."""
    missing = 0
    for corpus in CORPORA:
        if not (folder / corpus.folder).is_dir():
            sys.stderr.write(f"missing: {corpus.folder}\n")
            missing = 1
            continue
        with tempfile.TemporaryDirectory() as scratch:
            figures = measure(folder, corpus, Path(scratch))
        sys.stdout.write("\n".join(rows(corpus, *figures)) + "\n")
    return missing


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python -m tools.import_figures FOLDER")
    sys.exit(main(Path(sys.argv[1])))
