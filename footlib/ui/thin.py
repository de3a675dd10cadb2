"""Fewer points than readings, without losing a peak."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from footlib.recording import Recording


def thin(
    recording: Recording, points: int, *, first_row: int = 0
) -> tuple[NDArray[np.float64], NDArray[np.int16], NDArray[np.intp]]:
    """The extremes of blocks of readings, in the order in which they came.

    Parameters
    ----------
    recording
        Readings to draw.
    points
        How many may be drawn, 2 and more; fewer readings are returned as they are.
    first_row
        Number of the first reading since the start of the history. Blocks are anchored to it,
        so that the picture does not flicker as the window moves on.

    Returns
    -------
    time, counts
        Shape (m,) and (m, 6). Every count is one that was read, at most a block from its time.
    rows
        The last reading before each point, shape (m,).
    """
    n = len(recording)
    if n <= points:
        return recording.time, recording.counts, np.arange(n)
    size = -(-2 * n // points)
    skip = -first_row % size
    blocks = (n - skip) // size
    body = slice(skip, skip + blocks * size)
    values = recording.counts[body].reshape(blocks, size, -1)
    low, high = values.min(axis=1), values.max(axis=1)
    falling = values.argmax(axis=1) < values.argmin(axis=1)
    pair = np.stack([np.where(falling, high, low), np.where(falling, low, high)], axis=1).reshape(2 * blocks, -1)
    starts = skip + size * np.arange(blocks)
    rows = np.column_stack([starts, starts + size - 1]).reshape(-1)
    rest = np.concatenate([np.arange(skip), np.arange(body.stop, n)])
    every = np.concatenate([rest[:skip], rows, rest[skip:]])
    counts = np.concatenate([recording.counts[:skip], pair, recording.counts[body.stop :]])
    return recording.time[every], counts, every


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
