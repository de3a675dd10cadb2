"""Runs of flagged readings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from footlib.recording import Recording
from footlib.sensors import NAMES
from footlib.store.episodes import GAP_SEC

EPISODE_GAP: Final = GAP_SEC
"""Seconds; flagged readings not further apart belong to one episode."""


@dataclass(frozen=True, slots=True)
class Episode:
    """One run of flagged readings.

    Attributes
    ----------
    start, stop
        Times of the first and the last flagged reading, seconds.
    n
        Flagged readings.
    sensors
        Names of the sensors that were flagged.
    peak
        Largest count of a flagged sensor.
    trace_id
        The device's clock at the start, `footlib.recording.UNKNOWN_TRACE` where unknown.
    """

    start: float
    stop: float
    n: int
    sensors: tuple[str, ...]
    peak: int
    trace_id: int

    @property
    def duration(self) -> float:
        """Seconds from the first to the last flagged reading."""
        return self.stop - self.start

    def of(self, recording: Recording, context: float = 0.0) -> Recording:
        """Its readings, out of the recording it was found in, and those of `context` seconds before and after it."""
        return recording.between(self.start - context, self.stop + context)


def episodes(recording: Recording, *, gap: float = EPISODE_GAP) -> list[Episode]:
    """Gather flagged readings into episodes, oldest first.

    Parameters
    ----------
    recording
        Any readings; those not flagged count only as time that passes.
    gap
        Longest time in seconds between two flagged readings of one episode.

    Examples
    --------
    >>> for episode in footlib.episodes(footlib.load("walk.csv")):
    ...     print(f"{episode.start:.2f} to {episode.stop:.2f} s: {episode.n} readings, peak {episode.peak}")
    39.80 to 44.90 s: 103 readings, peak 825
    """
    rows = np.flatnonzero(recording.flagged)
    if not len(rows):
        return []
    runs = np.split(rows, np.flatnonzero(np.diff(recording.time[rows]) > gap) + 1)
    found = []
    for run in runs:
        flags = recording.anomaly[run]
        found.append(
            Episode(
                start=float(recording.time[run[0]]),
                stop=float(recording.time[run[-1]]),
                n=len(run),
                sensors=tuple(name for name, hit in zip(NAMES, np.logical_or.reduce(flags), strict=True) if hit),
                peak=int(recording.counts[run][flags].max()),
                trace_id=int(recording.trace_id[run[0]]),
            )
        )
    return found
