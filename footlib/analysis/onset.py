"""When a load crosses a threshold, between two readings."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from footlib.percentiles import percentile

STEEPNESS: Final = 75
"""Percentile of a recording's slopes at contact that is taken for the true one where readings are too far apart."""


def onset(time: NDArray[np.float64], excess: NDArray[np.float64], rows: NDArray[np.int64]) -> NDArray[np.float64]:
    """Times at which `excess` rises through zero, just before the readings `rows`.

    A straight line from the reading before is too early at 10 to 50 Hz: the foot is still in
    the air for a part of that interval, and stance comes out up to five points too long. The
    line is drawn backwards from the first reading in contact instead, as steep as the load
    rises there, into the next reading or, at its steepest, in the recording's other contacts.
    """
    if not len(rows):
        return np.empty(0)
    following = np.minimum(rows + 1, len(time) - 1)
    steepest = np.maximum(_slope(time, excess, rows - 1, rows), _slope(time, excess, rows, following))
    steepest = np.maximum(steepest, percentile(steepest, STEEPNESS))
    before = np.divide(np.maximum(excess[rows], 0.0), steepest, out=np.zeros(len(rows)), where=steepest > 0)
    found: NDArray[np.float64] = np.maximum(time[rows] - before, time[rows - 1])
    return found


def _slope(
    time: NDArray[np.float64], values: NDArray[np.float64], first: NDArray[np.int64], second: NDArray[np.int64]
) -> NDArray[np.float64]:
    step = time[second] - time[first]
    return np.divide(values[second] - values[first], step, out=np.zeros(len(step)), where=step > 0)
