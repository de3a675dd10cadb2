"""How much time readings stand for, and parts of a recording of equal time."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from footlib.analysis.enough import LEAST
from footlib.recording import Recording

BLOCK: Final = 60.0
"""Seconds of readings from which a threshold or a baseline is taken, at least; a shorter recording gives all it has."""
_NEAR: Final = 1e-5


def time_weights(recording: Recording) -> NDArray[np.float64]:
    """Seconds that each reading stands for, shape (n,): half of the interval on either side, gaps left out.

    Sums with these weights are trapezoids over the real times of reception.
    """
    weight = np.zeros(len(recording))
    if len(recording) > 1:
        half = np.diff(recording.time) / 2
        half[recording.gaps] = 0.0
        weight[:-1] = half
        weight[1:] += half
    return weight


def blocks(recording: Recording, seconds: float = BLOCK) -> list[Recording]:
    """Cut a recording into parts of equal time, `seconds` at least; time without readings does not count.

    Where readings are rare, parts are longer, for each holds `LEAST` readings or all there are.
    """
    n = len(recording)
    if not n:
        return []
    elapsed = np.cumsum(time_weights(recording))
    # Epoch seconds resolve a quarter of a microsecond, which must not move an edge to another reading.
    number = max(1, min(int((elapsed[-1] + _NEAR) / seconds), n // LEAST))
    inner = np.searchsorted(elapsed, np.linspace(0.0, elapsed[-1], number + 1)[1:-1] - _NEAR)
    edges = [0]
    for edge in inner.tolist():
        if min(edge - edges[-1], n - edge) >= LEAST:
            edges.append(edge)
    return [recording[first:stop] for first, stop in pairwise([*edges, n])]
