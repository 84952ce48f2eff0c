"""SVG 图片: a drawing is shown on the site's own origin, so it must hold nothing that acts."""

from __future__ import annotations

import re
from xml.etree.ElementTree import ParseError, fromstring

_STRUCTURE = ("svg", "g", "defs", "symbol", "use", "switch", "title", "desc", "metadata")
_SHAPES = ("path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "image")
_TEXTS = ("text", "tspan", "textPath")
_PAINTS = ("marker", "pattern", "mask", "clipPath", "linearGradient", "radialGradient", "stop")
_FILTERS = ("filter", "feGaussianBlur", "feOffset", "feBlend", "feColorMatrix", "feMerge",
            "feMergeNode", "feFlood", "feComposite")  # fmt: skip
ELEMENTS = frozenset((*_STRUCTURE, *_SHAPES, *_TEXTS, *_PAINTS, *_FILTERS))
SVG_SPACE = "{http://www.w3.org/2000/svg}"

_DECLARATION = re.compile(r"<!(?:DOCTYPE|ENTITY)|<\?(?!xml\s)[\w-]*", re.I)
_OTHER_ENCODING = re.compile(r"<\?xml[^>]*encoding\s*=\s*['\"](?!utf-8['\"])[^'\"]*", re.I)
_DATA_PICTURE = re.compile(r"data:image/(?:png|jpeg|gif|webp);base64,[A-Za-z0-9+/=\s]*")
_CSS_ADDRESS = re.compile(r"url\s*+\(\s*+['\"]?+\s*+(?!#)|@import|expression\s*\(|\\", re.I)


def active_svg_part(data: bytes) -> str | None:
    """The first thing in an SVG that may not be there; None for a plain drawing.

    Refused: what is not well-formed SVG, document type declarations and entities, elements
    outside the list (``script``, ``style``, ``foreignObject``, ``a``, ``animate`` …), ``on…``
    handlers, references to anything but parts of the drawing and embedded pixel pictures.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return "UTF-8?"
    declared = _DECLARATION.search(text) or _OTHER_ENCODING.search(text)
    if declared:
        return declared[0]
    try:
        root = fromstring(text)  # noqa: S314 (no declarations, so no entities)
    except (ParseError, ValueError) as error:
        return f"XML: {error}"
    if root.tag != f"{SVG_SPACE}svg":
        return "svg"
    for element in root.iter():
        active = _active_element(str(element.tag), element.attrib)
        if active:
            return active
    return None


def _active_element(tag: str, attributes: dict[str, str]) -> str | None:
    name = tag.removeprefix(SVG_SPACE)
    # elements of other name spaces (an editor's own notes) are not drawn, unless they are html
    if name.startswith("{"):
        return name if "xhtml" in name.lower() else None
    if name not in ELEMENTS:
        return f"<{name}>"
    for full, value in attributes.items():
        attribute = full.rpartition("}")[2].lower()
        if attribute.startswith("on") or attribute == "base":
            return attribute
        if attribute in ("href", "src") and not _is_inner_reference(name, value):
            return f"{attribute}={value[:40]}"
        if _CSS_ADDRESS.search(value):
            return f"{attribute}={value[:40]}"
    return None


def _is_inner_reference(element: str, value: str) -> bool:
    if value.strip().startswith("#"):
        return True
    return element == "image" and _DATA_PICTURE.fullmatch(value.strip()) is not None
