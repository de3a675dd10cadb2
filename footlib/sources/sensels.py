"""Grids of sensels as the three regions of a foot."""

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray


def regions(pressure: NDArray[np.float64], edges: tuple[int, int, int, int]) -> NDArray[np.float64]:
    """Front, middle and back of a foot, shape (n, 3): the mean pressure of the sensels that are loaded at any time.

    The others lie beside the sole.

    Parameters
    ----------
    pressure
        Shape (n, rows, columns), the row at the toes first.
    edges
        Row at which the front begins, those at which middle and back begin, and the one behind the back.
    """
    loaded = pressure.max(axis=0, initial=0) > 0
    found = []
    for start, stop in pairwise(edges):
        sensels = pressure[:, start:stop][:, loaded[start:stop]]
        found.append(sensels.mean(axis=1) if sensels.size else np.zeros(len(pressure)))
    return np.column_stack(found)


def thirds(pressure: NDArray[np.float64]) -> tuple[int, int, int, int]:
    """The edges of thirds of the length on which a foot bears, from the first to the last row that is ever loaded."""
    rows = np.flatnonzero(pressure.max(axis=(0, 2), initial=0) > 0)
    first, stop = (int(rows[0]), int(rows[-1]) + 1) if len(rows) else (0, pressure.shape[1])
    length = stop - first
    return first, first + round(length / 3), first + round(2 * length / 3), stop
