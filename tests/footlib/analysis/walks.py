"""Walks whose numbers are known because they are formulas."""

import numpy as np
from numpy.typing import NDArray

from footlib.recording import Recording

PEAK = 900
BASELINE = 40


def stance_phase(time: NDArray[np.float64], stride: float, stance: float, shift: float) -> NDArray[np.float64]:
    """0..1 through each stance, below 0 in swing; stance is a share, shift is in strides."""
    phase = (time / stride - shift) % 1.0
    return np.where(phase < stance, phase / stance, -1.0)


def half_sine_walk(
    *,
    rate: float = 100.0,
    seconds: float = 61.3,
    cadence: float = 104.3,
    stance: tuple[float, float] = (0.62, 0.62),
    peak: tuple[float, float] = (PEAK, PEAK),
    baseline: int = BASELINE,
) -> Recording:
    """Every sensor of a foot bears the same half sine in stance; the feet are half a stride apart."""
    time = np.arange(0.0, seconds, 1.0 / rate)
    counts = np.full((len(time), 6), float(baseline))
    for foot in (0, 1):
        phase = stance_phase(time, 120.0 / cadence, stance[foot], 0.31 + 0.5 * foot)
        load = peak[foot] * np.sin(np.pi * np.maximum(phase, 0.0))
        counts[:, 3 * foot : 3 * foot + 3] += load[:, None]
    return Recording.from_columns(time, np.rint(counts).astype(int))


def square_walk(
    *, rate: float = 100.0, seconds: float = 61.3, cadence: float = 104.3, stance: tuple[float, float] = (0.62, 0.58)
) -> Recording:
    """A foot bears `PEAK` on every sensor in stance, and nothing otherwise."""
    time = np.arange(0.0, seconds, 1.0 / rate)
    counts = np.full((len(time), 6), BASELINE)
    for foot in (0, 1):
        loaded = stance_phase(time, 120.0 / cadence, stance[foot], 0.31 + 0.5 * foot) >= 0
        counts[loaded, 3 * foot : 3 * foot + 3] += PEAK
    return Recording.from_columns(time, counts)


def seen_stance(stance: float) -> float:
    """Share of the stride that a half sine spends over the thresholds.

    The 5th percentile is the unloaded foot's; the 95th lies where 5 % of the time is higher.
    """
    top = np.cos(np.pi * 0.05 / stance / 2)
    return float(stance * (1.0 - (np.arcsin(0.10 * top) + np.arcsin(0.05 * top)) / np.pi))
