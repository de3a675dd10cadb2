"""Whether the sensors themselves can be trusted."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from footlib.analysis.enough import LEAST
from footlib.analysis.spans import blocks
from footlib.percentiles import percentile
from footlib.recording import Recording
from footlib.sensors import FULL_SCALE, NAMES

STUCK_SECONDS: Final = 5.0
"""A sensor that shows one value for so long while others of its foot move is stuck."""
STUCK_READINGS: Final = 15
"""Intervals that a stuck sensor shows one value for, at least: half a stride without load, looked at seldom, shows the
same a few times by chance."""
MOVING: Final = 30
"""Counts by which another sensor of the foot must move to tell stuck from standing still."""
DRIFT: Final = 0.05 * FULL_SCALE
"""Counts between the lowest baselines of the blocks of a recording that are a drift."""
SATURATED: Final = 50.0
"""Percent of readings at the end of the range above which peaks and integrals say little."""


class State(StrEnum):
    """What a sensor shows, the worst first."""

    FLAT = "flat"
    STUCK = "stuck"
    DRIFTING = "drifting"
    SATURATED = "saturated"
    GOOD = "good"


@dataclass(frozen=True, slots=True)
class SensorHealth:
    """State of one sensor.

    Attributes
    ----------
    name
        ``L0`` to ``R2``.
    state
        The worst that was found.
    detail
        What was found, with its number, for the screen.
    """

    name: str
    state: State
    detail: str


def sensor_health(recording: Recording) -> tuple[SensorHealth, ...]:
    """Look at each sensor: flat, stuck, drifting, saturated or good; empty without readings.

    - flat: one value all the time;
    - stuck: one value short of saturation for `STUCK_SECONDS` and `STUCK_READINGS` while its foot moves;
    - drifting: the 5th percentile wanders by more than `DRIFT` between blocks of a minute;
    - saturated: at the end of the range in more than half of the readings, which is common.
    """
    if not len(recording):
        return ()
    drift = _drift(recording)
    return tuple(_judge(recording, sensor, float(drift[sensor])) for sensor in range(len(NAMES)))


def _judge(recording: Recording, sensor: int, drift: float) -> SensorHealth:
    name, counts = NAMES[sensor], recording.counts[:, sensor]
    if len(counts) >= LEAST and (counts == counts[0]).all():
        return SensorHealth(name, State.FLAT, f"shows {counts[0]} all the time")
    others = np.delete(recording.counts[:, sensor // 3 * 3 :][:, :3], sensor % 3, axis=1)
    value, seconds = _longest_stuck(recording, counts, others)
    if seconds >= STUCK_SECONDS:
        return SensorHealth(name, State.STUCK, f"showed {value} for {seconds:.0f} s while the foot moved")
    if drift > DRIFT:
        return SensorHealth(name, State.DRIFTING, f"its baseline wandered by {drift:.0f} counts")
    share = 100.0 * float(np.mean(counts == FULL_SCALE))
    if share > SATURATED:
        return SensorHealth(name, State.SATURATED, f"at {FULL_SCALE} in {share:.0f} % of the readings")
    return SensorHealth(name, State.GOOD, f"{counts.min()} to {counts.max()} counts")


def _longest_stuck(recording: Recording, counts: NDArray[np.int16], others: NDArray[np.int16]) -> tuple[int, float]:
    begins = np.append(True, counts[1:] != counts[:-1])
    begins[recording.gaps + 1] = True
    starts = np.flatnonzero(begins)
    stops = np.append(starts[1:], len(counts)) - 1
    seconds = recording.time[stops] - recording.time[starts]
    longest = (0, 0.0)
    enough = (seconds >= STUCK_SECONDS) & (stops - starts >= STUCK_READINGS)
    for run in np.flatnonzero(enough & (counts[starts] < FULL_SCALE)):
        rows = slice(int(starts[run]), int(stops[run]) + 1)
        if np.ptp(others[rows], axis=0).max() >= MOVING and seconds[run] > longest[1]:
            longest = int(counts[rows.start]), float(seconds[run])
    return longest


def _drift(recording: Recording) -> NDArray[np.float64]:
    lowest = [percentile(block.counts, 5) for block in blocks(recording)]
    drift: NDArray[np.float64] = np.ptp(lowest, axis=0)
    return drift
