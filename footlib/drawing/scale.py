"""Round numbers for an axis."""

from __future__ import annotations

import numpy as np


def round_step(highest: float) -> float:
    """A step of 1, 2 or 5 times a power of ten, of which four and less reach `highest`, a number above 0."""
    rough = highest / 4
    power = 10.0 ** np.floor(np.log10(rough))
    return float(next(power * step for step in (1, 2, 5, 10) if power * step >= rough))
