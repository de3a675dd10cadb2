"""Values of settings: read from the text of a variable or a file, and checked beyond their types."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from footlib.errors import SettingsError
from footlib.secrecy import HOST_NAME
from footlib.sensors import NAMES

LONGEST_NAME: Final = 80
"""Characters of a trial's name and of its condition."""
LONGEST_KIND: Final = 40
"""Characters of a label's kind."""
MOST_PERSONS: Final = 1_000_000
PERSON: Final = "{person}"
"""Stands in the API's address where the person's number goes."""
_HEADER: Final = re.compile(r"([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([\x21-\x7e\x80-\xff][\x20-\x7e\x80-\xff]*)")
_FRAMING: Final = frozenset(
    {"connection", "content-length", "expect", "host", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade"}
    | {"accept-encoding", "proxy-authorization", "proxy-connection"}
)
"""Headers that say how a message is sent, or what answers can be unpacked."""


def plain(value: Any) -> Any:
    """A value as it is, of a path its text."""
    return str(value) if isinstance(value, Path) else value


def words(value: Any) -> Any:
    """Texts between commas, without those that are blank."""
    return tuple(filter(None, map(str.strip, value.split(",")))) if isinstance(value, str) else value


def ids(value: Any) -> Any:
    """Texts between commas or in a sequence, where numbers count as texts."""
    found = words(value)
    return tuple(map(str, found)) if isinstance(found, list | tuple | range) else found


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
    """The address of an API; `ValueError` for one that cannot be asked.

    It ends in a slash unless it ends in ``=`` or says where the person's number goes.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.port == 0 or "#" in url:
        raise ValueError
    # Of a password with a slash, a part would be taken for the port and the rest for the path.
    if "@" in parts.path or not HOST_NAME.fullmatch(parts.hostname):
        raise ValueError
    # A placeholder of another name would be asked for as it stands.
    if PERSON in parts.netloc or set(re.findall(r"\{\w*\}", f"{parts.path}?{parts.query}")) - {PERSON}:
        raise ValueError
    parts.hostname.encode("idna")
    return url if PERSON in url or url.endswith(("/", "=")) else f"{url}/"


def joined(value: Any) -> Any:
    """Headers by name as lines of text."""
    return "\n".join(f"{name}: {text}" for name, text in value.items()) if isinstance(value, dict) else value


def headers(text: str) -> str:
    """Lines of HTTP headers; `ValueError` for one that is none, is there twice, or frames the message."""
    found = lines(text)
    names = [match[1].lower() for line in found.split("\n") if (match := _HEADER.fullmatch(line))]
    if found and (len(names) != found.count("\n") + 1 or len(set(names)) < len(names) or _FRAMING & set(names)):
        raise ValueError
    return found


def sensor_ids(found: tuple[str, ...]) -> tuple[str, ...]:
    """Ids of the six sensors; `ValueError` for fewer or for one that is there twice."""
    stripped = texts(found, most=LONGEST_NAME)
    if stripped and len(set(stripped)) != len(NAMES):
        raise ValueError
    return stripped


def one_sign_in(values: Mapping[str, Any]) -> None:
    """Refuse settings that tell in two ways how to sign in at the API."""
    told = {
        "API_TOKEN": values.get("api_token"),
        "API_USERNAME or API_PASSWORD": values.get("api_username") or values.get("api_password"),
        "a user in BASE_URL": "@" in urlsplit(values.get("base_url") or "").netloc,
        "Authorization in API_HEADERS": re.search(r"(?im)^authorization:", values.get("api_headers") or ""),
    }
    if len(ways := [way for way, given in told.items() if given]) > 1:
        raise SettingsError(f"{' and '.join(ways)} each tell how to sign in at the API; let one of them stand")


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


READ: Final[dict[str, Callable[[Any], Any]]] = {
    **dict.fromkeys(("ids", "sensors_id"), partial(numbers, most=MOST_PERSONS)),
    **dict.fromkeys(("trial_names", "trial_conditions", "label_kinds", "hosts"), words),
    "api_sensors": ids,
    "api_headers": joined,
}
"""How a value is read, by the name of its setting in lower case."""
CHECKS: Final[dict[str, Callable[[Any], Any]]] = {
    "ids": distinct,
    "sensors_id": sensors,
    "base_url": address,
    "api_headers": headers,
    "api_sensors": sensor_ids,
    **dict.fromkeys(("host", "bind", "health_host"), host),
    "hosts": hosts,
    **dict.fromkeys(("trial_names", "trial_conditions"), partial(texts, most=LONGEST_NAME)),
    "label_kinds": partial(texts, most=LONGEST_KIND),
    "max_sec": finite,
    "report_address": lines,
}
"""How a value that was read is checked, beyond its type."""
