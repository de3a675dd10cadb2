"""Which stretch of time is shown."""

from __future__ import annotations

import math
import time
from typing import Final

from footlib.recording import Recording

WINDOWS: Final = {"30 s": 30.0, "1 min": 60.0, "5 min": 300.0, "10 min": 600.0, "all": math.inf}
"""Seconds that a viewer can choose, by what the button says."""
_NEAREST: Final = 2.0
"""Seconds that are shown at least."""

Span = tuple[float, float]
"""Start and stop, epoch seconds."""


def newest(recording: Recording, seconds: float) -> Span:
    """The last `seconds` of a recording, ``inf`` for all of it; of an empty one those up to the present."""
    stop = float(recording.time[-1]) if len(recording) else time.time()
    first = min(float(recording.time[0]) if len(recording) else stop, stop - _NEAREST)
    return (first if math.isinf(seconds) else stop - seconds), stop


def lengthened(start: float, stop: float) -> Span:
    """A span about the same middle that is not too short to be looked at."""
    middle, half = (start + stop) / 2, max(_NEAREST, stop - start) / 2
    return middle - half, middle + half


def moved(span: Span, at: float, end: float) -> Span:
    """A span of the same length about a moment, no further than `end` unless the moment is."""
    start, stop = span
    length = stop - start
    stop = min(at + length / 2, max(end, at))
    return stop - length, stop
