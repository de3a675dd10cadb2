"""Forces of any unit as counts of a ten-bit converter."""

import re
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from footlib.calibration import Calibration
from footlib.sensors import FULL_SCALE
from footlib.tables.layout import Convert

_UNIT: Final = re.compile(r"[\[(]\s*([^\[\]()\d\s][^\[\]()\s]{0,15})\s*[\])]\s*$")
OFFSET: Final = 12
"""Counts that an unloaded sensor shows."""
WHOLE: Final = 100.0
"""Percentile at which nothing is cut."""
SATURATING: Final = 90
"""Percentile of the frames' largest channel that reaches the end of the range."""


def to_counts(force: NDArray[np.float64]) -> NDArray[np.int64]:
    """``clip(round(12 + force / p90 x 1011), 0, 1023)``, p90 over the frames' largest channel.

    A tenth of the frames saturates, as it is usual with resistive sensors.

    Parameters
    ----------
    force
        Front, middle and back of left and right foot, shape (n, 6), any unit.
    """
    return counts_at(force, top_of(force))


def scaled(titles: Sequence[str]) -> Convert:
    """A conversion of forces as `to_counts` makes it; of the unit that all titles name, as ``L heel [N]`` does."""
    units = {match[1] if (match := _UNIT.search(title)) else "" for title in titles}
    unit = (units.pop() if len(units) == 1 else "") or "a.u."

    def convert(values: NDArray[np.float64]) -> tuple[NDArray[np.float64], Calibration]:
        top = top_of(values)
        return counts_at(values, top).astype(np.float64), calibration_at(top, unit)

    return convert


def top_of(force: NDArray[np.float64], percentile: float = SATURATING) -> float:
    """The force that reaches the end of the range, from forces of shape (n, 6); 0 where nothing presses."""
    return float(np.percentile(force.max(axis=1), percentile)) if len(force) else 0.0


def counts_at(force: NDArray[np.float64], top: float) -> NDArray[np.int64]:
    """Counts of forces, both of shape (n, 6), where `top` reaches the end of the range."""
    share = force / top if top > 0 else np.zeros_like(force)
    return np.clip(np.rint(OFFSET + share * (FULL_SCALE - OFFSET)), 0, FULL_SCALE).astype(np.int64)


def calibration_at(top: float, unit: str, places: tuple[tuple[float, float], ...] = ()) -> Calibration:
    """What these counts stand for."""
    return Calibration(unit, (top if top > 0 else 1.0) / (FULL_SCALE - OFFSET), OFFSET, places)
