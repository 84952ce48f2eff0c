"""The content of the chains' city, as things that can be edited: what is written follows.

Whatever is written carries a number of its own (``第00012号``), so that one can see in any
output which words of which edit are in it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from sanshen.content.addresses import item_folder, original_path

ROOT = Path(__file__).resolve().parents[2]
PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)
TAGS = ("民生", "教育", "卫生", "水利")
LISTED_DOCUMENT = "normative"
UNDATED = ("page", "profile")


@dataclass
class Piece:
    """One item: ``links`` are source targets, ``files`` header attachments (name → title)."""

    kind: str
    title: str
    text: str
    tags: tuple[str, ...] = ()
    former: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    heading: str = ""
    files: dict[str, str] = field(default_factory=dict)
    shown_files: tuple[str, ...] = ()
    picture: str = ""
    interprets: tuple[str, ...] = ()
    more: str = ""

    def render(self, path: str) -> bytes:
        """The file's bytes."""
        translated = path != original_path(path)
        head = [f"kind: {self.kind}", f"title: {self.title}"]
        head += _kind_lines(self, translated)
        if self.tags:
            head.append(f"tags: [{', '.join(self.tags)}]")
        if self.former:
            head.append(f"former_addresses: [{', '.join(self.former)}]")
        if self.files:
            head.append("attachments:")
            head += [f"  - {{file: {name}, title: {title}}}" for name, title in self.files.items()]
        if self.picture:
            head.append(f"picture: {{file: {self.picture}, alt: 题图}}")
        text = f"---\n{chr(10).join(head)}\n{self.more}---\n\n{self.text}\n"
        text += f"\n## {self.heading}\n\n下文。\n" if self.heading else ""
        if self.links:
            text += (
                "\n" + "，".join(f"见[链接{n}]({link})" for n, link in enumerate(self.links)) + "\n"
            )
        folder = item_folder(path).rpartition("/")[2]
        for name in self.shown_files:
            text += f"\n{'!' if name.endswith('.png') else ''}[文件]({folder}/{name})\n"
        return text.encode()


def _kind_lines(piece: Piece, translated: bool) -> list[str]:
    if piece.kind == "interpretation":
        facts = "" if translated else f"interprets: [{', '.join(piece.interprets)}]"
        return [line for line in (facts, "" if translated else "form: 文字",
                "" if translated else "drafting_unit: 办公室") if line]  # fmt: skip
    if translated:
        return []
    if piece.kind == "news":
        return ["source: 办公室"]
    if piece.kind == "activity":
        return ["activity_ended_at: 2026-01-20 16:30"]
    if piece.kind == "notice":
        return ["notice_type: 通知"]
    if piece.kind == "profile":
        return ["triggers: [机构变动]"]
    if piece.kind == LISTED_DOCUMENT:
        number = int("".join(c for c in piece.title if c.isdigit()) or "1") % 99999
        return [
            f"doc_number: 测府规〔2026〕{number}号", "issuers: [测试市人民政府]",
            "written_on: 2026-01-09", "issued_on: 2026-01-10", "effective_on: 2026-02-10",
            f"index_number: 999900001/2026-{number:05d}", "subject: 城乡建设",
            "validity: 有效", "disclosure: 主动公开",
        ]  # fmt: skip
    return []


@dataclass
class SiteSettings:
    """``site.yml``, as far as edits change it."""

    name: str
    domain: str
    languages: tuple[str, ...]
    markdown: str = "commonmark"
    topics: dict[str, str] = field(default_factory=dict)
    omit: tuple[str, ...] = ()
    contact: str = "0899-6600000"
    timezone: str = "Asia/Shanghai"

    def render(self) -> bytes:
        """The file's bytes."""
        rows = [
            f"name: {self.name}", "level: city", "sponsor: 办公室", "organiser: 电子政务中心",
            "supervisor: 办公室", f"domain: {self.domain}", "site_id_code: 9999000001",
            "icp: 示ICP备99000001号", f"contact: {self.contact}",
            f"languages: [{', '.join(self.languages)}]", f"timezone: {self.timezone}",
            "description: 测试网站", f"markdown: {self.markdown}",
        ]  # fmt: skip
        if self.topics:
            rows += ["topics:", *(f"  {name}: {tag}" for name, tag in self.topics.items())]
        if self.omit:
            rows.append(f"omit: [{', '.join(self.omit)}]")
        return ("\n".join(rows) + "\n").encode()


@dataclass
class ColumnSettings:
    """``column.yml``, as far as edits change it."""

    name: str
    kinds: tuple[str, ...]
    order: int = 0
    markdown: str = ""
    english: str = ""

    def render(self) -> bytes:
        """The file's bytes."""
        rows = [
            f"name: {self.name}", f"kinds: [{', '.join(self.kinds)}]", "owner: 办公室",
            f"description: {self.name}栏目", f"keywords: [{self.name}]", f"order: {self.order}",
        ]  # fmt: skip
        rows += [f"markdown: {self.markdown}"] if self.markdown else []
        rows += ["names:", f"  en: {self.english}"] if self.english else []
        return ("\n".join(rows) + "\n").encode()


@dataclass
class Town:
    """Two sites, their settings, theme and policy."""

    pieces: dict[str, Piece]
    attached: dict[str, bytes]
    columns: dict[str, ColumnSettings]
    sites: dict[str, SiteSettings]
    redirects: dict[str, dict[str, str]]
    other: dict[str, bytes]
    number: int = 100

    def say(self) -> str:
        """A number that was never used before."""
        self.number += 1
        return f"第{self.number:05d}号"

    def files(self) -> dict[str, bytes]:
        """Every file as it is to be on main."""
        found = dict(self.other)
        found |= {path: one.render(path) for path, one in self.pieces.items()}
        found |= self.attached
        found |= {path: one.render() for path, one in self.columns.items()}
        found |= {f"content/{code}/site.yml": one.render() for code, one in self.sites.items()}
        for code, rows in self.redirects.items():
            lines = "".join(f"  {old}: {new}\n" for old, new in rows.items())
            if rows:
                found[f"content/{code}/redirects.yml"] = f"redirects:\n{lines}".encode()
        return found

    def column_of(self, path: str) -> str:
        """The ``column.yml`` of an item."""
        folders = path.split("/")[:-1]
        if folders[-1].isdigit():
            folders.pop()
        return "/".join((*folders, "column.yml"))


POLICY = """schema: 1
identity_domain: people.cs.example
timezone: Asia/Shanghai
secrecy_may_hold_first_stage: 否
people:
"""
PEOPLE = ("first", "second", "final", "secrecy", "publisher", "guard-a", "guard-b", "guard-c")


def policy(unit: str) -> bytes:
    """The review policy; ``unit`` is where everybody works."""
    rows = "".join(
        f"  {p}:\n    post: 科长\n    unit: {unit}\n    from: 2020-01-01\n" for p in PEOPLE
    )
    roles = "roles:\n" + "".join(
        f"  - site: {site}\n    first: [first]\n    second: [second]\n    final: [final]\n"
        "    secrecy: [secrecy]\n    publisher: [publisher]\n"
        for site in ("cs", "xian")
    )
    guard = "guard:\n  first: [guard-a]\n  second: [guard-b]\n  final: [guard-c]\n"
    return (POLICY + rows + roles + guard).encode()


DT, SUB, WJ, GK, JD = (f"content/cs/{c}/" for c in ("dt", "dt/sub", "wj", "gk", "jd"))
ZX, XIA = "content/xian/zx/", "content/xian/zx/xia/"
WAITING = f"{DT}2025/0909-w.md"


def new_town() -> tuple[Town, dict[str, str | None]]:
    """The town of every chain, and the old times of its baseline (None: waits)."""
    town = Town({}, {}, {}, {}, {}, {})
    town.sites = {
        "cs": SiteSettings(
            "测试市人民政府", "www.cs.example", ("zh-cn", "en"), topics={"ms": "民生"}
        ),
        "xian": SiteSettings("测试县人民政府", "www.xian.example", ("zh-cn",), "classic"),
    }
    kinds = ("news", "page", "activity", "notice", "profile")
    town.columns = {
        f"{DT}column.yml": ColumnSettings("动态", kinds, english="News"),
        f"{SUB}column.yml": ColumnSettings("下级", ("news", "interpretation", "notice")),
        f"{WJ}column.yml": ColumnSettings("文件", ("normative", "interpretation", "news")),
        f"{GK}column.yml": ColumnSettings("概况", ("page", "profile")),
        f"{JD}column.yml": ColumnSettings("旧闻", ("news", "page", "notice"), 9, "classic"),
        f"{ZX}column.yml": ColumnSettings("资讯", ("news", "page", "notice")),
        f"{XIA}column.yml": ColumnSettings("乡镇", ("news", "notice"), markdown="commonmark"),
    }
    town.redirects = {"cs": {"/old/list.htm": "/cs/dt/column.yml"}}
    town.pieces = _pieces(town)
    town.attached = {
        f"{DT}2026/0101-a/tu.png": PNG, f"{WJ}2026/0110-f/biao.csv": b"a,b\n1,2\n",
        WAITING.replace(".md", "/fu.csv"): b"w,w\n",
    }  # fmt: skip
    theme = {f.relative_to(ROOT).as_posix(): f for f in (ROOT / "theme").rglob("*") if f.is_file()}
    town.other = {path: file.read_bytes() for path, file in theme.items()}
    town.other |= {"review_policy.yml": policy("办公室"), ".gitignore": b"build/\noutput/\n"}
    times = {
        path: f"2026-02-{1 + n % 27:02d}T08:{n:02d}:00+08:00" for n, path in enumerate(town.pieces)
    }
    legacy: dict[str, str | None] = dict(times)
    legacy[f"{DT}2025/0303-c.md"] = "2025-03-03"
    legacy |= {path: legacy[f"{path.rpartition('/')[0]}.md"] for path in town.attached}
    legacy |= {WAITING: None, WAITING.replace(".md", "/fu.csv"): None}
    return town, legacy


def _pieces(town: Town) -> dict[str, Piece]:
    def news(**more: object) -> Piece:
        return Piece("news", f"动态{town.say()}", f"正文{town.say()}。", **more)  # type: ignore[arg-type]

    document = Piece("normative", f"办法{town.say()}", "第一条 本办法。", heading="附则")
    document.files = {"biao.csv": "附表"}
    explaining = Piece("interpretation", f"解读{town.say()}", f"说明{town.say()}。")
    explaining.interprets = ("/cs/wj/2026/0110-f.md",)
    return {
        f"{DT}2026/0101-a.md": news(
            tags=("民生", "教育"), links=("/cs/dt/2026/0102-b.md#h-下节",), shown_files=("tu.png",)
        ),
        f"{DT}2026/0101-a.en.md": news(links=("/cs/dt/2026/0102-b.md",)),
        f"{DT}2026/0102-b.md": news(heading="下节", tags=("教育",), links=("/cs/jd/column.yml",)),
        f"{DT}2025/0303-c.md": news(links=("/xian/zx/2026/0105-x.md",), former=("/old/c.htm",)),
        f"{DT}2026/0204-d.md": news(tags=("民生",), links=("/cs/dt/2025/0909-w.md",)),
        f"{DT}about.md": Piece("page", f"关于{town.say()}", f"正文{town.say()}。"),
        WAITING: news(files={"fu.csv": "附件"}, tags=("卫生",)),
        f"{SUB}2026/0301-e.md": news(tags=("水利",)),
        f"{WJ}2026/0110-f.md": document,
        f"{WJ}2026/0110-f.en.md": Piece("normative", f"Measures {town.say()}", "Summary."),
        f"{WJ}2026/0112-g.md": explaining,
        f"{GK}lianxi.md": Piece("profile", f"联系{town.say()}", f"正文{town.say()}。"),
        f"{JD}2026/0120-h.md": news(heading="旧节", tags=("教育",)),
        f"{ZX}2026/0105-x.md": news(links=("/cs/dt/2026/0101-a.md",), tags=("民生",)),
        f"{ZX}2026/0106-y.md": news(links=("/xian/zx/xia/column.yml",)),
        f"{XIA}2026/0107-z.md": news(),
    }
