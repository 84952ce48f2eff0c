"""站点 (site): the measured site's names and addresses, the same for every generator."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import NamedTuple

from benchmarks.corpus import PICTURE, Article, picture_bytes, place_of
from benchmarks.vocabulary import COLUMNS, Column

CODE = "portal"
NAME = "示例测速市人民政府"
ENGLISH_NAME = "Municipal Government of Cesu"
DOMAIN = "www.cesu.example"
ORIGIN = f"https://{DOMAIN}"
ID_CODE = "9999000009"
ICP = "示ICP备99000009号"
SPONSOR = "示例测速市人民政府办公室"
ORGANISER = "示例测速市电子政务中心"
CONTACT = "0899-6600009"
DESCRIPTION = "示例测速市人民政府门户网站，只为测速而设"
PAGE_SIZE = 20
HOME_NEWS = 8
HOME_NOTICES = 6
TIME_FORM = "%Y-%m-%d %H:%M"
CSS = """body{font:16px/1.8 sans-serif;margin:0}
header,main,footer,nav{max-width:72rem;margin:auto}
nav ul{display:flex;flex-wrap:wrap;gap:1rem;list-style:none;padding:0}
.on{font-weight:bold}
table{border-collapse:collapse}td,th{border:1px solid #999;padding:.2rem .6rem}
"""


def hashed(name: str, data: bytes) -> str:
    """A file's name with ten hex digits of its SHA-256 before the suffix, as we publish files."""
    stem, _, suffix = name.rpartition(".")
    return f"{stem}.{hashlib.sha256(data).hexdigest()[:10]}.{suffix}"


STYLESHEET = "theme/css/" + hashed("main.css", CSS.encode())


class Names(NamedTuple):
    """The words of one language that the templates need; the addresses' prefix."""

    lang: str
    prefix: str
    site: str
    home: str
    source: str
    author: str
    newest: str
    older: str
    tags: str
    missing: str
    missing_text: str
    news: str
    notices: str
    news_type: str
    notice_type: str

    def column_type(self, column: Column) -> str:
        """网站栏目类别, as our platform words it for the column's kind."""
        return self.news_type if column.kind == "news" else self.notice_type

    def column(self, column: Column) -> str:
        """栏目名称."""
        return column.english if self.prefix else column.name


CHINESE = Names(
    "zh-CN", "", NAME, "首页", "来源：", "作者：", "最新", "较早的信息", "专题与标签",
    "页面不存在", 
    "您访问的页面可能已经变更、撤下，或者网址输入有误。请核对网址，或从以下栏目查找。",
    "要闻动态", "通知公告", "新闻动态", "通知公告",
)  # fmt: skip
TRANSLATED = Names(
    "en", "/en", ENGLISH_NAME, "Home", "Source: ", "Author: ", "Newest", "Older", "Topics and tags",
    "Page not found", 
    "The page may have moved or been withdrawn, or the address may be mistyped. "
    "Please check the address or look in the columns below.",
    "News", "Notices", "News", "Notices",
)  # fmt: skip


def description(column: Column) -> str:
    """栏目简介."""
    return f"{column.name}栏目，发布有关{column.name}的信息"


def item_address(number: int) -> str:
    """The address of an article's page."""
    return f"/{place_of(number).stem}.html"


def picture_address(article: Article) -> str:
    """The address of an article's picture."""
    return f"/{article.place.stem}/{hashed(PICTURE, picture_bytes(article.place.number))}"


def english_summary(article: Article) -> str:
    """The summary of the English version: the beginning of its text."""
    return str(article.english_blocks[0])[:90].strip()


def english_columns(numbers: Iterable[int]) -> tuple[Column, ...]:
    """The columns that hold a translation, in their order; the others have no English page."""
    used = {place_of(number).column.path for number in numbers if number % 10 == 3}
    return tuple(column for column in COLUMNS if column.path in used)
