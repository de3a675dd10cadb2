"""Round numbers for an axis."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from footlib.calibration import Calibration
from footlib.sensors import FULL_SCALE


def round_step(highest: float) -> float:
    """A step of 1, 2 or 5 times a power of ten, of which four and less reach `highest`, a number above 0."""
    rough = highest / 4
    power = 10.0 ** np.floor(np.log10(rough))
    return float(next(power * step for step in (1, 2, 5, 10) if power * step >= rough))


def unit_marks(calibration: Calibration, counts: Sequence[int]) -> list[tuple[int, str]]:
    """Where on a scale of counts a line with which words is: at the counts, or at round values of another unit."""
    if calibration.counted:
        return [(count, f"{count}") for count in counts]
    highest = calibration.value(FULL_SCALE)
    values = np.arange(0, highest, round_step(highest)).tolist() if highest > 0 else []
    return [(round(calibration.zero + value / calibration.per_count), f"{value:g}") for value in values]
