"""Walks whose numbers are known because they are formulas."""

from collections.abc import Callable
from dataclasses import dataclass

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


Shape = Callable[[NDArray[np.float64]], NDArray[np.float64]]


def half_sine(within: NDArray[np.float64]) -> NDArray[np.float64]:
    """A load that rises and falls with a corner, `within` 0..1 of the stance."""
    return np.sin(np.pi * within)


def bell(within: NDArray[np.float64]) -> NDArray[np.float64]:
    """A load that rises and falls smoothly."""
    return (1 - np.cos(2 * np.pi * within)) / 2


def two_humps(within: NDArray[np.float64]) -> NDArray[np.float64]:
    """Heel strike and push-off, as the force under a foot is drawn in textbooks."""
    return np.sin(np.pi * within) * (1.3 - 0.45 * np.sin(np.pi * within) ** 4)


@dataclass
class VariedWalk:
    """A walk whose strides differ in load and time by given numbers, so that each of them is a formula.

    The feet are half a stride apart; `share` says what part of the load each sensor bears.
    """

    gains: NDArray[np.float64]
    times: NDArray[np.float64]
    shape: Shape = half_sine
    stance: float = 0.62
    peak: float = 700.0
    share: tuple[float, float, float] = (1.0, 0.8, 0.6)

    @property
    def starts(self) -> NDArray[np.float64]:
        """Times at which the left foot comes down, shape (k + 1,)."""
        return 0.37 + np.concatenate(([0.0], np.cumsum(self.times)))

    def at(self, time: NDArray[np.float64], *, late: float = 0.0) -> NDArray[np.float64]:
        """Load of a foot that is `late` strides behind the left one, as a share of the peak, shape as `time`."""
        edges = self.starts + late * np.append(self.times, self.times[-1])
        row = np.clip(np.searchsorted(edges, time, "right") - 1, 0, len(self.times) - 1)
        within = (time - edges[row]) / (np.diff(edges)[row] * self.stance)
        loaded = (within >= 0) & (within < 1)
        load: NDArray[np.float64] = np.where(loaded, self.gains[row] * self.shape(np.clip(within, 0, 1)), 0.0)
        return load

    def read(self, time: NDArray[np.float64]) -> Recording:
        """What the sensors show at these times."""
        counts = np.full((len(time), 6), float(BASELINE))
        for foot in (0, 1):
            counts[:, 3 * foot : 3 * foot + 3] += self.peak * self.at(time, late=0.5 * foot)[:, None] * self.share
        return Recording.from_columns(time, np.rint(np.minimum(counts, 1023)).astype(int))

    def laid(self, threshold: float, rows: slice = slice(None)) -> NDArray[np.float64]:
        """The left foot's load from where it rises over a threshold to where it does again, shape (k - 1, 101)."""
        fine = np.linspace(0, 0.5, 20001)
        rise = self.shape(fine)
        onset = np.array(
            [fine[np.argmax(rise * gain * self.peak * sum(self.share) > threshold)] for gain in self.gains]
        )
        contact = self.starts[:-1] + onset * self.stance * self.times
        grid = contact[:-1, None] + np.linspace(0, 1, 101) * np.diff(contact)[:, None]
        return self.peak * sum(self.share) * self.at(grid)[rows]
