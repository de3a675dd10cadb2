"""How alike the two feet are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from footlib.analysis.gait import MIN_STRIDES, Strides
from footlib.analysis.results import Refused, Result

WARNING: Final = 10.0
"""The usual cut in percent; it is a convention, so every function takes another."""
LIMIT: Final = 20.0
NEAR_ZERO: Final = 1e-9


@dataclass(frozen=True, slots=True)
class Bands:
    """Share of strides within bands of asymmetry, percent, of `n` pairs of strides.

    Attributes
    ----------
    within, warning, beyond
        Up to the warning, between warning and limit, over the limit.
    n
        Pairs of a left and the following right stride.
    """

    within: float
    warning: float
    beyond: float
    n: int


def symmetry_index(left: Result, right: Result) -> Result:
    """``100 (R - L) / (0.5 (R + L))``: zero is even, positive bears more on the right.

    Robinson, Herzog & Nigg 1987, J Manipulative Physiol Ther 10(4):172-176.

    Parameters
    ----------
    left, right
        The same measure of either foot, in any unit; a refusal is handed on.

    Returns
    -------
    float or Refused
        Percent; refused where both are near zero.
    """
    if isinstance(left, Refused):
        return left
    if isinstance(right, Refused):
        return right
    mean = 0.5 * (left + right)
    return 100.0 * (right - left) / mean if abs(mean) > NEAR_ZERO else Refused("both feet are near zero")


def stance_bands(table: Strides | Refused, *, warning: float = WARNING, limit: float = LIMIT) -> Bands | Refused:
    """How often the stance times of neighbouring strides differ by how much.

    Parameters
    ----------
    table
        From `footlib.analysis.gait.strides`.
    warning, limit
        Absolute symmetry index in percent; both are conventions.

    Returns
    -------
    Bands or Refused
        Shares in percent; refused with fewer than `footlib.analysis.gait.MIN_STRIDES` pairs.
    """
    if isinstance(table, Refused):
        return table
    index = np.abs(_pairs(table))
    if len(index) < MIN_STRIDES:
        return Refused(f"needs {MIN_STRIDES} left strides that a right one follows, got {len(index)}")
    beyond = 100.0 * float(np.mean(index > limit))
    within = 100.0 * float(np.mean(index <= warning))
    return Bands(within, 100.0 - within - beyond, beyond, len(index))


def _pairs(table: Strides) -> NDArray[np.float64]:
    time = table.toe_off - table.contact
    follows = ~table.right[:-1] & table.right[1:] & (table.contact[1:] < table.next_contact[:-1])
    first = np.flatnonzero(follows)
    left, right = time[first], time[first + 1]
    index: NDArray[np.float64] = 100.0 * (right - left) / (0.5 * (right + left))
    return index
