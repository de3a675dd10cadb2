"""Times at equal distances, where readings are."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def regular(time: NDArray[np.float64], gaps: NDArray[np.int64], rate: float, near: float) -> NDArray[np.float64]:
    """Points of a grid from the first time on, those within a gap left out; a gap costs nothing.

    Parameters
    ----------
    time
        Times of readings in seconds, shape (n,) with n of 1 and more, not falling.
    gaps
        Rows after which a gap follows.
    rate
        Points a second.
    near
        Seconds up to which a point is taken for a reading that begins or ends a stretch.
    """
    begins, ends = np.concatenate(([0], gaps + 1)), np.append(gaps, len(time) - 1)
    first = np.ceil((time[begins] - time[0] - near) * rate).astype(np.int64)
    last = np.floor((time[ends] - time[0] + near) * rate).astype(np.int64)
    number = np.maximum(last - first + 1, 0)
    places = np.repeat(first - np.cumsum(number) + number, number) + np.arange(number.sum())
    grid: NDArray[np.float64] = np.minimum(time[0] + places / rate, time[-1])
    return grid
