"""The picture of a letter head, checked and made a part of the page."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from pathlib import Path
from typing import Final
from xml.parsers import expat

from footlib.errors import SettingsError

MOST: Final = 1024 * 1024
"""Bytes of a picture: a report is sent by mail."""
_ALLOWED: Final = f"a PNG, JPEG or SVG picture of up to {MOST // 1024} KiB"


def data_uri(file: str) -> str:
    """A picture as a ``data:`` URI.

    Raises
    ------
    SettingsError
        If the file cannot be read, is no picture or too large, or is an SVG that holds a script or asks for another
        file.
    """
    try:
        with Path(file).open("rb") as picture:
            data = picture.read(MOST + 1)
    except OSError as error:
        raise SettingsError(
            f"REPORT_LOGO is {file}, which cannot be read ({error.strerror}); name {_ALLOWED}"
        ) from None
    if len(data) > MOST:
        raise SettingsError(f"REPORT_LOGO is {file}, which has more than {MOST // 1024} KiB; name {_ALLOWED}")
    if data.startswith(b"\x89PNG\r\n\x1a\n") and b"IEND" in data[-16:]:
        kind = "png"
    elif data.startswith(b"\xff\xd8\xff") and b"\xff\xd9" in data:
        kind = "jpeg"
    elif why := _no_drawing(data):
        raise _refused(file, why)
    else:
        kind = "svg+xml"
    return f"data:image/{kind};base64,{b64encode(data).decode()}"


def _refused(file: str, why: str) -> SettingsError:
    return SettingsError(f"REPORT_LOGO is {file}, which {why}; name {_ALLOWED}")


class _Found(Exception):  # noqa: N818 - it ends the parser with what was found
    pass


def _no_drawing(data: bytes) -> str:
    """Why it is no SVG that may be shown; empty if it is one.

    A browser runs no script of a picture, but whoever saves it from a report and opens it alone is not safe.
    """
    opened: list[str] = []

    def element(name: str, attributes: Mapping[str, str]) -> None:
        plain = name.rpartition(":")[2].lower()
        # Without the name of its language a browser takes it for no drawing.
        if not opened and (plain != "svg" or "http://www.w3.org/2000/svg" not in attributes.values()):
            raise _Found("is no picture")
        opened.append(plain)
        if plain in {"script", "foreignobject"}:
            raise _Found(f"holds the element {name}, which a picture does not need")
        for attribute, value in attributes.items():
            key, target = attribute.rpartition(":")[2].lower(), value.strip().lower()
            if key.startswith("on"):
                raise _Found(f"holds a script, the attribute {attribute}")
            if key in {"href", "src"} and not target.startswith(("#", "data:image/png", "data:image/jpeg")):
                raise _Found(f"asks for something outside of it, by the attribute {attribute}")

    def entity(*_: object) -> None:
        raise _Found("declares entities, which a picture does not need")

    parser = expat.ParserCreate()
    parser.StartElementHandler = element
    parser.EntityDeclHandler = entity
    try:
        parser.Parse(data, True)
    except expat.ExpatError:
        return "is no picture"
    except _Found as found:
        return str(found)
    return ""
