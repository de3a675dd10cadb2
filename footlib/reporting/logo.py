"""The picture of a letter head, checked and made a part of the page."""

from __future__ import annotations

from base64 import b64encode
from pathlib import Path
from typing import Final

from footlib.errors import SettingsError
from footlib.reporting import svg

MOST: Final = 1024 * 1024
"""Bytes of a picture: a report is sent by mail."""
_ALLOWED: Final = f"a PNG, JPEG or SVG picture of up to {MOST // 1024} KiB"


def data_uri(file: str) -> str:
    """A picture as a ``data:`` URI.

    Raises
    ------
    SettingsError
        If the file cannot be read, is no picture or too large, or is an SVG that holds more than a picture needs.
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
    elif why := svg.why_not(data):
        raise _refused(file, why)
    else:
        kind = "svg+xml"
    return f"data:image/{kind};base64,{b64encode(data).decode()}"


def _refused(file: str, why: str) -> SettingsError:
    return SettingsError(f"REPORT_LOGO is {file}, which {why}; name {_ALLOWED}")
