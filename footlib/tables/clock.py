"""Times of a file as seconds: by the unit that the file tells; without one, by what they can be."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from footlib.epoch import EPOCH_FROM, SAME_TIME, TIME_LIMIT
from footlib.errors import SourceError

if TYPE_CHECKING:
    import pyarrow as pa

UNITS: Final = {"s": 1.0, "ms": 1e-3, "us": 1e-6, "ns": 1e-9, "min": 60.0, "h": 3600.0}
"""Seconds of each unit that a file may count in."""
_NAMES: Final = {"s": "seconds", "ms": "milliseconds", "us": "microseconds", "ns": "nanoseconds"}
_SPELLED: Final = {
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds"), "s"),
    **dict.fromkeys(("ms", "msec", "msecs", "millis", "millisecond", "milliseconds"), "ms"),
    **dict.fromkeys(("us", "µs", "usec", "usecs", "micros", "microsecond", "microseconds"), "us"),
    **dict.fromkeys(("ns", "nsec", "nsecs", "nanos", "nanosecond", "nanoseconds"), "ns"),
    **dict.fromkeys(("min", "mins", "minute", "minutes"), "min"),
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours"), "h"),
}
_TIMES: Final = {"time", "times", "timestamp", "timestamps", "datetime", "epoch", "elapsed", "clock"}
_BEGIN: Final = {"t", "unix", *_SPELLED} - {"min", "h"}
_SLOW: Final = 5.0
"""Seconds; nobody looks at a walk so seldom by mistake, but milliseconds read as seconds are apart by more."""
_MANY: Final = 1000
"""Readings from which on a slow recording is looked at closer: 83 minutes of `_SLOW`, 50 s of milliseconds at 20 Hz."""
_ALIKE: Final = 0.25
"""Correlation of neighbouring readings: over 0.5 within a step, 0 +- 0.03 in a thousand readings of separate steps."""
_LONGEST_WALK: Final = 7 * 86400.0
"""Seconds; what lasts longer than the batteries of a pair of insoles has a wall clock."""
_LONGEST_STUDY: Final = 366 * 86400.0
_FEW: Final = 10
"""Readings that are too few to tell a unit by how they follow each other."""
_SAME: Final = 2e-6
"""Seconds between two ways to write the same time."""
_STEPS: Final = tuple(10.0**exponent for exponent in range(-5, 9))
"""Seconds to which a program may round what it shows."""


@dataclass(frozen=True, slots=True)
class TimeSource:
    """Where times come from, for messages: `line` names file and line of a row, `column` what they stand in."""

    line: Callable[[int], str]
    column: str

    def of(self, rows: NDArray[np.int64]) -> TimeSource:
        """The same for some of the rows."""
        return TimeSource(lambda row: self.line(int(rows[row])), self.column)

    def at(self, row: int) -> str:
        """File, line and column of a time."""
        return f"{self.line(row)}, {self.column}"


def unit_of(title: str) -> str | None:
    """The unit that the title of a column names, as ``time_ms``, ``t [s]`` and ``Timestamp (us)`` do."""
    words = _words(title)
    return _SPELLED.get(words[-1]) if words else None


def is_time(title: str) -> bool:
    """Whether a column of this title holds the times."""
    words = _words(title)
    return bool(words) and words[0] != "iso" and (words[0] in _BEGIN or not _TIMES.isdisjoint(words))


def _words(title: str) -> list[str]:
    # What folds to the Greek letter is written with the sign for micro as well.
    return re.findall(r"[^\W_]+", title.casefold().replace("μ", "µ"))


def in_seconds(stamps: NDArray[np.float64], unit: str) -> NDArray[np.float64]:
    """Stamps of a unit as seconds, exact to the microsecond."""
    if unit == "s":
        return stamps
    seconds: NDArray[np.float64] = np.rint(stamps * UNITS[unit] * 1e6) / 1e6
    return seconds


def from_iso(texts: pa.Array | pa.ChunkedArray) -> NDArray[np.float64] | None:
    """Times as ``2026-05-28T20:26:40.05+02:00`` in epoch seconds, NaN where null; UTC without an offset.

    None if one of them is written in another way.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    points = pc.replace_substring(texts, ",", ".")
    for kind in (pa.timestamp("ns", "UTC"), pa.timestamp("ns")):
        try:
            return from_arrow(points.cast(kind))
        except pa.ArrowInvalid:
            continue
    return None


def from_arrow(stamps: pa.Array | pa.ChunkedArray) -> NDArray[np.float64]:
    """Timestamps or durations of Arrow as seconds, exact to the microsecond; NaN where null."""
    import pyarrow as pa

    counted = stamps.cast(pa.int64())
    whole = counted.fill_null(0).to_numpy().astype(np.int64)
    divisors = {"s": 1.0, "ms": 1e3, "us": 1e6, "ns": 1e6}
    # A float holds no nanoseconds since 1970.
    rounded = (whole + 500) // 1000 if stamps.type.unit == "ns" else whole
    seconds: NDArray[np.float64] = rounded / divisors[stamps.type.unit]
    seconds[counted.is_null().to_numpy()] = np.nan
    return seconds


def agreed(time: NDArray[np.float64], iso: NDArray[np.float64], source: TimeSource) -> NDArray[np.float64] | None:
    """Times that a number and a text beside it tell together; None where the texts say nothing about the numbers.

    A spreadsheet rounds the number to what its column shows, or somebody has changed its unit;
    the text is left alone. Numbers that are shifted by the same time everywhere are taken as they are.

    Parameters
    ----------
    time
        The numbers as seconds, shape (n,), NaN where blank.
    iso
        The texts as epoch seconds, shape (n,), NaN where blank.
    source
        Where they come from.

    Raises
    ------
    SourceError
        If the two contradict each other.
    """
    both = np.isfinite(time) & np.isfinite(iso)
    numbers, texts = time[both], iso[both]
    apart = np.abs(numbers - texts)
    if not len(numbers):
        return None
    if apart.max() <= _SAME or any(_rounded(texts, step, apart) for step in _STEPS if step <= 60):
        return time
    scaled = any(np.abs(in_seconds(numbers, unit) - texts).max() <= _SAME for unit in UNITS)
    if scaled or any(_rounded(numbers, step, apart) for step in _STEPS):
        merged: NDArray[np.float64] = np.where(np.isnan(iso), time, iso)
        return merged
    if np.ptp(numbers - texts) <= _SAME or (np.diff(numbers) < 0).any():
        return None
    row = int(np.flatnonzero(both)[np.argmax(apart > _SAME)])
    raise SourceError(
        f"{source.at(row)}: found {time[row]:.16g}, but iso_time says {iso[row]:.16g}; "
        "correct one of them, or take the column iso_time out"
    )


def _rounded(values: NDArray[np.float64], step: float, apart: NDArray[np.float64]) -> bool:
    return bool(apart.max() <= step + _SAME and np.abs(values - np.rint(values / step) * step).max() <= _SAME)


def of_wall_clock(stamps: NDArray[np.int64]) -> str:
    """The unit in which whole numbers are times since 1970; seconds if they are no such times."""
    return _likely(float(np.abs(stamps).max(initial=0)))


def check_times(time: NDArray[np.float64], counts: NDArray[np.float64], source: TimeSource, *, sure: bool) -> None:
    """Refuse times that cannot be seconds.

    From 6e10 on a number is no second of this age. Smaller ones are elapsed time, where
    milliseconds look like a slow recording: one that is longer than any walk, or of which a
    thousand readings and more, seconds apart, follow each other as those within a step do.

    Parameters
    ----------
    time
        What was read as seconds, shape (n,), without NaN.
    counts
        The readings, shape (n, 6).
    source
        Where they come from.
    sure
        Whether the file or the user told the unit: then only what cannot be a time is refused.

    Raises
    ------
    SourceError
        Says where, what was found, what it looks like, and what to do.
    """
    if (endless := np.flatnonzero(np.isinf(time))).size:
        raise SourceError(f"{source.at(int(endless[0]))}: found {time[endless[0]]:g}, allowed is a finite number")
    if not len(time):
        return
    steps = np.diff(time)
    if (falls := np.flatnonzero(steps < 0)).size:
        row = int(falls[0]) + 1
        raise SourceError(f"{source.line(row)}: time falls to {time[row]:.16g} after {time[row - 1]:.16g}")
    own, doubted = time[0] < EPOCH_FROM, not sure and bool(steps.any())
    if doubted and own:
        _check_steps(time, steps, counts, source)
    if (late := np.flatnonzero(np.abs(time) >= TIME_LIMIT)).size:
        raise SourceError(_looks(source.at(int(late[0])), f"found {time[late[0]]:.0f}", _likely(time[late[0]])))
    if doubted and not own:
        _check_steps(time, steps, counts, source)


def _check_steps(
    time: NDArray[np.float64], steps: NDArray[np.float64], counts: NDArray[np.float64], source: TimeSource
) -> None:
    step, own = float(np.median(steps[steps > 0])), bool(time[0] < EPOCH_FROM)
    found = f"readings follow each other after {step:g}"
    if step < SAME_TIME and len(time) > _FEW:
        raise SourceError(
            f"{source.at(0)}: {found}, which would be days or minutes; allowed are seconds, and milliseconds "
            "and shorter ones in a column that names them, as time_ms"
        )
    too_long = time[-1] - time[0] > (_LONGEST_WALK if own else _LONGEST_STUDY)
    if step >= _SLOW and len(time) > _FEW and (too_long or (own and len(time) >= _MANY and _alike(counts) > _ALIKE)):
        unit = next((unit for unit in ("ms", "us") if step * UNITS[unit] < _SLOW), "ns")
        looks = _looks(source.at(0), f"{found} in {len(time)} lines", unit)
        raise SourceError(f"{looks}; if they are seconds, with --time-unit s")
    row = int(np.argmax(steps)) + 1
    if own and steps[row - 1] > _LONGEST_WALK:
        raise SourceError(
            f"{source.at(row)}: time jumps to {time[row]:.16g} after {time[row - 1]:.16g}, "
            "which is no time of the same walk; correct it or take the line out"
        )


def _looks(place: str, found: str, unit: str) -> str:
    return (
        f"{place}: {found}, which looks like {_NAMES[unit]}; allowed are seconds, and {_NAMES[unit]} "
        f"in a column that is named time_{unit} or with --time-unit {unit}"
    )


def _likely(stamp: float) -> str:
    return next((unit for unit, length in UNITS.items() if abs(stamp) * length < TIME_LIMIT), "ns")


def _alike(counts: NDArray[np.float64]) -> float:
    loads = counts.reshape(len(counts), 2, -1).sum(axis=2)
    before, after = loads[:-1] - loads[:-1].mean(axis=0), loads[1:] - loads[1:].mean(axis=0)
    spread = np.sqrt((before**2).sum(axis=0) * (after**2).sum(axis=0))
    return float(np.divide((before * after).sum(axis=0), spread, out=np.zeros(2), where=spread > 0).max())
