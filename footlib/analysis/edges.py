"""A load between two readings, where a foot comes down or leaves the ground.

A line from the last reading without load to the first one with it lies too high: the load is zero
for a part of that interval. There the curve goes on as it does in the three readings on the loaded
side, until it meets the floor: resolution within a cell, Harten 1989, J Comput Phys 83:148-184.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from footlib.percentiles import percentile
from footlib.recording import Recording

_FLOOR, _STILL = 0.1, 0.02
"""Of the 95th percentile: how high an unloaded reading is, and by how much it differs from the one before."""
_WITHIN: Final = np.arange(1, 8) / 8

_Column = NDArray[np.float64]


def nodes(recording: Recording, values: _Column) -> tuple[_Column, _Column]:
    """Readings, and points between two of them where a load leaves the floor or comes back to it.

    Parameters
    ----------
    recording
        n readings.
    values
        Counts above the baseline, shape (n,).

    Returns
    -------
    time, values
        Shape (m,), m of n and more; a line through them is the curve.
    """
    whole = np.ones(len(values), np.bool_)
    whole[recording.gaps] = False
    rises = _edges(recording.time, values, whole[:-1])
    falls = _edges(-recording.time[::-1], values[::-1], whole[-2::-1])
    time = np.concatenate((recording.time, rises[0], -falls[0]))
    order = np.argsort(time, kind="stable")
    return time[order], np.concatenate((values, rises[1], falls[1]))[order]


def crossings(recording: Recording, values: _Column, threshold: _Column) -> _Column:
    """Times at which the curve rises over a threshold, seconds.

    Parameters
    ----------
    recording, values
        As of `nodes`.
    threshold
        At each reading, shape (n,), or (1,) where it is one for all.
    """
    time, curve = nodes(recording, values)
    over = curve - (threshold if len(threshold) == 1 else np.interp(time, recording.time, threshold))
    rises = np.flatnonzero((over[:-1] <= 0) & (over[1:] > 0))
    share = -over[rises] / (over[rises + 1] - over[rises])
    crossed: _Column = time[rises] + share * (time[rises + 1] - time[rises])
    return crossed


def _edges(time: _Column, values: _Column, whole: NDArray[np.bool_]) -> tuple[_Column, _Column]:
    if len(values) < 5:
        return np.empty(0), np.empty(0)
    high = float(percentile(values, 95))
    before, low, first = (values[i : len(values) - 4 + i] for i in range(3))
    unbroken = whole[:-3] & whole[1:-2] & whole[2:-1] & whole[3:]
    leaves = (np.abs(low - before) < _STILL * high) & (low < _FLOOR * high) & (first > low) & unbroken
    rows = np.flatnonzero(leaves & (np.diff(time)[2:-1] > 0) & (np.diff(time)[3:] > 0)) + 1
    x0, x1, x2, x3 = (time[rows + i][:, None] for i in range(4))
    y0, y1, y2, y3 = (values[rows + i][:, None] for i in range(4))
    slope = (y2 - y1) / (x2 - x1)
    bend = ((y3 - y2) / (x3 - x2) - slope) / (x3 - x1)
    x = x0 + (x1 - x0) * _WITHIN
    # A load that flattens soon after its rise would be drawn back too steeply by all of its bend.
    y = y1 + (x - x1) * (slope + (x - x2) * np.where(bend < 0, bend / 2, bend))
    return x.ravel(), np.clip(y, y0, y0 + (y1 - y0) * _WITHIN).ravel()
