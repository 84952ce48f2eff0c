"""HTML标记 (tags): where the tags and elements of a piece of source text begin and end."""

from __future__ import annotations

import re
from dataclasses import dataclass


def names(words: str) -> frozenset[str]:
    """The words of a text as a set."""
    return frozenset(words.split())


INLINE = names(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd mark q s samp small "
    "span strike strong sub sup time tt u var"
)
CONTAINERS = names(
    "address article aside body button center details dialog div fieldset figcaption figure "
    "footer form header html label legend main nav noscript section summary"
)
"""Elements that only group what is in them."""

LEAVES = names(
    "audio blockquote caption dd dl dt h1 h2 h3 h4 h5 h6 iframe li object ol option p pre select "
    "table tbody td textarea tfoot th thead tr ul video"
)
"""Elements whose inside is taken over together with them."""

VOID = names("area base br col colgroup embed hr img input link meta source wbr")
UNSEEN = names("base head link meta script style svg template title math canvas datalist")
KNOWN = INLINE | CONTAINERS | LEAVES | VOID | UNSEEN | {"path", "use", "g", "optgroup", "picture"}
"""Names of html: ``<password>`` is none, but a word in angle brackets."""

_VALUE = r"\"[^\"]*\"|'[^']*'|[^\s\"'=<>`]+"
_TAG = re.compile(
    rf"<(/?)([A-Za-z][A-Za-z0-9-]*)((?:\s+[^\s\"'<>/=]+(?:\s*=\s*(?:{_VALUE}))?)*)\s*(/?)>"
)
_COMMENT = re.compile(r"<!--.*?-->", re.S)
_ATTRIBUTE = re.compile(rf"([^\s\"'<>/=]+)(?:\s*=\s*({_VALUE}))?")


@dataclass(frozen=True, slots=True)
class SourceTag:
    """标记: a start or end tag at ``start`` to ``end`` of a text; ``name`` in lower case."""

    name: str
    start: int
    end: int
    closing: bool
    empty: bool
    inside: str

    @property
    def attributes(self) -> dict[str, str]:
        """Names in lower case to values as written, without their quotes."""
        found = _ATTRIBUTE.findall(self.inside)
        return {name.lower(): value.strip("\"'") for name, value in found}


def tag_at(text: str, offset: int) -> SourceTag | None:
    """The tag that begins at ``offset``, None where there is no whole tag."""
    found = _TAG.match(text, offset)
    if found is None:
        return None
    name = found[2].lower()
    empty = bool(found[4]) or name in VOID
    return SourceTag(name, offset, found.end(), bool(found[1]), empty, found[3])


def closing_tag(text: str, opening: SourceTag) -> SourceTag | None:
    """The end tag of an element, over those of its name within it; None for none."""
    depth, at = 1, opening.end
    while True:
        at = text.find("<", at)
        if at < 0:
            return None
        comment = _COMMENT.match(text, at)
        tag = tag_at(text, at)
        if comment is not None:
            at = comment.end()
        elif tag is None:
            at += 1
        else:
            at = tag.end
            if tag.name == opening.name and not (tag.empty and not tag.closing):
                depth += -1 if tag.closing else 1
                if depth == 0:
                    return tag
