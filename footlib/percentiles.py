"""Percentiles of few readings, in little time."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def percentile(values: NDArray[np.generic], percent: int) -> NDArray[np.float64]:
    """A percentile along the first axis, linear between values, as `numpy.percentile` gives it.

    That one takes ten times as long on the few hundred rows of a live window.

    Parameters
    ----------
    values
        Shape (n,) or (n, k) with n of 1 and more, without NaN.
    percent
        0 to 100.
    """
    position = (len(values) - 1) * percent / 100
    below = int(position)
    above = min(below + 1, len(values) - 1)
    ordered = np.partition(values, (below, above), axis=0)
    low, high = ordered[below].astype(np.float64), ordered[above].astype(np.float64)
    result: NDArray[np.float64] = low + (position - below) * (high - low)
    return result
