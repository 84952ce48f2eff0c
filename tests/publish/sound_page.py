"""A sound page of an item, public and as a preview, with every form our pages have."""

from __future__ import annotations

from sanshen.model.sites import Site, SiteLevel

SITE = Site(
    code="portal", name="样例市人民政府", level=SiteLevel.CITY, sponsor="甲", supervisor="乙",
    organiser="丙", domain="www.yangli.example", site_id_code="9900000001", icp="丁",
    police_record="", contact="戊", languages=("zh-cn", "en"), timezone="Asia/Shanghai",
    description="己",
)  # fmt: skip
PATH = "xwdt/2026/0310-chunhan.html"
HEAD = """<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<title>春旱 &amp; 春耕 2026-03-20 10:05-样例市人民政府</title>
<meta name="SiteName" content="样例市人民政府">
<meta name="SiteDomain" content="www.yangli.example">
<meta name="SiteIDCode" content="9900000001">
<meta name="ColumnName" content="新闻动态">
<meta name="ColumnDescription" content="样例 &amp; 样例">
<meta name="ColumnKeywords" content="新闻,动态">
<meta name="ColumnType" content="新闻动态"><meta name="ArticleTitle" content="春旱">
<meta name="PubDate" content="2026-03-20 10:05">
<meta name="ContentSource" content="样例日报">
<link rel="canonical" href="https://www.yangli.example/xwdt/2026/0310-chunhan.html">
<link rel="stylesheet" href="/theme/main.css">
<script src="/theme/main.js" defer></script>
</head>
<body id="top">
<a class="skip" href="#main">跳到正文</a>
"""
BODY = """<p class="site-name"><a href="/index.html"><img src="/p.png" alt="样例"></a></p>
<nav aria-label="栏目"><ul>
<li><a href="/xwdt/index.html" aria-current="true">新闻动态</a></li>
<li><a href="/en/index.html" lang="en" hreflang="en">English</a></li>
<li><a href="/search.html" aria-label="搜索"></a></li>
</ul></nav>
<main id="main" class="wrap" tabindex="-1">
<h1>春旱</h1>
<dl><dt>发布</dt>
<dd><time datetime="2026-03-20T10:05:00+08:00">2026-03-20 10:05</time></dd></dl>
<div class="text">
<p>各县要<strong>高度重视</strong>，见<a href="/gk/lianxi.html#h-电话">电话</a>。
又见<a href="../index.html">动态</a>、<a href="biao.1234567890.xlsx">表</a>，
<a href="https://elsewhere.example/?a=1&amp;b=2"><em>别处</em></a>。</p>
<h2 id="h-一措施">一、措施</h2>
<p><img src="/p.png" alt=""><br>全文见<a href="#h-一措施">措施</a>，<a>无址</a>&nbsp;。</p>
<table><thead><tr><th scope="col">甲</th></tr></thead>
<tbody><tr><td class="align-right">1 &lt; 2</td></tr></tbody></table>
<pre><code>a > b "c"
</code></pre>
</div>
</main>
<footer><p><a href="mailto:a@b.example">来信</a> <a href="#top">返回页首</a></p></footer>
</body>
</html>
"""
MARK = '<p class="unreviewed" role="note">未审稿预览</p>\n'
ROBOTS = '<meta name="robots" content="noindex,nofollow">\n'
PUBLIC = HEAD + BODY
PREVIEW = HEAD.replace("</head>", ROBOTS + "</head>") + MARK + BODY
FILES = frozenset(
    {PATH, "index.html", "p.png", "xwdt/index.html", "en/index.html", "search.html",
     "gk/lianxi.html", "theme/main.css", "xwdt/2026/biao.1234567890.xlsx"}
)  # fmt: skip
ANCHORS = {("gk/lianxi.html", "h-电话"), ("index.html", "main")}
