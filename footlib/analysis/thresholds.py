"""What counts as a loaded foot: baselines and thresholds that adapt to the person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from footlib.analysis.enough import LEAST
from footlib.analysis.results import Refused
from footlib.analysis.spans import BLOCK, blocks, time_weights
from footlib.percentiles import percentile
from footlib.recording import Recording
from footlib.sensors import Foot

ON: Final = 0.10
"""Share of a foot's range above which contact begins."""
OFF: Final = 0.05
"""Share of a foot's range below which contact ends."""
LOWEST, HIGHEST = 5, 95
MIN_SPAN: Final = 30.0
"""Counts; a load that spans less has shown no step, only noise."""
MIN_LEVEL_SHARE: Final = 0.25
"""A load that spans less than this share of the foot's counts sways; the foot does not lift."""
MIN_SPAN_SHARE: Final = 0.3
"""A block that spans less than this share of the widest one is standing or sitting, not walking."""


@dataclass(frozen=True, slots=True)
class FootThresholds:
    """Baselines and contact thresholds of one foot.

    Attributes
    ----------
    foot
        Which foot.
    centre
        Time at the middle of each block, shape (k,), seconds.
    baseline
        5th percentile of each sensor, shape (k, 3), counts.
    low, span
        5th percentile of the foot's load and the distance to the 95th, shape (k,), counts.
    window
        Seconds of readings in a block.
    refused
        Why contact cannot be told from this foot's load; None if it can.
    """

    foot: Foot
    centre: NDArray[np.float64]
    baseline: NDArray[np.float64]
    low: NDArray[np.float64]
    span: NDArray[np.float64]
    window: float
    refused: Refused | None = None

    @property
    def on(self) -> NDArray[np.float64]:
        """Load above which contact begins, shape (k,), counts."""
        return self.low + ON * self.span

    @property
    def off(self) -> NDArray[np.float64]:
        """Load below which contact ends, shape (k,), counts."""
        return self.low + OFF * self.span

    def at(self, values: NDArray[np.float64], time: NDArray[np.float64]) -> NDArray[np.float64]:
        """One of the attributes at given times, linear between the blocks' middles.

        Parameters
        ----------
        values
            Of each block, shape (k,), as `on`.
        time
            Seconds, shape (n,), rising.

        Returns
        -------
        ndarray
            Shape (n,), or (1,) where there is one block.
        """
        if len(values) == 1:
            return values
        return np.interp(time, self.centre, values)

    def above(self, recording: Recording) -> NDArray[np.float64]:
        """Counts above the baseline, ``w_i = max(0, p_i - baseline_i)``, shape (n, 3)."""
        counts = recording.foot(self.foot)
        if len(self.baseline) == 1:
            return np.maximum(counts - self.baseline, 0.0)
        level = np.column_stack([self.at(column, recording.time) for column in self.baseline.T])
        return np.maximum(counts - level, 0.0)


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Both feet's baselines and thresholds; they alone move double support by five points."""

    left: FootThresholds
    right: FootThresholds

    @property
    def feet(self) -> tuple[FootThresholds, FootThresholds]:
        """Left and right."""
        return self.left, self.right


def total(above: NDArray[np.float64]) -> NDArray[np.float64]:
    """Load of a foot: the sum of its sensors' counts above their baselines, (n, 3) to (n,)."""
    first, second, third = above.T
    load: NDArray[np.float64] = first + second + third
    return load


def adapt(recording: Recording, *, block: float = BLOCK) -> Thresholds:
    """Take baselines and thresholds from a recording, block by block.

    Contact begins at the minimum and 10 % of the range, as Tekscan's software decides (answer
    to "Why are the stance phases in the Force/Time curves not starting at 0"); a lower threshold
    for its end and a time to wait after an event are those of Blades et al. 2023, Sensors
    23(5):2736, who compared detectors on running. Minimum and range are the 5th and the 95th
    percentile, because single readings of a resistive sensor stray. A recording of two blocks
    and more is cut into equal blocks, so that thresholds follow a drifting baseline; blocks in
    which the person did not walk take over from their neighbours. A block holds 30 readings at
    least: with fewer one reading decides a percentile, and contact comes out too short, for two
    readings span less than the walk does.

    Parameters
    ----------
    recording
        Live: the trailing minute. Otherwise all there is.
    block
        Shortest block in seconds.

    Returns
    -------
    Thresholds
        A foot that made no step, or of which there are too few readings, says so in `refused`.
    """
    pieces = blocks(recording, block)
    seconds = float(time_weights(recording).sum()) / max(1, len(pieces))
    left, right = (_foot(foot, pieces, seconds) for foot in Foot)
    return Thresholds(left, right)


def _foot(foot: Foot, pieces: list[Recording], window: float) -> FootThresholds:
    if not pieces:
        nothing = np.zeros(1)
        return FootThresholds(foot, nothing, np.zeros((1, 3)), nothing, nothing, 0.0, Refused("there are no readings"))
    centre = np.array([(piece.time[0] + piece.time[-1]) / 2 for piece in pieces])
    baseline = np.array([percentile(piece.foot(foot), LOWEST) for piece in pieces])
    loads = [np.maximum(piece.foot(foot) - base, 0.0).sum(axis=1) for piece, base in zip(pieces, baseline, strict=True)]
    low, high = np.array([[percentile(load, LOWEST), percentile(load, HIGHEST)] for load in loads]).T
    span = high - low
    least = np.maximum(MIN_SPAN, MIN_LEVEL_SHARE * (baseline.sum(axis=1) + high))
    widest = int(np.argmax(span))
    walking = span >= np.maximum(least, MIN_SPAN_SHARE * span[widest])
    if not walking.any():
        reason = f"the {foot} foot's load spans {span[widest]:.0f} counts, a step needs {least[widest]:.0f}"
        return FootThresholds(foot, centre, baseline, low, span, window, Refused(reason))
    if (n := sum(map(len, pieces))) < LEAST:
        reason = f"needs {LEAST} readings, got {n}"
        return FootThresholds(foot, centre, baseline, low, span, window, Refused(reason))
    return FootThresholds(foot, centre[walking], baseline[walking], low[walking], span[walking], window)
