"""Values of settings: read from the text of a variable or a file, and checked beyond their types."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from footlib.secrecy import HOST_NAME
from footlib.sensors import NAMES

LONGEST_NAME: Final = 80
"""Characters of a trial's name and of its condition."""
LONGEST_KIND: Final = 40
"""Characters of a label's kind."""


def plain(value: Any) -> Any:
    """A value as it is, of a path its text."""
    return str(value) if isinstance(value, Path) else value


def words(value: Any) -> Any:
    """Texts between commas, without those that are blank."""
    return tuple(filter(None, map(str.strip, value.split(",")))) if isinstance(value, str) else value


def numbers(value: Any, most: int) -> tuple[int, ...]:
    """Numbers as ``1-6,9``, as a sequence or as one; of more than `most`, only so many that it shows.

    Raises
    ------
    ValueError, TypeError
        If it is none of these.
    """
    if isinstance(value, int) and not isinstance(value, bool):
        return (value,)
    # One more than is allowed tells that there are too many, however many there are.
    return tuple(islice(_ranges(value) if isinstance(value, str) else value, most + 1))


def _ranges(text: str) -> Iterator[int]:
    for part in text.split(","):
        match = re.fullmatch(r"\s*(\d+)\s*(?:-\s*(\d+)\s*)?", part)
        if not match:
            raise ValueError(part)
        first, last = int(match[1]), int(match[2] or match[1])
        if last < first:
            raise ValueError(part)
        yield from range(first, last + 1)


def distinct(found: tuple[int, ...]) -> tuple[int, ...]:
    """Numbers of persons, each once; `ValueError` for one that cannot be a person's."""
    if min(found) < 0 or max(found) > 2**31:
        raise ValueError(found)
    return tuple(dict.fromkeys(found))


def sensors(found: tuple[int, ...]) -> tuple[int, ...]:
    """Numbers of sensors, each once; `ValueError` for one that no insole has."""
    if max(found) >= len(NAMES):
        raise ValueError(found)
    return distinct(found)


def address(url: str) -> str:
    """The address of an API, ending in a slash unless it ends in ``=``; `ValueError` for one that cannot be asked."""
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.port == 0 or "#" in url:
        raise ValueError
    # Of a password with a slash, a part would be taken for the port and the rest for the path.
    if "@" in parts.path or not HOST_NAME.fullmatch(parts.hostname):
        raise ValueError
    parts.hostname.encode("idna")
    return url if url.endswith(("/", "=")) else f"{url}/"


def host(name: str) -> str:
    """The name or number of a host; `ValueError` if more stands in it."""
    if not HOST_NAME.fullmatch(name) or name.count(":") == 1:
        raise ValueError
    return name


def hosts(names: tuple[str, ...]) -> tuple[str, ...]:
    """Names of hosts without blanks; `ValueError` for one that no browser asks for."""
    found = texts(names, most=253)
    if any(name.startswith(".") for name in found):
        raise ValueError(found)
    return tuple(map(host, found))


def texts(found: tuple[str, ...], most: int) -> tuple[str, ...]:
    """Texts without blank ones; `ValueError` for one of more than `most` characters, or of several."""
    stripped = tuple(filter(None, map(str.strip, found)))
    # A child process is told all of them between commas.
    if any(len(text) > most or "," in text for text in stripped):
        raise ValueError(stripped)
    return stripped


def lines(text: str) -> str:
    r"""A text of several lines; ``\n`` parts them too, since a file of variables has none but one-line values."""
    return "\n".join(line.strip() for line in text.replace("\\n", "\n").strip().splitlines())


def finite(value: float) -> float:
    """A number; `ValueError` for infinity and what is none."""
    if not value < float("inf"):
        raise ValueError(value)
    return value
