"""网站标识与页脚 (chrome): what every page of one language of a site has in common."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sanshen.content.addresses import home_address
from sanshen.model.sites import Site
from sanshen.pages.columns import ColumnTree
from sanshen.pages.feed import ATOM_TYPE
from sanshen.pages.views import FeedLink, SiteView, Translation
from sanshen.pages.wording import html_language, wording

FEED = "feeds/all.atom.xml"


def site_name(site: Site, lang: str) -> str:
    """网站名称 in a language; the registered (Chinese) name where there is no other."""
    return site.name if lang == site.languages[0] else site.names.get(lang, site.name)


def site_view(
    site: Site,
    columns: ColumnTree,
    languages: Sequence[str],
    stylesheet: str,
    published: bool,
    feeds: tuple[FeedLink, ...] | None = None,
    tags: str = "",
) -> SiteView:
    """Header, navigation and footer of ``columns.lang``.

    ``feeds`` are announced on every page, by default the one Atom feed of all columns; a preview
    has none. ``tags`` is the page of all tags, empty where there is none.
    """
    lang = columns.lang
    if feeds is None:
        feeds = (FeedLink(site_name(site, lang), FEED, ATOM_TYPE),)
    return SiteView(
        name=site_name(site, lang),
        domain=site.domain,
        id_code=site.site_id_code,
        level=site.level.value,
        sponsor=site.sponsor,
        organiser=site.organiser,
        supervisor=site.supervisor,
        contact=site.contact,
        icp=site.icp,
        police_record=site.police_record or "",
        police_number="".join(re.findall(r"\d+", site.police_record or "")),
        description=site.description,
        lang=html_language(lang),
        home=home_address(lang)[1:],
        nav=columns.top(),
        languages=home_translations(languages) if len(languages) > 1 else (),
        stylesheet=stylesheet,
        published=published,
        feeds=feeds if published else (),
        tags=tags,
    )


def home_translations(languages: Sequence[str]) -> tuple[Translation, ...]:
    """The home page in every language the site is shown in, this one included."""
    return tuple(translation(lang, home_address(lang)) for lang in languages)


def translation(lang: str, address: str) -> Translation:
    """A link to a page in ``lang``, named in that language."""
    return Translation(html_language(lang), wording(lang)("language_name"), address[1:])
