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
