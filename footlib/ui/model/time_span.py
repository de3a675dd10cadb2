"""Which stretch of time is shown, which reading at a moment in it, and what its contacts are decided by."""

from __future__ import annotations

import math
import time
from typing import Final

import numpy as np

from footlib.analysis import Thresholds, adapt
from footlib.analysis.enough import LEAST
from footlib.recording import GAP_FACTOR, Recording

WINDOWS: Final = {"30 s": 30.0, "1 min": 60.0, "5 min": 300.0, "10 min": 600.0, "all": math.inf}
"""Seconds that a viewer can choose, by what the button says."""
SAME: Final = 0.5
"""Seconds by which spans may differ that are as long to a viewer."""
_NEAREST: Final = 2.0
"""Seconds that are shown at least."""

TRAILING: Final = 60.0
"""Seconds up to the end of what is shown that thresholds are taken from."""
_LONG: Final = 120.0
"""Seconds of a window from which its thresholds are taken block by block, not from the trailing minute alone."""
_NEARBY: Final = 50
"""Readings before and after a moment that tell the usual interval there."""
_LASTS: Final = 0.5
"""Seconds that a reading may be looked at, however fast others follow as a rule."""

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


def scaled(span: Span, at: float, by: float, within: Span) -> Span:
    """A span `by` times as long in which a moment stays where it is, unless it would leave what there is to show."""
    start, stop = lengthened(at - by * (at - span[0]), at + by * (span[1] - at))
    first, last = min(within[0], span[0]), max(within[1], span[1])
    shift = min(0.0, last - stop) + max(0.0, first - start)
    return start + shift, stop + shift


def moved(span: Span, at: float, end: float) -> Span:
    """A span of the same length about a moment, no further than `end` unless the moment is."""
    start, stop = span
    length = stop - start
    stop = min(at + length / 2, max(end, at))
    return stop - length, stop


def row_at(shown: Recording, at: float) -> int | None:
    """The reading at a moment, ``inf`` for the newest; None in a gap, where nothing was measured."""
    if not len(shown):
        return None
    if math.isinf(at):
        return len(shown) - 1
    row = max(0, int(np.searchsorted(shown.time, at + 1e-6, "right")) - 1)
    interval = shown[max(0, row - _NEARBY) : row + _NEARBY].interval
    lasts = _LASTS if math.isnan(interval) else max(_LASTS, GAP_FACTOR * interval)
    return row if abs(at - shown.time[row]) <= lasts else None


def thresholds(until: Recording, shown: Recording) -> tuple[Thresholds | None, Thresholds | None]:
    """Of the minute before the end of what is shown, and of all of it; None without readings.

    Parameters
    ----------
    until
        Readings up to the end of what is shown, from a minute before it on at least. Of the readings, not of the
        clock: a span that ends in the future would have none.
    shown
        Those that are shown.
    """
    if not len(until):
        return None, None
    # A minute of rare readings is too few for a threshold.
    trailing = until[-max(LEAST, len(until.window(TRAILING))) :]
    near = adapt(trailing)
    return near, near if shown.duration < _LONG else adapt(shown)
