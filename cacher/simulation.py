"""Simulated anomalies, for demonstrations."""

from __future__ import annotations

import random
from typing import Final

from msgspec.structs import replace

from footlib.reading import Reading
from footlib.sensor_rows import flag_sensor

NEVER: Final = 1.0
"""No random number in [0, 1) exceeds it."""


class AnomalySimulator:
    """Flags a random sensor of a reading whose random number exceeds a threshold.

    Parameters
    ----------
    threshold
        From 0 to 1; the share of readings flagged is ``1 - threshold``.
    rng
        Random numbers; seeded, the flags are reproducible.
    """

    def __init__(self, threshold: float, rng: random.Random) -> None:
        self._threshold = threshold
        self._rng = rng

    def __call__(self, reading: Reading) -> Reading:
        """The reading, flagged or not."""
        if self._threshold >= NEVER or self._rng.random() <= self._threshold:
            return reading
        sensor = self._rng.randrange(len(reading.anomaly))
        anomaly = (*reading.anomaly[:sensor], True, *reading.anomaly[sensor + 1 :])
        return replace(reading, sensors=flag_sensor(reading.sensors, sensor), anomaly=anomaly)
