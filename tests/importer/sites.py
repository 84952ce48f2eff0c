"""Small sites of three other generators, and a site of ours to bring them into."""

from __future__ import annotations

import base64
from pathlib import Path

from sanshen.importer import ImportReport, import_markdown, parse_mapping
from sanshen.importer.mapping import Mapping
from tests.importer.builders import NOW

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
SITE = """\
name: 示例市帮助网站
level: department
sponsor: 示例市政务服务管理局
organiser: 示例市政务服务管理局
supervisor: 示例市人民政府办公室
domain: help.shili.example
site_id_code: "5100000002"
icp: 示ICP备20260002号
contact: 0000-12345
languages: [zh-cn, en, es]
description: 示例帮助网站
{more}"""

JEKYLL_MAP = """\
kind: page
from: 原帮助网站
html: convert
html_comments: remove
attributes: remove
published_by: 2026-11-01
slug:
  from: ["@name"]
languages:
  suffix: ._{}
  codes: {en: en, es: es, zh: zh-cn}
  otherwise: en
owner: 示例市政务服务管理局
columns:
  - from: .
    to: about
    name: 关于
    names: {en: About}
  - from: _help
    to: help
    name: 帮助
    names: {en: Help}
    addresses: [/help/]
redirected_by: redirect_to
others: into_body
ignored: [.id]
excluded:
  layout: [not_found]
addresses:
  keys: [permalink, redirect_from]
  origins: ["https://help.example"]
dead_links: old_site
shortcodes:
  site.baseurl: ""
  link: "{0}"
  include list.html: "{items}"
fields:
  title:
    from: [title]
"""

JEKYLL: dict[str, bytes] = {
    name: text.encode()
    for name, text in {
        "_help/sign-in._zh.md": (
            "---\nlayout: help\ntitle: 登录\npermalink: /zh/help/sign-in/\n"
            "redirect_from:\n  - /zh/old/sign-in/\n---\n"
            "请看[密码]({{ site.baseurl }}/zh/help/password/#忘记密码)。\n"
        ),
        "_help/sign-in._en.md": (
            "---\nlayout: help\ntitle: Sign in\npermalink: /help/sign-in/\n"
            "steps:\n  - Open the page\n  - Type the **code**\nnote: Wait a minute.\n"
            "box: {id: b1, heading: More help}\n---\n"
            '<div class="box" id="b1">\n  <h2>How to <b>sign in</b></h2>\n'
            '  <p>See <a href="/help/password/">password</a>.</p>\n\n'
            "    <ul>\n      <li>One</li>\n      <li>Two</li>\n    </ul>\n</div>\n\n"
            '{: .number-list}\n\n1. First{:class="x"}\n\n{% include list.html items=page.steps %}\n'
        ),
        "_help/password._zh.md": (
            "---\nlayout: help\ntitle: 密码\npermalink: /zh/help/password/\n---\n"
            "## 忘记密码 {#forgotten}\n\n![图示](/assets/shot.png)\n"
            "回到[登录]({% link _help/sign-in._zh.md %})，见[本页](#forgotten)。\n"
        ),
        "_help/password._en.md": (
            "---\nlayout: help\ntitle: Password\npermalink: /help/password/\n---\n"
            "Old [form](/files/form.pdf) and ![a lost picture](/assets/gone.png).\n"
        ),
        "_help/english-only._en.md": (
            "---\nlayout: help\ntitle: Only in English\npermalink: /help/english-only/\n---\n"
            "Text. {{< unknown thing >}}\n"
        ),
        "developers._en.md": "---\npermalink: /developers/\nredirect_to: /help/sign-in/\n---\n",
        "404.md": "---\nlayout: not_found\ntitle: Not here\n---\nNothing.\n",
    }.items()
} | {"assets/shot.png": PNG, "assets/unused.png": PNG}

PELICAN_MAP = """\
kind: news
from: 原博客
header: pelican
html: convert
date_formats: ["%Y-%m-%d %H:%M", "%Y-%m-%d"]
published: [date]
day:
  from: [date]
slug:
  from: ["@name"]
owner: 示例市数据局
columns:
  - {from: ., to: blog, name: 博客}
ignored: [update]
addresses:
  patterns: ["/{folder}/{name}.html"]
  origins: ["http://blog.example"]
dead_links: old_site
fields:
  title:
    from: [title]
  tags:
    from: [tags]
    split: ","
  source:
    value: 原博客
"""

PELICAN: dict[str, bytes] = {
    name: text.encode()
    for name, text in {
        "note/tools.md": (
            "Title: 常用工具\nDate: 2014-05-01 10:20\nUpdate: 2014-06-01\nTags: linux, 工具\n\n"
            "[TOC]\n\n## 第一节\n\n见[另一篇]({filename}/note/other.md)"
            "和[网页](/note/other.html#第二节)，"
            "参考[手册][1]。\n\n    :::bash\n    echo <b>\n\n[1]: http://manual.example/\n"
        ),
        "note/other.md": (
            "Title: 另一篇\nDate: 2014-05-02\n\n## 第二节\n\n键入<kbd>Ctrl</kbd>，"
            "<del>旧</del><!-- 注 -->见[名单](/static/list.txt)。\n"
        ),
    }.items()
} | {"static/list.txt": "名单\n".encode()}


def make_site(root: Path, code: str = "bangzhu", more: str = "") -> Path:
    """A repository folder with one site and nothing in it."""
    folder = root / "content" / code
    folder.mkdir(parents=True)
    (folder / "site.yml").write_text(SITE.format(more=more), encoding="utf-8")
    return root


def write(folder: Path, files: dict[str, bytes]) -> Path:
    """``files`` below ``folder``."""
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


def rules(text: str) -> Mapping:
    """The mapping written in ``text``."""
    return parse_mapping(text.encode(), "map.yml")


def bring_in(
    tmp_path: Path,
    files: dict[str, bytes],
    text: str,
    more: str = "",
    listed: tuple[str, ...] = (),
) -> tuple[Path, ImportReport]:
    """(repository folder, report) of importing ``files`` by the mapping in ``text``."""
    source = write(tmp_path / "source", files)
    root = make_site(tmp_path / "city", more=more)
    return root, import_markdown(source, root, "bangzhu", None, rules(text), NOW, listed)
