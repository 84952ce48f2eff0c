"""净化: the second lock, tried on raw html that the first never lets through."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanshen.content.sanitising import SCHEMES, TAGS, sanitise

ATTRIBUTES = {
    "href", "src", "alt", "title", "id", "class", "start", "scope", "role", "type", "checked",
    "disabled", "aria-label",
}  # fmt: skip
ADDRESS = re.compile(r"[\x00-\x20]*([a-z][a-z0-9+.\x00-\x20-]*):", re.I)


class Inventory(HTMLParser):
    """Everything a browser could act on in a piece of html."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.addresses: list[str] = []
        self.ids: list[str] = []
        self.comments = 0
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        for name, value in attrs:
            self.attributes.add(name)
            if name in ("href", "src"):
                self.addresses.append(value or "")
            if name == "id":
                self.ids.append(value or "")

    def handle_comment(self, _data: str) -> None:
        self.comments += 1


def assert_harmless(html: str) -> None:
    """Nothing but our elements, attributes, schemes and ids is in ``html``."""
    found = Inventory(html)
    assert found.tags <= TAGS
    assert found.attributes <= ATTRIBUTES
    assert not found.comments
    for address in found.addresses:
        scheme = ADDRESS.match(address)
        assert scheme is None or scheme[1].lower() in SCHEMES, address
    for one in found.ids:
        assert re.fullmatch(r"h-\S*|fn-\d+|fnref-\d+(-\d+)?", one), one


SPELLINGS = [
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\tscript:alert(1)", "java\nscript:alert(1)",
    " javascript:alert(1)", "\x01javascript:alert(1)", "&#106;avascript:alert(1)",
    "&#x6A;avascript&colon;alert(1)", "javascript&#58;alert(1)", "data:text/html,<script>",
    "DATA:image/svg+xml;base64,AA", "vbscript:x", "file:///etc/passwd", "blob:x", "\u3000data:x",
]  # fmt: skip
TEMPLATES = [
    '<a href="{}">x</a>', "<a href='{}'>x</a>", "<a href={}>x</a>", '<img src="{}">',
    '<iframe src="{}"></iframe>', '<form action="{}"><button formaction="{}">x</button></form>',
    '<svg><a xlink:href="{}"><text>x</text></a></svg>', '<object data="{}"></object>',
    '<math><mi href="{}">x</mi></math>', '<base href="{}">', '<link rel=stylesheet href="{}">',
    '<meta http-equiv=refresh content="0;url={}">', '<video poster="{}"></video>',
    '<table background="{}"><td>x</table>', '<input type=image src="{}">',
]  # fmt: skip
HANDLERS = [
    "<script>alert(1)</script>", "<SCRIPT SRC=//x.example/x.js></SCRIPT>", 
    "<img src=x onerror=a()>",
    "<svg/onload=alert(1)>", "<p style='background:url(javascript:1)'>x</p>", "<style>*{}</style>",
    "<b onmouseover=alert(1)>x</b>", "<details ontoggle=x open>",
    "<!-- c --><!--[if IE]>x<![endif]-->",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<template><script>x</script></template>", "<p id=top>x</p>", "<h2 id=menu>x</h2>",
    "<textarea><img title='</textarea><img src onerror=alert(1)>'>", "<?php x ?>",
    "<![CDATA[<p>]]>",
]  # fmt: skip


@pytest.mark.parametrize("html", HANDLERS)
def test_scripts_handlers_styles_and_foreign_ids_are_dropped(html: str) -> None:
    assert_harmless(sanitise(html))


@pytest.mark.parametrize("template", TEMPLATES)
@pytest.mark.parametrize("address", SPELLINGS)
def test_addresses_that_act_are_dropped_in_every_spelling(template: str, address: str) -> None:
    assert_harmless(sanitise(template.replace("{}", address)))


pieces = st.sampled_from(HANDLERS + TEMPLATES + ["</p>", "<p>", '"', "'", "<", ">", "<!--", "-->"])


@given(st.lists(pieces | st.text(max_size=8), max_size=8), st.sampled_from(SPELLINGS))
def test_no_mixture_of_attacks_gets_through(parts: list[str], address: str) -> None:
    """Law: for any string (here up to 8 attack pieces or texts, joined), the result is harmless."""
    assert_harmless(sanitise("".join(parts).replace("{}", address)))


@given(st.text(max_size=200))
def test_sanitising_is_idempotent(html: str) -> None:
    """Law: sanitising what is sanitised changes nothing (any text up to 200 characters)."""
    once = sanitise(html)
    assert sanitise(once) == once


def test_what_markdown_makes_passes_unchanged() -> None:
    html = (
        '<h2 id="h-一">一</h2>\n<p><strong>甲</strong><del>乙</del>'
        '<a href="/x.html" title="t">x</a><img src="/a.png" alt="图"></p>\n'
        '<table><thead><tr><th scope="col" class="align-right">a</th></tr></thead></table>'
        '<ol start="3"><li id="fn-1">注 <a href="#fnref-1" class="footnote-backref" '
        'aria-label="返回">↩</a></li></ol>'
        '<section class="footnotes" role="doc-endnotes" aria-label="注释"></section>'
    )
    assert sanitise(html) == html


def test_only_disabled_check_boxes_remain_of_inputs() -> None:
    boxes = sanitise('<input type="password" name="a" checked="">')
    assert 'type="checkbox"' in boxes
    assert "disabled" in boxes
    assert "name" not in boxes
