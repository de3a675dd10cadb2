"""Fewer points than readings, without losing a peak."""

from __future__ import annotations

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from footlib.recording import GAP_FACTOR, Recording

_Number = TypeVar("_Number", np.int16, np.float64)


def thin(
    time: NDArray[np.float64], values: NDArray[_Number], points: int, *, first_row: int = 0
) -> tuple[NDArray[np.float64], NDArray[_Number]]:
    """The extremes of blocks of rows, in the order in which they came.

    Parameters
    ----------
    time, values
        Rows to draw, shape (n,) and (n, k).
    points
        How many may be drawn, 2 and more; fewer rows are returned as they are.
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
    block = values[skip:stop].reshape(blocks, size, values.shape[1])
    low, high = block.min(axis=1), block.max(axis=1)
    falling = block.argmax(axis=1) < block.argmin(axis=1)
    pairs = np.stack([np.where(falling, high, low), np.where(falling, low, high)], axis=1)
    starts = skip + size * np.arange(blocks)
    rows = np.concatenate([np.arange(skip), np.column_stack([starts, starts + size - 1]).ravel(), np.arange(stop, n)])
    return time[rows], np.concatenate([values[:skip], pairs.reshape(2 * blocks, values.shape[1]), values[stop:]])


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
    return (
        np.insert(time, gaps, (time[gaps - 1] + time[gaps]) / 2),
        np.insert(counts.astype(np.float32), gaps, np.nan, axis=0),
    )
