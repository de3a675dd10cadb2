"""What an address may say; anybody can write one, so each part is checked."""

from __future__ import annotations

import math
import os
from collections.abc import Mapping
from typing import Final
from urllib.parse import parse_qsl

from footlib.ui.model.playhead import SPEEDS
from footlib.ui.model.time_span import Span

_LONGEST_NUMBER: Final = 10
_LONGEST_WINDOW: Final = 7 * 86400.0
"""Seconds."""


def query(environ: Mapping[str, str] = os.environ) -> dict[str, str]:
    """The page's address as Voilà hands it over: ``?person=3&window=300``."""
    return dict(parse_qsl(environ.get("QUERY_STRING", "")))


def person_number(text: str | None) -> int | None:
    """A person's number."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) <= _LONGEST_NUMBER else None


def window(text: str | None) -> float:
    """Seconds that are shown; 30 where they make no sense."""
    if text == "all":
        return math.inf
    try:
        seconds = float(text or 30)
    except ValueError:
        return 30.0
    return seconds if 5 <= seconds <= _LONGEST_WINDOW else 30.0


def moment(text: str | None) -> float | None:
    """Epoch seconds."""
    try:
        at = float(text or "nan")
    except ValueError:
        return None
    return at if 0 < at < 1e11 else None


def speed(text: str | None) -> float:
    """How fast a replay runs; 1 where that makes no sense."""
    return next((one for one in SPEEDS if f"{one:g}" == text), 1.0)


def span(first: str | None, last: str | None) -> Span | None:
    """From a moment to another, epoch seconds."""
    start, stop = moment(first), moment(last)
    if start is None or stop is None or not 1 <= stop - start <= _LONGEST_WINDOW:
        return None
    return start, stop
