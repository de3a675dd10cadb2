"""What may be shown of a value that holds a secret."""

from __future__ import annotations

import re
from typing import Any, Final
from urllib.parse import urlsplit

HIDDEN: Final = "***"
"""Stands in the place of a secret."""
HOST_NAME: Final = re.compile(r"[\w.:%-]*")
"""What the name or the number of a host is made of."""
_URL: Final = re.compile(r"[\w+.-]+://[^\s'\"]*")


def hidden(_: str) -> str:
    """Nothing of a text."""
    return HIDDEN


def place_of(url: str) -> str:
    """Scheme, host and port of an address, since user, password and keys stand in the rest."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        return HIDDEN
    if not host or not HOST_NAME.fullmatch(host):
        return HIDDEN
    return f"{parts.scheme}://{f'[{host}]' if ':' in host else host}{f':{port}' if port else ''}"


def without_address(value: Any) -> str:
    """A value that should hold no secret, and may be an address by mistake."""
    text = _URL.sub(lambda url: place_of(url[0]), repr(value))
    return HIDDEN if "@" in text else text
