"""Forces of any unit as counts of a ten-bit converter."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from footlib.sensors import FULL_SCALE

OFFSET: Final = 12
"""Counts that an unloaded sensor shows."""
SATURATING: Final = 90
"""Percentile of the frames' largest channel that reaches the end of the range."""


def to_counts(force: NDArray[np.float64]) -> NDArray[np.int64]:
    """``clip(round(12 + force / p90 x 1011), 0, 1023)``, p90 over the frames' largest channel.

    A tenth of the frames saturates, as it is usual with resistive sensors. The result says
    nothing about newtons any more.

    Parameters
    ----------
    force
        Front, middle and back of left and right foot, shape (n, 6), any unit.
    """
    top = float(np.percentile(force.max(axis=1), SATURATING)) if len(force) else 0.0
    share = force / top if top > 0 else np.zeros_like(force)
    return np.clip(np.rint(OFFSET + share * (FULL_SCALE - OFFSET)), 0, FULL_SCALE).astype(np.int64)
