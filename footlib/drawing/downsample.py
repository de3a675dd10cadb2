"""Fewer points than readings, without losing a peak."""

from __future__ import annotations

import math
from typing import Any, Final, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from footlib.recording import GAP_FACTOR, Recording

_Number = TypeVar("_Number", np.int16, np.float64)
_LONG: Final = 120.0
"""Seconds from which strides run together on the screen, so that their lines would fill it."""
_FEW: Final = 3
"""Readings of a bin that lines show as well."""


class Curve(NamedTuple):
    """What is drawn of several columns: lines, and where those sum up, the band that their readings lie in.

    Attributes
    ----------
    time
        Epoch seconds, shape (m,).
    lines
        Readings, or the means of bins, shape (m, k); NaN in every gap.
    low, high
        The extremes of each bin, shape (m, k); None where `lines` are readings.
    """

    time: NDArray[np.float64]
    lines: NDArray[np.int16] | NDArray[np.float32]
    low: NDArray[np.int16] | NDArray[np.float32] | None = None
    high: NDArray[np.int16] | NDArray[np.float32] | None = None

    def ends(self, columns: slice) -> NDArray[np.int16] | NDArray[np.float32] | None:
        """The extremes of some columns, lowest and highest in turns, shape (m, 2 k); None where there are no bins."""
        if self.low is None or self.high is None:
            return None
        pairs: NDArray[Any] = np.stack([self.low[:, columns], self.high[:, columns]], axis=2)
        return pairs.reshape(len(pairs), -1)


def thin(
    time: NDArray[np.float64], values: NDArray[_Number], points: int, *, first_row: int = 0
) -> tuple[NDArray[np.float64], NDArray[_Number]]:
    """The extremes of blocks of rows, in the order in which they came.

    Parameters
    ----------
    time, values
        Rows to draw, shape (n,) and (n, k).
    points
        How many may be drawn, 2 and more, with up to four for what lies beside whole blocks; fewer rows are returned
        as they are.
    first_row
        Number of the first row since the start of the history. Blocks are anchored to it, so
        that the picture does not flicker as the window moves on.

    Returns
    -------
    time, values
        Shape (m,) and (m, k). Every value is one of the column's own, at most a block from its time.
    """
    n = len(time)
    if n <= points:
        return time, values
    size = -(-2 * n // points)
    skip = -first_row % size
    blocks = (n - skip) // size
    stop = skip + blocks * size
    edges = np.unique(np.concatenate(([0], np.arange(skip, stop + 1, size), [n])))
    rows = np.column_stack([edges[:-1], edges[1:] - 1]).ravel()
    pieces = values[None, :skip], values[skip:stop].reshape(blocks, size, values.shape[1]), values[None, stop:]
    return time[rows], np.concatenate([_extremes(piece) for piece in pieces if piece.size])


def _extremes(blocks: NDArray[_Number]) -> NDArray[_Number]:
    """Lowest and highest value of each block and column in their order; from shape (b, n, k) to (2 b, k)."""
    low, high = blocks.min(axis=1), blocks.max(axis=1)
    falling = blocks.argmax(axis=1) < blocks.argmin(axis=1)
    pairs = np.stack([np.where(falling, high, low), np.where(falling, low, high)], axis=1)
    return pairs.reshape(2 * len(blocks), blocks.shape[2])


def curve(recording: Recording, seconds: float, points: int, bins: int, *, first_row: int = 0) -> Curve:
    """What to draw of a window: its readings or, of a long one, mean and extremes of each bin.

    Parameters
    ----------
    recording
        Its readings.
    seconds
        How long it is, whether or not there are readings in all of it.
    points
        How many readings of a line may be drawn; parameters as of `thin`.
    bins
        How many bins a long one has.
    first_row
        Number of the first reading since the start of the history, to which bins are anchored.
    """
    interval = recording.interval
    rows = 0 if math.isnan(interval) or seconds <= _LONG else math.ceil(seconds / bins / max(interval, 1e-3))
    if rows <= _FEW or len(recording) <= rows:
        return Curve(*drawable(recording, points, first_row=first_row))
    return envelope(recording, max(rows, -(-len(recording) // bins)), first_row=first_row)


def envelope(recording: Recording, rows: int, *, first_row: int = 0) -> Curve:
    """Mean and extremes of every bin of so many readings.

    A bin ends where readings are missing for longer than it lasts. The first bin of a stretch reaches back to its
    begin, the last one on to its end.

    Parameters
    ----------
    recording
        At least one reading.
    rows
        Readings of a bin.
    first_row
        Number of the first reading since the start of the history, to which bins are anchored.
    """
    time, counts = recording.time, recording.counts
    interval = 0.0 if math.isnan(recording.interval) else recording.interval
    gaps = np.flatnonzero(np.diff(time) > interval * (GAP_FACTOR + rows)) + 1
    starts, stops = _bins(len(time), rows, -first_row % rows, gaps)
    low, high = np.minimum.reduceat(counts, starts, axis=0), np.maximum.reduceat(counts, starts, axis=0)
    sums = np.add.reduceat(counts, starts, axis=0, dtype=np.int64)
    mean = np.rint(sums / (stops - starts)[:, None]).astype(np.int16)
    # A stretch begins and ends with its first and its last reading; one of a single reading is as wide as that lasts.
    begins, ends = np.isin(starts, np.append(gaps, 0)), np.isin(stops, np.append(gaps, len(time)))
    lone = interval / 2 * (begins & ends & (stops - starts == 1))
    first, last = time[starts] - lone, time[stops - 1] + lone
    at = np.column_stack([first, (first + last) / 2, last]).ravel()
    kept = np.column_stack([begins, np.ones_like(begins), ends]).ravel()
    picked = np.repeat(np.arange(len(starts)), 3)[kept]
    breaks = np.flatnonzero(np.isin(starts[picked], gaps) & np.append(True, np.diff(picked) > 0))
    moments = at[kept]
    between = (moments[breaks - 1] + moments[breaks]) / 2
    values = (_with_gaps(values[picked], breaks) for values in (mean, low, high))
    return Curve(np.insert(moments, breaks, between), *values)


def _bins(n: int, rows: int, first: int, gaps: NDArray[np.intp]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Where bins of n readings start and stop; a small rest at an end of a stretch belongs to its neighbour.

    The mean of a few readings would stand out, and in each picture otherwise.
    """
    starts = np.unique(np.concatenate(([0], np.arange(first, n, rows), gaps)))
    stops = np.append(starts[1:], n)
    few = 2 * (stops - starts) < rows
    begins, ends = np.isin(starts, np.append(gaps, 0)), np.isin(stops, np.append(gaps, n))
    starts = starts[~((few & ends & ~begins) | np.append(False, (few & begins & ~ends)[:-1]))]
    return starts, np.append(starts[1:], n)


def drawable(
    recording: Recording, points: int, *, first_row: int = 0
) -> tuple[NDArray[np.float64], NDArray[np.int16] | NDArray[np.float32]]:
    """Times and counts as few as the screen can show, with a NaN in every gap; parameters as of `thin`."""
    time, counts = thin(recording.time, recording.counts, points, first_row=first_row)
    rows_a_point = -(-2 * len(recording) // points)
    return broken(time, counts, recording.interval * (GAP_FACTOR + rows_a_point))


def broken(
    time: NDArray[np.float64], counts: NDArray[np.int16], longest: float
) -> tuple[NDArray[np.float64], NDArray[np.int16] | NDArray[np.float32]]:
    """Put a NaN where an interval is longer than `longest` seconds, so that no line crosses a gap.

    Returns
    -------
    time, counts
        Counts stay int16, half as many bytes, where there is no gap.
    """
    gaps = np.flatnonzero(np.diff(time) > longest) + 1
    if not len(gaps):
        return time, counts
    return np.insert(time, gaps, (time[gaps - 1] + time[gaps]) / 2), _with_gaps(counts, gaps)


def _with_gaps(counts: NDArray[np.int16], gaps: NDArray[np.intp]) -> NDArray[np.int16] | NDArray[np.float32]:
    return np.insert(counts.astype(np.float32), gaps, np.nan, axis=0) if len(gaps) else counts
