"""Whether an SVG file is a picture and nothing else.

A browser runs no script of a picture in a page, but whoever saves it from a report and opens it alone is not safe, and
what a picture asks of other hosts tells them who reads the report. So what may stand in it is listed, not what may not.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final
from xml.parsers import expat


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


_SVG: Final = "http://www.w3.org/2000/svg"
_STYLE: Final = f"{_SVG} style"
_EDITORS: Final = frozenset(
    {
        "http://www.inkscape.org/namespaces/inkscape",
        "http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd",
        "http://www.bohemiancoding.com/sketch/ns",
        "http://www.serif.com/",
        "http://www.figma.com/figma/ns",
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        "http://creativecommons.org/ns#",
        "http://web.resource.org/cc/",
        "http://purl.org/dc/elements/1.1/",
        "http://www.w3.org/XML/1998/namespace",
    }
)
"""Languages of what editors note for themselves, which browsers pass over; `xml:space` and `xml:lang`."""
_ELEMENTS: Final = _listed(
    """
    svg g defs symbol use switch title desc metadata style path rect circle ellipse line polyline polygon text tspan
    textPath image clipPath mask pattern marker linearGradient radialGradient stop filter feBlend feColorMatrix
    feComponentTransfer feComposite feDropShadow feFlood feFuncA feFuncB feFuncG feFuncR feGaussianBlur feMerge
    feMergeNode feMorphology feOffset
    """
)
_ATTRIBUTES: Final = _listed(
    """
    alignment-baseline amplitude baseProfile baseline-shift clip clip-path clip-rule clipPathUnits color
    color-interpolation color-interpolation-filters color-rendering contentScriptType contentStyleType cx cy d direction
    display dominant-baseline dx dy enable-background exponent fill fill-opacity fill-rule filter filterUnits
    flood-color flood-opacity font font-family font-size font-size-adjust font-stretch font-style font-variant
    font-weight fr fx fy gradientTransform gradientUnits height image-rendering in in2 intercept isolation k1 k2 k3 k4
    kerning lengthAdjust letter-spacing marker marker-end marker-mid marker-start markerHeight markerUnits markerWidth
    mask mask-type maskContentUnits maskUnits media method mix-blend-mode mode offset opacity operator orient overflow
    paint-order pathLength patternContentUnits patternTransform patternUnits pointer-events points preserveAspectRatio
    primitiveUnits r refX refY requiredExtensions requiredFeatures result rotate rx ry shape-rendering slope spacing
    spreadMethod startOffset stdDeviation stop-color stop-opacity stroke stroke-dasharray stroke-dashoffset
    stroke-linecap stroke-linejoin stroke-miterlimit stroke-opacity stroke-width style systemLanguage tableValues
    text-align text-anchor text-decoration text-rendering textLength transform transform-box transform-origin type
    unicode-bidi values vector-effect version viewBox visibility width word-spacing writing-mode x x1 x2 y y1 y2
    zoomAndPan
    """
)
_WORDS: Final = re.compile(r"(?:aria|data)-[\w.-]+|id|class|lang|role")
"""Attributes that are text and never read as style."""
_FUNCTION: Final = re.compile(r"(?<![\w-])([\w-]*)\(\s*(?=(.{0,2}))", re.DOTALL)
_FUNCTIONS: Final = _listed(
    "rgb rgba hsl hsla var calc rect matrix translate translatex translatey scale scalex scaley rotate skewx skewy"
)
_LINKED: Final = re.compile(r"#.*", re.DOTALL)
_EMBEDDED: Final = re.compile(r"data:image/(?:png|jpe?g)[;,].*", re.DOTALL)


class _Found(Exception):  # noqa: N818 - it ends the parser with what was found
    pass


def why_not(data: bytes) -> str:
    """Why this is no SVG that may be shown, as the end of a sentence that begins with the file; empty if it is one."""
    reader = _Reader()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = reader.begin
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    parser.EntityDeclHandler = _entity
    parser.ProcessingInstructionHandler = _instruction
    try:
        parser.Parse(data, True)
    except expat.ExpatError:
        return "is no picture"
    except _Found as found:
        return str(found)
    return ""


class _Reader:
    """Hears what is in the file, and ends it at the first thing that is not on the lists."""

    def __init__(self) -> None:
        self._open: list[str] = []
        self._style: list[str] = []

    def begin(self, full: str, attributes: Mapping[str, str]) -> None:
        language, _, name = full.rpartition(" ")
        if not self._open and (language, name) != (_SVG, "svg"):
            # Without the name of its language a browser takes it for no drawing.
            raise _Found("is no picture")
        known = name in _ELEMENTS if language == _SVG else language in _EDITORS
        # Of a style in pieces a browser makes one.
        if not known or _STYLE in self._open:
            raise _Found(f"holds the element {name}, which a picture does not need")
        self._open.append(full)
        if language == _SVG:
            for attribute, value in attributes.items():
                _check_attribute(name, attribute, value)

    def text(self, text: str) -> None:
        if self._open[-1] == _STYLE:
            self._style.append(text)

    def end(self, _: str) -> None:
        if self._open.pop() == _STYLE:
            _check_style("".join(self._style))
            self._style.clear()


def _check_attribute(element: str, full: str, value: str) -> None:
    language, _, name = full.rpartition(" ")
    # What a link leads to, `xml:base` would change.
    if language in _EDITORS and name != "base":
        return
    if name == "href" and language in {"", "http://www.w3.org/1999/xlink"}:
        if not _LINKED.fullmatch(value) and not (element == "image" and _EMBEDDED.fullmatch(value)):
            raise _Found(f"asks for something outside of it, by the attribute {name}")
    elif language or not (name in _ATTRIBUTES or _WORDS.fullmatch(name)):
        raise _Found(f"holds the attribute {name}, which a picture does not need")
    elif name in _ATTRIBUTES:
        _check_style(value)


def _check_style(text: str) -> None:
    # A backslash can write any letter, and `@import` or `@font-face` ask for a file.
    if mark := re.search(r"\\|@(?!media\b)", text):
        raise _Found(f"holds a style with {mark[0]}, which a picture does not need")
    for function, argument in _FUNCTION.findall(text):
        if function.lower() == "url":
            if not argument.lstrip("'\"").startswith("#"):
                raise _Found("asks for something outside of it, by a style with url()")
        elif function and function.lower() not in _FUNCTIONS:
            raise _Found(f"holds a style with {function}(), which a picture does not need")


def _entity(*_: object) -> None:
    raise _Found("declares entities, which a picture does not need")


def _instruction(target: str, _: str) -> None:
    raise _Found(f"holds the instruction {target}, which a picture does not need")
